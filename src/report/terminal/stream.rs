//! The two standard streams.

/// A standard stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// What a command was asked to print. In a hook git makes it stderr.
    Stdout,
    /// Findings, warnings, notes.
    Stderr,
}
