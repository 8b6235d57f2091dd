//! Where the last session stopped: everything that the next one has to know, as data.
//!
//! The field names are those of `git checkpoint resume --json`, a public
//! interface described in `docs/json.md`.

pub mod build;
pub mod history;
pub mod model;
pub mod next;
