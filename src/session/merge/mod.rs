//! A three-way merge of the spans that we own: the three versions are made to agree on each of
//! them, so that a merge of their lines can only conflict on what people wrote.

pub mod agree;
pub mod choice;
pub mod owned_span;
