//! `git checkpoint install` and `uninstall`.

use crate::clean_tree::switch;
use crate::install::filter;
use crate::install::hooks_dir;
use crate::report::diff;
use std::path::Path;

use anyhow::Result;

use crate::clean_tree::switch::Conversion;
use crate::command::context::require_accepted;
use crate::command::run::CommandOutcome;
use crate::git::in_progress::Operation;
use crate::install::hooks;
use crate::install::hooks::{Hook, HookChange};
use crate::install::hooks_dir::{HooksDir, HooksOwner};
use crate::install::managers::Manager;
use crate::install::manual_steps::ManualStep;
use crate::install::programs::Programs;
use crate::report::color::ColorChoice;
use crate::report::document::Document;
use crate::report::output::{Output, Stream};
use crate::report::sanitize::clean;
use crate::snapshot::project::Project;
use crate::sync::recorder;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint install                         the hooks
  git checkpoint install --clean-tree            also: never a SESSION.md that is modified by them
  git checkpoint install --clean-tree --commit   with the one commit that this takes")]
pub(crate) struct InstallArgs {
    /// Show Last Checkpoint's hash in the worktree only, by a filter: commits hold a command in
    /// its place, and the hooks never leave SESSION.md modified
    #[arg(long)]
    clean_tree: bool,
    /// Make the commit that takes the hash out of SESSION.md; without it, it is only shown
    #[arg(long, requires = "clean_tree")]
    commit: bool,
}

/// Sets the hooks up in the repository that the current folder belongs to.
pub(crate) fn install(
    arguments: &InstallArgs,
    color: ColorChoice,
    output: &mut Output,
) -> Result<CommandOutcome> {
    require_accepted()?;
    let programs = Programs::beside_this_one()?;
    let dir = hooks_dir::hooks_dir(Path::new("."))?;
    let hooks = install_hooks(&dir, &programs, output)?;
    let mode = match Project::open() {
        Ok(project) if arguments.clean_tree || project.repo.is_clean_tree() => {
            clean_tree_on(&project, &programs, (arguments, color), output)?
        }
        Ok(project) => {
            offer_clean_tree(&project, output)?;
            CommandOutcome::Fine
        }
        // Without a worktree there is nothing to keep clean.
        Err(_) => CommandOutcome::Fine,
    };
    if dir.owner == HooksOwner::Git || arguments.clean_tree {
        output.print("To undo: git checkpoint uninstall");
    }
    begin();
    Ok(if hooks == CommandOutcome::Fine { mode } else { hooks })
}

fn install_hooks(
    dir: &HooksDir,
    programs: &Programs,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let outcomes = hooks::install(dir, programs)?;
    let place = dir.path.display();
    match &dir.owner {
        HooksOwner::Git => {
            output.print(&format!("git-checkpoint {} in {place}", env!("CARGO_PKG_VERSION")));
        }
        HooksOwner::SomebodyElse(cause) => output.say(&clean(&format!(
            "hooks live in {place} (set by {cause}); git-checkpoint does not modify that directory"
        ))),
    }
    Ok(tell(output, dir, &outcomes))
}

/// Sets the filter up, and makes or shows the commit that the mode begins with.
fn clean_tree_on(
    project: &Project,
    programs: &Programs,
    (arguments, color): (&InstallArgs, ColorChoice),
    output: &mut Output,
) -> Result<CommandOutcome> {
    let path = project.tracked_session();
    if let Some(reason) = reason_against(project, &path)? {
        output.say(&clean(&format!("{} {reason}", project.config.session)));
        return Ok(CommandOutcome::Refused);
    }
    filter::set_filter(Path::new("."), &programs.companion(), &path)?;
    output.print(&clean(&format!("  {:<12} on for {path}", "clean tree")));
    // With the configuration that was just written.
    let project = Project::open()?;
    match switch::conversion(&project)? {
        Some(needed) => convert(&project, &needed, (arguments, color), output)?,
        None => follow(&project)?,
    }
    Ok(CommandOutcome::Fine)
}

