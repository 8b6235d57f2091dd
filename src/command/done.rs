//! `git checkpoint done`: ticks a task and names the next one.

use anyhow::Result;
use clap_complete::engine::ArgValueCandidates;

use crate::command::change::{ChangeMode, change};
use crate::command::completions::task_candidates;
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::report::terminal::output::Output;
use crate::session::from_plan::PlanContext;
use crate::session::model::Session;
use crate::session::next::next_step::closing_step;
use crate::session::transition::done::tick;
use crate::terms::next_step::problems;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint done                  the current task
  git checkpoint done 3                the third task of the phase
  git checkpoint done login form       the task with these words
  git checkpoint done -n               only show it")]
pub(crate) struct DoneArgs {
    /// The task: its number in the list, or words of it; without it, the current one.
    #[arg(value_name = "TASK", add = ArgValueCandidates::new(task_candidates))]
    task: Vec<String>,
    /// Show what would change, and write nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(crate) fn run(arguments: &DoneArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    let named = arguments.task.join(" ");
    let named = (!named.trim().is_empty()).then_some(named.as_str());
    let edits = |session: &Session<'_>, known: &PlanContext<'_>| tick(session, named, known);
    change(&context, ChangeMode::of(arguments.dry_run), edits, what_follows, output)
}

/// The command for the end of the phase, or what the next task lacks.
fn what_follows(session: &Session<'_>, known: &PlanContext<'_>) -> Option<String> {
    let phase = session.phase_at_work()?;
    if let Some(closing) = closing_step(session, phase, known.plan) {
        let command = closing.command()?;
        return Some(format!(
            "everything is ticked in phase {}: `{command}` is next",
            phase.number
        ));
    }
    let action = session.next_action(phase)?;
    let is_open = !problems(&action.open_lines(), known.tree).is_empty();
    is_open.then(|| "add a file and line to Next Action: `git checkpoint next '…'`".to_owned())
}
