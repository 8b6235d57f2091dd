use super::{Dialect, Session};
use crate::phase::PhaseNumber;
use crate::text::Str;

impl<'a> Session<'a> {
    /// Reads a SESSION.md. Never fails: what is not there is absent.
    pub fn parse(text: &'a str) -> Self {
        Self {
            text: Str::new(text),
            header: Vec::new(),
            phases: Vec::new(),
            dialect: Dialect::Words,
        }
    }
}

/// The number in a Current Phase value: `Phase 3`, `3 - Tasks API`.
pub(super) fn current_number(_value: Str<'_>) -> Option<PhaseNumber> {
    None
}
