//! `git checkpoint init`: SESSION.md from the plan.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::ValueEnum;

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::command::change::ChangeMode;
use crate::command::context::Context;
use crate::command::keeping::offered_ways;
use crate::command::outcome::CommandOutcome;
use crate::plan::model::Plan;
use crate::report::keeping::SessionTracking;
use crate::report::terminal::output::{Output, note};
use crate::report::terminal::sanitize::sanitize;
use crate::session::create::create;
use crate::session::from_plan::PlanContext;
use crate::session::model::{Dialect, Session};
use crate::snapshot::documents::File;
use crate::snapshot::project::Project;
use crate::store::session_file::Refusal;
use crate::sync::recorder;
use crate::text::shell::shell_word;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint init                from docs/IMPLEMENTATION_PHASES.md
  git checkpoint init docs/PLAN.md   from another plan, with phases such as
                                     `## Phase 1: Setup`
  git checkpoint init -n             only show it")]
pub(crate) struct InitArgs {
    /// The plan; without it, IMPLEMENTATION_PHASES.md in docs/ or at the top.
    plan: Option<PathBuf>,
    /// How SESSION.md writes a phase's status: [Complete] or ✅.
    #[arg(long, value_enum, default_value_t = Writing::Words)]
    dialect: Writing,
    /// Print the file, and write nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Writing {
    Words,
    Emoji,
}

pub(crate) fn run(arguments: &InitArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    let mode = ChangeMode::of(arguments.dry_run);
    let project = &context.project;
    let path = &project.config.session;
    if mode == ChangeMode::Write {
        refuse_to_overwrite(project)?;
    }
    let file = plan(project, arguments.plan.as_deref())?;
    let plan = Plan::parse(&file.text);
    let known = PlanContext {
        plan: Some((&file.path, &plan)),
        tree: &project.repo.worktree_files(),
        today: &project.repo.today(),
    };
    let text = create(arguments.dialect.into(), &known)
        .with_context(|| no_phases(project, &file, &plan))?;
    let text = CheckpointMode::of(project).new_session(text);
    if mode == ChangeMode::Show {
        output.print(&sanitize(&text));
        for remark in plan.remarks() {
            output.say(&note(context.style_err, &format!("{}: {remark}", file.path)));
        }
        return Ok(CommandOutcome::Fine);
    }
    project.repo.create_session(path, &text).with_context(|| format!("cannot make {path}"))?;
    // What cannot be remembered is only counted later.
    let _ = recorder::start_recording(project);
    let mut told = told(project, &file, &text);
    told.extend(plan.remarks().iter().map(|remark| format!("{}: {remark}", file.path)));
    told.extend(keeping(project, path));
    output.print(&sanitize(&told.join("\n")));
    if !project.plan_paths().contains(&file.path.as_str()) {
        let advice = format!(
            "other commands look for the plan elsewhere; add `plan: {}` to .git-checkpoint.yaml",
            file.path
        );
        output.say(&note(context.style_err, &advice));
    }
    Ok(CommandOutcome::Fine)
}

impl From<Writing> for Dialect {
    fn from(writing: Writing) -> Self {
        match writing {
            Writing::Words => Self::Words,
            Writing::Emoji => Self::Emoji,
        }
    }
}

fn refuse_to_overwrite(project: &Project) -> Result<()> {
    let path = &project.config.session;
    match project.repo.read_session(path) {
        Err(Refusal::Absent) => Ok(()),
        Ok(_) => bail!("{path} is there already and is never overwritten; move it away first"),
        Err(other) => bail!("{path} is there already, but {other}; move it away first"),
    }
}

fn plan(project: &Project, typed: Option<&Path>) -> Result<File> {
    if let Some(typed) = typed {
        let found = project.repo.path_from_top(typed).and_then(|path| project.file(&path));
        return found.ok_or_else(|| {
            anyhow!("{} is not a text file in this worktree; name the plan", typed.display())
        });
    }
    project.plan().ok_or_else(|| {
        let places = project.plan_paths().join(" or ");
        anyhow!("there is no {places}; write a plan, or name yours: `git checkpoint init PLAN`")
    })
}

fn no_phases(project: &Project, file: &File, plan: &Plan<'_>) -> String {
    const MAX_REMARKS: usize = 3;
    let path = project.display(&file.path);
    let remarks: String =
        plan.remarks().iter().take(MAX_REMARKS).map(|remark| format!("; {remark}")).collect();
    format!("{path} has no phases: expected headings like `## Phase 1: Setup`{remarks}")
}

/// What was made, where to begin, and what to do with it.
fn told(project: &Project, plan: &File, text: &str) -> Vec<String> {
    let session = Session::parse(text);
    let path = project.display(&project.config.session);
    let mut lines = vec![format!(
        "{path}: {} phases from {}",
        session.phases.len(),
        project.display(&plan.path)
    )];
    if let Some(phase) = session.current() {
        let tasks = phase.open_tasks().count();
        let tasks = if tasks == 1 { "1 task".to_owned() } else { format!("{tasks} tasks") };
        lines.push(format!("Phase {} is In Progress: {}, {tasks} open", phase.number, phase.name));
        let action = phase.field("Next Action").map(|field| field.value);
        lines.extend(action.map(|action| format!("Next Action: {action}")));
    }
    lines
}

/// How to keep the file; where the tree stays clean, that was decided before.
fn keeping(project: &Project, path: &str) -> Vec<String> {
    if CheckpointMode::of(project).keeps_tree_clean() {
        let shown = project.display(path);
        return vec![format!(
            "Commit it with the project: git add {}",
            shell_word(shown.as_bytes())
        )];
    }
    offered_ways(project, SessionTracking::New)
}
