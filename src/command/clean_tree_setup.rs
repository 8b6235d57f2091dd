//! What `install` and `uninstall` do about clean-tree mode.

use std::path::Path;

use anyhow::Result;

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::clean_tree::switch;
use crate::clean_tree::switch::Conversion;
use crate::command::keeping::offered_ways;
use crate::command::outcome::CommandOutcome;
use crate::git::operation::Operation;
use crate::install::git_settings::filter;
use crate::install::programs::our_programs::Programs;
use crate::report::findings::diff;
use crate::report::findings::document::Document;
use crate::report::keeping::SessionTracking;
use crate::report::terminal::output::Output;
use crate::report::terminal::sanitize::sanitize;
use crate::report::terminal::stream::Stream;
use crate::snapshot::project::Project;
use crate::sync::recorder;

/// Sets the filter up, and makes or shows the commit that the mode begins with.
pub(crate) fn clean_tree_on(
    project: &Project,
    programs: &Programs,
    commits: bool,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let path = project.tracked_session();
    if let Some(reason) = reason_against(project, &path)? {
        output.say(&sanitize(&format!("{} {reason}", project.config.session)));
        return Ok(CommandOutcome::Refused);
    }
    filter::set_filter(Path::new("."), &programs.companion(), &path)?;
    output.print(&sanitize(&format!("  {:<12} on for {path}", "clean tree")));
    // With the configuration that was just written.
    let project = Project::open()?;
    match switch::conversion(&project)? {
        Some(needed) => convert(&project, &needed, commits, output)?,
        None => follow(&project)?,
    }
    Ok(CommandOutcome::Fine)
}

/// Shows the commit, and makes it where that is asked for.
fn convert(
    project: &Project,
    needed: &Conversion,
    commits: bool,
    output: &mut Output,
) -> Result<()> {
    let style = project.style(output.color, Stream::Stdout);
    let before = Document { name: &needed.path, text: &needed.before };
    output.print(&diff::diff(&before, &needed.after, style));
    if !commits {
        output.print(
            "A commit of these lines alone is still needed; until then the file may stay as it is.\n\
             To make it: git checkpoint install --clean-tree --commit",
        );
        return Ok(());
    }
    let made = switch::commit(project, needed)?;
    output.print(&format!("  {:<12} {}", "committed", project.repo.abbreviate(&made)));
    follow(project)
}

/// Lets index and worktree follow HEAD, and shows its newest checkpoint; in the
/// middle of an operation the next commit will.
fn follow(project: &Project) -> Result<()> {
    if project.repo.operation().is_some_and(Operation::is_in_progress) {
        return Ok(());
    }
    switch::follow(project)?;
    if let Some(head) = project.repo.head()? {
        recorder::sync_now(project, &head)?;
    }
    Ok(())
}

/// Why the mode is not for this file, to be said after its name.
fn reason_against(project: &Project, path: &str) -> Result<Option<String>> {
    if !CheckpointMode::of(project).keeps_tree_clean() && is_untracked(project, path)? {
        let reason = "is not tracked, so the hooks never make the tree modified: clean-tree mode is for one that is committed";
        return Ok(Some(reason.to_owned()));
    }
    let other = filter::other_filter(Path::new("."), path)?;
    Ok(other
        .map(|name| format!("has the filter `{name}` by its attributes, and can have no other")))
}

fn is_untracked(project: &Project, path: &str) -> Result<bool> {
    let repo = &project.repo;
    Ok(repo.index_blob(path)?.is_none()
        && repo.head_blob(path)?.is_none()
        && repo.read_session(&project.config.session).is_ok())
}

pub(crate) fn offer_clean_tree(project: &Project, output: &mut Output) -> Result<()> {
    let path = project.tracked_session();
    if project.repo.index_blob(&path)?.is_some() {
        let is_new = project.repo.head_blob(&path)?.is_none();
        let tracking = if is_new { SessionTracking::New } else { SessionTracking::Committed };
        output.print(&sanitize(&offered_ways(project, tracking).join("\n")));
    }
    Ok(())
}

/// Takes the filter out; what it showed gives way to what is committed.
pub(crate) fn clean_tree_off() -> Result<bool> {
    let project =
        Project::open().ok().filter(|project| CheckpointMode::of(project).keeps_tree_clean());
    project.as_ref().map_or(Ok(()), switch::leave)?;
    let was_on = filter::unset_filter(Path::new("."))?;
    project.as_ref().map_or(Ok(()), switch::refresh)?;
    Ok(was_on)
}
