pub mod compose;
pub mod entry_fix;
pub mod file_list;
pub mod file_table;
pub mod inferred;
pub mod model;
pub mod next_step;
pub mod repair;
