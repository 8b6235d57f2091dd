//! `git checkpoint doctor`

use std::path::Path;

use anyhow::Result;

use crate::command::context::require_accepted;
use crate::command::outcome::CommandOutcome;
use crate::install::doctor::diagnosis::{Diagnosis, Thoroughness};
use crate::install::doctor::problem::{MERGED_BY_LINES, Problem, UNRECORDED};
use crate::install::git_settings::merge_driver;
use crate::install::git_settings::merge_driver::MergedBy;
use crate::install::programs::our_programs::Programs;
use crate::report::json::to_json;
use crate::report::terminal::output::Output;
use crate::report::terminal::sanitize::sanitize;
use crate::snapshot::project::Project;
use crate::sync::missed;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint doctor          do the hooks run here? what fixes it?
  git checkpoint doctor --json | jq '.problems[].fix'

Exit codes: 0 every hook runs, 1 a hook does not run, 2 could not look.")]
pub(crate) struct DoctorArgs {
    /// One object, described in docs/json.md
    #[arg(long)]
    json: bool,
}

/// Says of each hook whether it runs here, and of each problem what fixes it.
pub(crate) fn doctor(arguments: &DoctorArgs, output: &mut Output) -> Result<CommandOutcome> {
    require_accepted()?;
    let programs = Programs::beside_this_one()?;
    let mut diagnosis = Diagnosis::of(Path::new("."), &programs, Thoroughness::Everything)?;
    if let Ok(project) = Project::open() {
        diagnosis.problems.extend(merged_by_lines(&project, &programs));
        diagnosis.problems.extend(unrecorded(&project));
    }
    match arguments.json {
        true => output.print(&to_json(&diagnosis.json())),
        false => output.print(&sanitize(&diagnosis.text())),
    }
    Ok(if diagnosis.all_run() { CommandOutcome::Fine } else { CommandOutcome::Refused })
}

/// A tracked SESSION.md that git merges without us: `install --global` sets no driver up.
fn merged_by_lines(project: &Project, programs: &Programs) -> Option<Problem> {
    let path = project.tracked_session();
    project.repo.index_blob(&path).ok()??;
    let by = merge_driver::merged_by(Path::new("."), &programs.companion(), &path).ok()?;
    (by == MergedBy::Lines).then(|| MERGED_BY_LINES.about(&path).only_warns())
}

/// The commits that went by without the hooks.
fn unrecorded(project: &Project) -> Option<Problem> {
    let head = project.repo.head().ok()??;
    let session = project.repo.read_session(&project.config.session).ok()?;
    let count = missed::unrecorded(project, &head, session.text());
    let commits =
        if count == 1 { "1 commit was".to_owned() } else { format!("{count} commits were") };
    (count > 0).then(|| UNRECORDED.about(&commits).only_warns())
}
