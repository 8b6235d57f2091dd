//! `git checkpoint phase complete|start|block|pending`: the specification's
//! "Phase Complete" protocol as edits on SESSION.md.

use std::cell::RefCell;

use anyhow::Result;
use clap::{Args, Subcommand};
use clap_complete::engine::ArgValueCandidates;

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::command::change::{ChangeMode, change};
use crate::command::completions::phase_candidates;
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::report::terminal::output::Output;
use crate::session::from_plan::PlanContext;
use crate::session::model::Session;
use crate::session::transition::advance::{Transition, TransitionRequest, advance};
use crate::terms::next_step::problems;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::shell::shell_word;
use crate::text::span::Position;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint phase complete        the current one; starts the next
  git checkpoint phase block --reason 'waits for the key of the API'
  git checkpoint phase start 4 -n      only show it")]
pub(crate) struct PhaseArgs {
    #[command(subcommand)]
    command: PhaseCommand,
}

#[derive(Debug, Subcommand)]
enum PhaseCommand {
    /// Collapse a finished phase and start the next one.
    ///
    /// The phase keeps its date, checkpoint and summary; the next one gets its tasks from the
    /// plan and a Next Action. Refused while tasks or criteria are open.
    Complete {
        #[command(flatten)]
        common: Common,
        /// What was done; without it, the ticked tasks say so.
        #[arg(long, short)]
        summary: Option<String>,
        /// Also with open tasks or criteria; they stay named.
        #[arg(long, short)]
        force: bool,
    },
    /// Make a phase the one that is In Progress.
    Start {
        #[command(flatten)]
        common: Common,
        /// Also where another phase is In Progress: that one is put back to Pending.
        #[arg(long, short)]
        force: bool,
    },
    /// Mark a phase Blocked: it waits for something outside.
    Block {
        #[command(flatten)]
        common: Common,
        /// What it waits for.
        #[arg(long, short)]
        reason: Option<String>,
    },
    /// Put a phase back to Pending.
    Pending {
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// The phase's number; without it, the current one (for start, the next one).
    #[arg(value_name = "N", value_parser = number, add = ArgValueCandidates::new(phase_candidates))]
    phase: Option<PhaseNumber>,
    /// Show what would change, and write nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(crate) fn run(arguments: &PhaseArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    let (common, transition, is_forced) = asked(&arguments.command);
    let to_come = CheckpointMode::of(&context.project).pending_hash();
    let request = TransitionRequest { phase: common.phase.clone(), transition, is_forced, to_come };
    let unverified = RefCell::new(None);
    let edits = |session: &Session<'_>, known: &PlanContext<'_>| {
        unverified.replace(unverified_criteria(session, request.phase.as_ref(), known));
        advance(session, &request, known)
    };
    let mode = ChangeMode::of(common.dry_run);
    let remark = |after: &Session<'_>, known: &PlanContext<'_>| match transition {
        Transition::Complete { .. } => {
            let criteria = unverified.take().into_iter();
            let command = (mode == ChangeMode::Write).then(|| commit_command(&context)).into_iter();
            let remarks: Vec<String> = criteria.chain(command).collect();
            (!remarks.is_empty()).then(|| remarks.join("; "))
        }
        _ => what_next(after, known, transition),
    };
    change(&context, mode, edits, remark, output)
}

fn asked(command: &PhaseCommand) -> (&Common, Transition<'_>, bool) {
    match command {
        PhaseCommand::Complete { common, summary, force } => {
            (common, Transition::Complete { summary: summary.as_deref() }, *force)
        }
        PhaseCommand::Start { common, force } => (common, Transition::Start, *force),
        PhaseCommand::Block { common, reason } => {
            (common, Transition::Block { reason: reason.as_deref() }, false)
        }
        PhaseCommand::Pending { common } => (common, Transition::Pending, false),
    }
}

/// The criteria of the plan that were never brought in, where the phase has any.
fn unverified_criteria(
    session: &Session<'_>,
    number: Option<&PhaseNumber>,
    known: &PlanContext<'_>,
) -> Option<String> {
    let phase = match number {
        Some(number) => session.phase(number),
        None => session.phase_at_work(),
    }?;
    let has_own = phase.tasks.iter().any(|task| task.is_criterion);
    let (path, plan) = known.plan.filter(|_| !has_own)?;
    let planned = plan.phase(&phase.number)?;
    let count = match planned.criteria.len() {
        0 => return None,
        1 => "1 criterion".to_owned(),
        count => format!("{count} criteria"),
    };
    let first = planned.criteria.first()?;
    let line = Position::of(&plan.text, first.text.span().start).line;
    Some(format!("{count} of phase {} not checked off here: {path}:{line}", phase.number))
}

/// A command that commits the checkpoint as it is printed: also where SESSION.md is not tracked
/// and nothing is staged.
fn commit_command(context: &Context) -> String {
    let repo = &context.project.repo;
    let path = context.project.tracked_session();
    let is_tracked = repo.index_blob(&path).ok().flatten().is_some();
    let has_staged = repo.staged().is_ok_and(|staged| !staged.is_empty());
    let add = match is_tracked {
        true => format!("git add {} && ", shell_word(context.project.display(&path).as_bytes())),
        false => String::new(),
    };
    let empty = if is_tracked || has_staged { "" } else { " --allow-empty" };
    format!(
        "now commit the checkpoint: `{add}git checkpoint commit{empty} --session 'Completed the phase'`"
    )
}

/// The step that the protocol has next.
fn what_next(
    session: &Session<'_>,
    known: &PlanContext<'_>,
    transition: Transition<'_>,
) -> Option<String> {
    let is_active = session.phases.iter().any(|phase| phase.status() == Some(Status::InProgress));
    match transition {
        Transition::Complete { .. } => None,
        Transition::Start => without_place(session, known),
        Transition::Block { .. } | Transition::Pending if is_active => None,
        _ => Some(
            "no phase is In Progress now; `git checkpoint phase start N` starts one".to_owned(),
        ),
    }
}

/// Without a plan that has the phase, only its author knows where it begins.
fn without_place(session: &Session<'_>, known: &PlanContext<'_>) -> Option<String> {
    let phase = session.current()?;
    let action = phase.field("Next Action")?.value;
    let is_open = !problems(&[action], known.tree).is_empty();
    is_open.then(|| format!("add a file and line to the Next Action of phase {}", phase.number))
}

fn number(text: &str) -> Result<PhaseNumber, String> {
    PhaseNumber::parse_in_heading(text)
        .ok_or_else(|| "a phase number is like 3, 3.1, 4a or A".to_owned())
}
