//! Coding agents: how each is told where the last session stopped.

pub mod answer;
pub mod entry;
pub mod input;
pub mod json_text;
pub mod paragraph;
pub mod record;
