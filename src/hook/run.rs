//! The hooks: one short orchestrator each, and what they share.
//!
//! Whatever goes wrong in here, the commit goes on: only a verdict on the
//! user's own work may stop it (githooks(5): a pre-commit or commit-msg hook
//! that exits with non-zero aborts the commit).

use crate::hook::guard::guarded;
use crate::hook::{commit_msg, post_commit, post_rewrite, pre_commit, second_run};
use std::process::ExitCode;

use anyhow::Result;

use crate::hook::outcome::HookOutcome;
use crate::install::programs::our_programs::MARKER;
use crate::report::terminal::color::{ColorChoice, Style};
use crate::report::terminal::output::{Output, warn_failure};
use crate::report::terminal::stream::Stream;
use crate::snapshot::project::is_off_in_environment;

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

fn finish(output: &mut Output, verdict: HookOutcome) -> ExitCode {
    // That nobody is left to read must not stop a commit.
    let _ = output.deliver();
    match verdict {
        HookOutcome::Pass => ExitCode::SUCCESS,
        HookOutcome::Refuse => ExitCode::from(1),
    }
}
