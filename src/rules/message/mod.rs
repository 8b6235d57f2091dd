//! The rules of the checkpoint message, a file per group.

pub mod agreement;
pub mod check_file;
pub mod check_message;
pub mod facts;
pub mod files;
pub mod next;
pub mod project;
pub mod sections;
pub mod subject;
