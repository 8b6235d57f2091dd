pub mod checks;
pub mod documents;
pub mod model;
pub mod project;
