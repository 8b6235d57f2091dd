//! `git checkpoint repair`.

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::sync::verify::verify_hashes;
use anyhow::Result;
use clap::Args;

use crate::clean_tree::shown;
use crate::command::change::ChangeMode;
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::command::undo::undo;
use crate::git::commit::commit_info::CommitInfo;
use crate::report::repair::{Repair, repair_json, repair_text};
use crate::report::terminal::output::{Output, note};
use crate::session::model::Session;
use crate::session::record::recorded::HashPlace;
use crate::snapshot::project::Project;
use crate::sync::verify::verdict::{HashVerdict, VerifiedHash};
use crate::sync::{in_file, recorder};

/// What `repair` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  git checkpoint repair -n             only say it
  git checkpoint repair                fix what is certain, list the rest
  git checkpoint repair --undo         SESSION.md as it was before git-checkpoint last wrote into it

Exit codes: 0 fine, 1 a hash is left that only a person can fix, 2 could not
work.")]
pub(crate) struct RepairArgs {
    /// Show what would be fixed, and write nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Put back the SESSION.md that was kept before the last write; a second time takes that back.
    #[arg(long, conflicts_with = "json")]
    undo: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Judges every recorded hash, and fixes what is certain.
pub(crate) fn run(options: &RepairArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    if !options.dry_run {
        context.require_quiet()?;
    }
    if options.undo {
        return undo(&context, ChangeMode::of(options.dry_run), output);
    }
    let (project, head) = (&context.project, context.head()?);
    let file = context.session()?;
    let session = Session::parse(file.text());
    if !session.is_in_format() {
        return Err(context.not_in_format());
    }
    let mut judged = verify_hashes::judge(project, &head, &session);
    if shown::up_to_date(project, file.text())? != file.text() {
        judged.iter_mut().for_each(|hash| follow_head(project, &head, hash));
    }
    if !options.dry_run {
        if !CheckpointMode::of(project).keeps_tree_clean() {
            let made_up = in_file::make_up(project, &head)?;
            output.say(
                &late_note(made_up).map_or(String::new(), |text| note(context.style_err, &text)),
            );
        }
        if project.repo.state().is_postponed() || CheckpointMode::of(project).keeps_tree_clean() {
            recorder::sync_now(project, &head)?;
        }
        verify_hashes::fix_certain(project, &head)?;
    }
    let report = Repair {
        name: &project.config.session,
        text: file.text(),
        judged: &judged,
        dry_run: options.dry_run,
        abbreviate: &|commit| project.repo.abbreviate(&commit.id),
    };
    output.print(&if options.json { repair_json(&report) } else { repair_text(&report) });
    let left = judged.iter().any(is_left);
    if left && project.repo.is_incomplete() {
        output.say(&note(context.style_err, INCOMPLETE));
        return Ok(CommandOutcome::Fine);
    }
    Ok(if left { CommandOutcome::Refused } else { CommandOutcome::Fine })
}

/// What was made up for, in words.
fn late_note(commits: usize) -> Option<String> {
    let commits = match commits {
        0 => return None,
        1 => "1 commit".to_owned(),
        commits => format!("{commits} commits"),
    };
    Some(format!("recorded {commits} that the hooks had missed"))
}

/// Last Checkpoint of clean-tree mode shows the newest checkpoint, whatever was shown before.
fn follow_head(project: &Project, head: &CommitInfo, hash: &mut VerifiedHash<'_>) {
    if hash.place == HashPlace::LastCheckpoint && !hash.verdict.is_fixable() {
        let newest = project.repo.newest_checkpoint(head);
        hash.verdict = newest.map_or(HashVerdict::NoneLeft, |to| HashVerdict::Outdated { to });
    }
}

const INCOMPLETE: &str =
    "this clone does not have all commits, so what is unknown here may be right";

/// Whether something is wrong that only a person can fix.
fn is_left(judged: &VerifiedHash<'_>) -> bool {
    matches!(
        judged.verdict,
        HashVerdict::Ambiguous { .. } | HashVerdict::Elsewhere { .. } | HashVerdict::Unknown
    )
}
