//! A bug of ours costs one line, and not the work of whoever called.

use std::panic;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;

use anyhow::{Result, anyhow};

use crate::text::words::one_line;

/// Turns a panic into an error: one line, where the default message would add a backtrace hint.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    static PANIC: OnceLock<String> = OnceLock::new();
    panic::set_hook(Box::new(|info| {
        let _ = PANIC.set(info.to_string());
    }));
    panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(internal_error(PANIC.get().map_or("", String::as_str))))
}

/// The panic's own message, so that the bug can be reported: one line, and not
/// more of it than one line needs, since it may quote the user's text.
fn internal_error(panic: &str) -> anyhow::Error {
    let message: String = one_line(panic).chars().take(MAX_PANIC_CHARS).collect();
    anyhow!("internal error; continuing without git-checkpoint: {message}")
}

/// Room for a place in the source and a sentence.
const MAX_PANIC_CHARS: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_one_line_that_says_what_happened() {
        let default = panic::take_hook();
        let error = guarded(|| -> Result<()> { panic!("no\nsuch {}", "thing") }).unwrap_err();
        panic::set_hook(default);
        let said = error.to_string();
        assert!(
            said.starts_with("internal error; continuing without git-checkpoint: panicked at ")
        );
        assert!(said.contains("src/hook/guard.rs:") && said.ends_with("no such thing"), "{said}");
        let long = internal_error(&"x".repeat(100_000)).to_string();
        assert!(long.len() < 500);
    }
}
