//! Fixtures below `tests/corpus/`, and files beside the sources that show our own records.

mod corpus;
mod docs;
mod plugin;
