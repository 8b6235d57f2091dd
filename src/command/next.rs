//! `git checkpoint next`: sets Next Action.

use anyhow::Result;

use crate::command::change::{ChangeMode, change};
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::report::terminal::output::Output;
use crate::session::from_plan::PlanContext;
use crate::session::model::Session;
use crate::session::transition::write_next_action::set_next;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint next 'Implement PATCH in src/routes/tasks.ts:47'
  git checkpoint next 'Create src/routes/tags.ts'
  git checkpoint next 'Store the tags' -n
                                   only show it; the place is the plan's")]
pub(crate) struct NextArgs {
    /// What the next session does first, with `path:line`; without a place, that of the plan is added.
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    /// Show what would change, and write nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(crate) fn run(arguments: &NextArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    let text = arguments.text.join(" ");
    let edits = |session: &Session<'_>, known: &PlanContext<'_>| set_next(session, &text, known);
    change(&context, ChangeMode::of(arguments.dry_run), edits, |_, _| None, output)
}
