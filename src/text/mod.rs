//! Text with positions: slices and spans, edits, words, and what must not reach a terminal.

pub mod conflict;
pub mod edit;
pub mod limits;
pub mod prose_bullet;
pub mod shell;
pub mod span;
pub mod str;
pub mod terminal_unsafe;
pub mod words;
