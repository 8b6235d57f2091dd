pub mod message;
pub mod next_step;
pub mod session;
pub mod table;
