//! The two standard streams.

use std::io::IsTerminal;

/// A standard stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// What a command was asked to print. In a hook git makes it stderr.
    Stdout,
    /// Findings, warnings, notes.
    Stderr,
}

/// Whether a person reads what is written there, and no program.
pub(crate) fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Stdout => std::io::stdout().is_terminal(),
        Stream::Stderr => std::io::stderr().is_terminal(),
    }
}
