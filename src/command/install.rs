//! `git checkpoint install`

use std::path::Path;

use anyhow::Result;

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::command::clean_tree_setup::{clean_tree_on, offer_clean_tree};
use crate::command::context::require_accepted;
use crate::command::outcome::CommandOutcome;
use crate::install::forms::configured::ConfigScope;
use crate::install::git_settings::merge_driver;
use crate::install::git_settings::merge_driver::MergedBy;
use crate::install::installation;
use crate::install::installation::WantedForm;
use crate::install::programs::our_programs::Programs;
use crate::report::install::{InstallReport, describe_installed};
use crate::report::terminal::output::Output;
use crate::report::terminal::sanitize::sanitize;
use crate::snapshot::project::Project;
use crate::sync::recorder;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint install              the hooks, in a form that every git runs
  git checkpoint install --global     for all your repositories (git 2.54)
  git checkpoint install --clean-tree
                                      SESSION.md is never modified by the hooks
  git checkpoint install --clean-tree --commit
                                      with the one commit that this takes")]
pub(crate) struct InstallArgs {
    /// Install the hooks as files in the hooks folder, whatever git can do
    #[arg(long, conflicts_with_all = ["configured", "global"])]
    files: bool,
    /// Install the hooks in git's configuration (git 2.54 and newer), whatever other gits can do
    #[arg(long)]
    configured: bool,
    /// Install the hooks in your own configuration, for all your repositories
    #[arg(long, conflicts_with = "clean_tree")]
    global: bool,
    /// Show Last Checkpoint's hash in the worktree only, by a filter: commits hold a command in
    /// its place, and the hooks never leave SESSION.md modified
    #[arg(long)]
    clean_tree: bool,
    /// Make the commit that takes the hash out of SESSION.md; without it, it is only shown
    #[arg(long, requires = "clean_tree")]
    commit: bool,
}

impl InstallArgs {
    fn wanted_form(&self) -> WantedForm {
        match self {
            Self { files: true, .. } => WantedForm::Files,
            Self { global: true, .. } => WantedForm::Configured(ConfigScope::Global),
            Self { configured: true, .. } => WantedForm::Configured(ConfigScope::Local),
            _ => WantedForm::RunsEverywhere,
        }
    }
}

/// Sets the hooks up in the repository that the current folder belongs to.
pub(crate) fn install(arguments: &InstallArgs, output: &mut Output) -> Result<CommandOutcome> {
    let programs = Programs::beside_this_one()?;
    if arguments.global {
        let wanted = arguments.wanted_form();
        let installed = installation::install(Path::new("."), &programs, wanted)?;
        let verdict = tell(&describe_installed(&installed, &programs), output);
        output.print("To undo: git checkpoint uninstall --global");
        return Ok(verdict);
    }
    require_accepted()?;
    let installed = installation::install(Path::new("."), &programs, arguments.wanted_form())?;
    let report = describe_installed(&installed, &programs);
    let hooks = tell(&report, output);
    let project = Project::open();
    if let Ok(project) = &project {
        set_up_merging(project, &programs, output)?;
    }
    let mode = match project {
        Ok(project) if arguments.clean_tree || CheckpointMode::of(&project).keeps_tree_clean() => {
            clean_tree_on(&project, &programs, arguments.commit, output)?
        }
        Ok(project) => {
            offer_clean_tree(&project, output)?;
            CommandOutcome::Fine
        }
        // Without a worktree there is nothing to keep clean.
        Err(_) => CommandOutcome::Fine,
    };
    if report.has_installed || arguments.clean_tree {
        output.print("To undo: git checkpoint uninstall");
    }
    begin();
    Ok(if hooks == CommandOutcome::Fine { mode } else { hooks })
}

/// Says what was done and what is left to the user.
pub(crate) fn tell(report: &InstallReport, output: &mut Output) -> CommandOutcome {
    report.done.iter().for_each(|line| output.print(&sanitize(line)));
    report.notes.iter().chain(&report.left).for_each(|text| output.say(&sanitize(text)));
    if report.left.is_empty() { CommandOutcome::Fine } else { CommandOutcome::Unable }
}

/// Where branches meet, hashes and ticks are to be merged by what they mean.
fn set_up_merging(project: &Project, programs: &Programs, output: &mut Output) -> Result<()> {
    let path = project.tracked_session();
    let by = merge_driver::set_merge_driver(Path::new("."), &programs.companion(), &path)?;
    let what = match by {
        MergedBy::Other(name) => {
            format!("left to the driver `{name}`, which its attributes name for {path}")
        }
        _ => format!("{path}: hashes and ticks do not conflict"),
    };
    output.print(&sanitize(&format!("  {:<12} {what}", "merge")));
    Ok(())
}

/// Ticks count from here on. What cannot be remembered is only counted later.
fn begin() {
    if let Ok(Some(project)) = Project::discover() {
        let _ = recorder::start_recording(&project);
    }
}
