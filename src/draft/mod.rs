pub mod compose;
pub mod model;
pub mod next_step;
pub mod repair;
