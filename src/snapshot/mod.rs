//! What is checked, read once: `model` and `documents` are plain data, `project` and `checks` read the
//! repository for them.

pub mod checks;
pub mod documents;
pub mod model;
pub mod project;
