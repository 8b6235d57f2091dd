//! The hooks: one short orchestrator each, and what they share.
//!
//! Whatever goes wrong in here, the commit goes on: only a verdict on the
//! user's own work may stop it (githooks(5): a pre-commit or commit-msg hook
//! that exits with non-zero aborts the commit).

use crate::hook::commit_msg;
use crate::hook::post_commit;
use crate::hook::post_rewrite;
use crate::hook::pre_commit;
use crate::hook::second_run;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::OnceLock;

use anyhow::{Result, anyhow};

use crate::hook::outcome::HookOutcome;
use crate::install::programs::MARKER;
use crate::report::color::{ColorChoice, Style};
use crate::report::output::{Output, warn_failure};
use crate::report::stream::Stream;
use crate::snapshot::project::is_off_in_environment;
use crate::text::words::one_line;

/// The `commit-msg` hook: judges a checkpoint message.
pub fn commit_msg() -> ExitCode {
    run("commit-msg", commit_msg::run)
}

/// The `pre-commit` hook: warns of files that stay uncommitted.
pub fn pre_commit() -> ExitCode {
    run("pre-commit", pre_commit::run)
}

/// The `post-commit` hook: writes the new hash into SESSION.md.
pub fn post_commit() -> ExitCode {
    run("post-commit", post_commit::run)
}

/// The `post-rewrite` hook: keeps hashes true through amend and rebase.
pub fn post_rewrite() -> ExitCode {
    run("post-rewrite", post_rewrite::run)
}

fn run(event: &str, work: fn(&mut Output) -> Result<HookOutcome>) -> ExitCode {
    if is_off_in_environment() {
        return ExitCode::SUCCESS;
    }
    let mut output = Output::new();
    if std::env::args_os().nth(1).is_some_and(|argument| argument == "--version") {
        output.print(&format!("{MARKER}, version {}", env!("CARGO_PKG_VERSION")));
        return finish(&mut output, HookOutcome::Pass);
    }
    let verdict = guarded(|| work(&mut output)).unwrap_or_else(|error| {
        let style = Style::of_process(ColorChoice::Auto, None, Stream::Stderr);
        output.say(&warn_failure(style, &error));
        HookOutcome::Pass
    });
    if output.has_messages() && second_run::is_second_run(event) {
        output = Output::new();
    }
    finish(&mut output, verdict)
}

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

fn finish(output: &mut Output, verdict: HookOutcome) -> ExitCode {
    // Nobody left to read is no reason to stop a commit.
    let _ = output.deliver();
    match verdict {
        HookOutcome::Pass => ExitCode::SUCCESS,
        HookOutcome::Refuse => ExitCode::from(1),
    }
}

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
        assert!(said.contains("src/hook/run.rs:") && said.ends_with("no such thing"), "{said}");
        let long = internal_error(&"x".repeat(100_000)).to_string();
        assert!(long.len() < 500);
    }
}
