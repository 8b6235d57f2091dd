pub mod checks;
pub mod project;