/// Shows the commit, and makes it where that is asked for.
fn convert(
    project: &Project,
    needed: &Conversion,
    (arguments, color): (&InstallArgs, ColorChoice),
    output: &mut Output,
) -> Result<()> {
    let style = project.style(color, Stream::Stdout);
    let before = Document { name: &needed.path, text: &needed.before };
    output.print(&diff::diff(&before, &needed.after, style));
    if !arguments.commit {
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
    if project.repo.operation().is_some_and(Operation::is_under_way) {
        return Ok(());
    }
    switch::follow(project)?;
    if let Some(head) = project.repo.head()? {
        recorder::catch_up(project, &head)?;
    }
    Ok(())
}

/// Why the mode is not for this file, to be said behind its name.
fn reason_against(project: &Project, path: &str) -> Result<Option<String>> {
    if !project.repo.is_clean_tree() && is_untracked(project, path)? {
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

fn offer_clean_tree(project: &Project, output: &mut Output) -> Result<()> {
    let session = &project.config.session;
    if project.repo.index_blob(&project.tracked_session())?.is_some() {
        output.print(&clean(&format!(
            "{session} is tracked, and modified after each commit; `git checkpoint install --clean-tree` keeps the tree clean"
        )));
    }
    Ok(())
}

/// Ticks count from here on. What cannot be remembered is only counted later.
fn begin() {
    if let Ok(Some(project)) = Project::discover() {
        let _ = recorder::begin(&project);
    }
}

/// Takes the hooks out of the repository that the current folder belongs to.
pub(crate) fn uninstall(output: &mut Output) -> Result<CommandOutcome> {
    require_accepted()?;
    let (dir, outcomes) = hooks::uninstall(Path::new("."))?;
    output.print(&format!("git-checkpoint leaves {}", dir.path.display()));
    let verdict = tell(output, &dir, &outcomes);
    if clean_tree_off()? {
        output.print(&format!("  {:<12} off", "clean tree"));
    }
    Ok(verdict)
}

/// Takes the filter out; what it showed gives way to what is committed.
fn clean_tree_off() -> Result<bool> {
    let project = Project::open().ok().filter(|project| project.repo.is_clean_tree());
    project.as_ref().map_or(Ok(()), switch::leave)?;
    let was_on = filter::unset_filter(Path::new("."))?;
    project.as_ref().map_or(Ok(()), switch::refresh)?;
    Ok(was_on)
}

/// One line per hook; what was not done goes to standard error with what to do.
fn tell(output: &mut Output, dir: &HooksDir, outcomes: &[(Hook, HookChange)]) -> CommandOutcome {
    let mut managed: Vec<ManagedHook<'_>> = Vec::new();
    let mut verdict = CommandOutcome::Fine;
    let mut failed = false;
    for (hook, outcome) in outcomes {
        match outcome {
            HookChange::Managed(manager, step, orphan) => {
                managed.push(ManagedHook { hook, manager, step, orphan: orphan.as_deref() });
            }
            HookChange::Failed(reason) => {
                output.say(&clean(&format!("{}: {reason}", hook.name)));
                failed = true;
            }
            HookChange::Refused(reason, step) => {
                let step = step
                    .as_ref()
                    .map_or_else(String::new, |step| "\n".to_owned() + &in_words(&[step]));
                output.say(&clean(&format!("{}: {reason}{step}", hook.name)));
            }
            _ => {
                output.print(&format!("  {:<12} {}", hook.name, sentence(dir, outcome)));
                continue;
            }
        }
        let is_refused = dir.owner == HooksOwner::Git && !failed;
        verdict = if is_refused { CommandOutcome::Refused } else { CommandOutcome::Unable };
    }
    for of_one in managed.chunk_by(|one, other| one.manager == other.manager) {
        output.say(&clean(&for_manager(of_one)));
    }
    verdict
}

/// A hook that a manager runs, and what that is to be told.
struct ManagedHook<'a> {
    hook: &'a Hook,
    manager: &'a Manager,
    step: &'a ManualStep,
    orphan: Option<&'a Path>,
}

/// What a manager is to be told about these hooks.
fn for_manager(hooks: &[ManagedHook<'_>]) -> String {
    let names: Vec<&str> = hooks.iter().map(|told| told.hook.name).collect();
    let steps: Vec<&ManualStep> = hooks.iter().map(|told| told.step).collect();
    let manager = hooks[0].manager;
    let mut text = format!(
        "{} manages {}; nothing was changed. To have it run git-checkpoint too:\n{}",
        manager.name,
        names.join(", "),
        in_words(&steps)
    );
    if !manager.afterwards.is_empty() {
        text += &format!("\n{}", manager.afterwards);
    }
    for orphan in hooks.iter().filter_map(|told| told.orphan) {
        text += &format!(
            "\n{}, a hook that ran before, does not run any more: have {} run it, too",
            orphan.display(),
            manager.name
        );
    }
    text
}

/// The lines, each place named once.
fn in_words(steps: &[&ManualStep]) -> String {
    let mut said = Vec::new();
    for at_one in steps.chunk_by(|one, other| one.place == other.place) {
        said.push(format!("  In {}:", at_one[0].place));
        let lines = at_one.iter().flat_map(|step| step.lines.lines());
        said.extend(lines.map(|line| format!("    {line}")));
    }
    said.join("\n")
}

fn sentence(dir: &HooksDir, outcome: &HookChange) -> String {
    let name =
        |file: &Path| file.strip_prefix(dir.path.as_path()).unwrap_or(file).display().to_string();
    match outcome {
        HookChange::Installed => "installed".to_owned(),
        HookChange::UpToDate => "installed already, brought up to date".to_owned(),
        HookChange::AlreadyCalled(file) => format!("run by {} already", file.display()),
        HookChange::Chained(local) => {
            format!("installed; the hook that was there runs first, as {}", name(local))
        }
        HookChange::Rejoined(local) => {
            format!("installed; {}, which had stopped running, runs first again", name(local))
        }
        HookChange::Removed => "removed".to_owned(),
        HookChange::Restored => "removed; the hook that was there before is back".to_owned(),
        HookChange::Trimmed(file) => {
            format!("removed from {}; what others wrote into it stays", name(file))
        }
        HookChange::KeptAside(local) => {
            format!("removed; {} stays there, since another hook took its place", name(local))
        }
        HookChange::Absent => "not installed".to_owned(),
        HookChange::Refused(reason, _) | HookChange::Failed(reason) => reason.clone(),
        HookChange::Managed(manager, ..) => format!("run by {}", manager.name),
    }
}
