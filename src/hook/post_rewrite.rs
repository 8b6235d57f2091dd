//! Remembers which commits took the place of which, and lets SESSION.md follow.

use std::io::Read;

use anyhow::{Context, Result};

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::git::operation::Operation;
use crate::hook::outcome::HookOutcome;
use crate::report::terminal::output::Output;
use crate::snapshot::project::Project;
use crate::sync::recorder;
use crate::terms::rewrite_map;

/// Never says anything: post-commit has said what there is to say, or will.
pub(crate) fn run(_output: &mut Output) -> Result<HookOutcome> {
    // Read first: git waits to be rid of it, and dies of a closed pipe.
    let input = all_pairs(std::io::stdin().lock()).context("cannot read what was rewritten")?;
    let mut pairs = rewrite_map::parse(&String::from_utf8_lossy(&input));
    let Some(project) = Project::discover()? else { return Ok(HookOutcome::Pass) };
    let is_rebase = std::env::args_os().nth(1).is_some_and(|command| command == "rebase");
    if pairs.is_empty() && is_rebase {
        // Some hook managers keep what git says to themselves.
        pairs = rewrite_map::parse(&project.repo.rewritten_by_rebase());
    }
    if is_rebase {
        pairs = project.repo.unseen_rewrites(pairs);
    }
    let is_news = project.repo.remember_rewrites(&pairs).context("cannot remember the rewrite")?;
    // post-commit has seen a plain amend already.
    if !is_news && !is_rebase {
        return Ok(HookOutcome::Pass);
    }
    project.repo.state().postpone_rewrites()?;
    if is_quiet(&project, is_rebase)
        && (CheckpointMode::of(&project).keeps_tree_clean() || !is_unmodified(&project))
        && let Some(head) = project.repo.head()?
    {
        recorder::sync_now(&project, &head)?;
    }
    Ok(HookOutcome::Pass)
}

/// All that git tells; nothing, where it tells of more commits than can be remembered: which of
/// them a rebase left out can be seen in the whole list only. It is read to its end either way.
fn all_pairs(mut input: impl Read) -> std::io::Result<Vec<u8>> {
    /// Sixteen times as many pairs as are kept (`rewrite_map::NEWEST`), of ids of SHA-256.
    const MAX_BYTES: u64 = 8 * 1024 * 1024;
    let mut pairs = Vec::new();
    input.by_ref().take(MAX_BYTES).read_to_end(&mut pairs)?;
    let rest = std::io::copy(&mut input, &mut std::io::sink())?;
    if rest > 0 {
        pairs.clear();
    }
    Ok(pairs)
}

/// `rebase` is git's last word on a rebase, though its folder is there still
/// and, with the apply backend, HEAD is not back on its branch. Only an autostash comes later, and
/// could not be applied to a file that was written meanwhile.
fn is_quiet(project: &Project, is_rebase: bool) -> bool {
    if is_rebase {
        return !project.repo.is_autostash_pending();
    }
    !project.repo.operation().is_some_and(Operation::is_in_progress)
}

/// Whether SESSION.md is committed and unmodified. Somebody who put their changes aside
/// for a rebase (it asks for that) gets them back only into a file that stays so, and the next rebase
/// would be refused; the next commit comes soon enough.
fn is_unmodified(project: &Project) -> bool {
    project.repo.history(&project.config.session).is_unmodified()
}
