//! `git checkpoint repair --undo`: SESSION.md as it was before git-checkpoint last wrote into it.

use anyhow::{Result, bail};

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::command::change::ChangeMode;
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::report::findings::diff;
use crate::report::findings::document::Document;
use crate::report::terminal::output::{Output, note};

/// Puts the version back that was kept before the last write. The present one is kept in its
/// place, so that undoing twice leads back.
pub(crate) fn undo(
    context: &Context,
    mode: ChangeMode,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let (project, name) = (&context.project, &context.project.config.session);
    let file = context.session()?;
    let Some(before) = project.repo.state().original() else {
        bail!("nothing to undo: git-checkpoint has not written into {name} here");
    };
    let mut replaced = file.text().to_owned();
    if mode == ChangeMode::Write {
        file.update(|present| {
            present.clone_into(&mut replaced);
            Some(before.clone())
        })?;
        if CheckpointMode::of(project).keeps_tree_clean() {
            project.repo.refresh(&project.tracked_session());
        }
    }
    let changes = Document { name, text: &replaced };
    output.print(&diff::diff(&changes, &before, context.style_out));
    output.say(&note(context.style_err, &summary(name, mode, replaced == before)));
    Ok(CommandOutcome::Fine)
}

fn summary(name: &str, mode: ChangeMode, is_same: bool) -> String {
    match mode {
        _ if is_same => format!("{name} is as it was before git-checkpoint last wrote into it"),
        ChangeMode::Show => {
            format!("{name} would be put back to what it was before the last write")
        }
        ChangeMode::Write => format!(
            "put {name} back to what it was before the last write; run this again to take that back"
        ),
    }
}
