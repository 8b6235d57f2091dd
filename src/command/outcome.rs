//! How a command ended; `run.rs` makes the exit code of it.

/// How a command ended, where it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommandOutcome {
    /// All is well.
    Fine,
    /// Something was refused or found wrong.
    Refused,
    /// It could not be done; why has been said.
    Unable,
}
