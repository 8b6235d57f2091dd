//! Coding agents: how each is told where the last session stopped.

pub mod answer;
pub mod input;
pub mod record;
