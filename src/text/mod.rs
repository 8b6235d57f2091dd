//! Text that remembers where it stands, and edits to it.
//!
//! Every parser works on [`Str`], a string slice that knows its byte offset in
//! the document. Trimming and splitting keep that knowledge, so findings and
//! edits can point at the exact bytes without offset arithmetic.

pub mod bullet;
pub mod conflict;
pub mod edit;
pub mod limits;
pub mod sanitize;
pub mod shell;
pub mod span;
pub mod str;
pub mod words;
