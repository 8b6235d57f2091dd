//! Fixtures below `tests/corpus/`, and files beside the sources that show our own records.

mod config_schema;
mod corpus;
mod docs;
#[path = "../../tests/suite/documents.rs"]
mod documents;
mod plugin;
