//! `git checkpoint stage`: the stage within the current phase.

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::command::change::{ChangeMode, change};
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::report::terminal::output::Output;
use crate::session::from_plan::PlanContext;
use crate::session::model::Session;
use crate::session::transition::stage::set_stage;
use crate::terms::status::Stage;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint stage verification
  git checkpoint stage debugging -n    only show it")]
pub(crate) struct StageArgs {
    /// The stage; verification brings the plan's criteria in as a check list.
    #[arg(value_name = "NAME", value_parser = stage(), ignore_case = true)]
    stage: Stage,
    /// Show what would change, and write nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(crate) fn run(arguments: &StageArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    let stage = arguments.stage;
    let edits = |session: &Session<'_>, known: &PlanContext<'_>| set_stage(session, stage, known);
    let remark = |after: &Session<'_>, known: &PlanContext<'_>| {
        without_criteria(after, known).filter(|_| stage == Stage::Verification)
    };
    change(&context, ChangeMode::of(arguments.dry_run), edits, remark, output)
}

fn without_criteria(session: &Session<'_>, known: &PlanContext<'_>) -> Option<String> {
    let phase = session.current().filter(|phase| !phase.tasks.iter().any(|task| task.is_criterion));
    let number = &phase?.number;
    Some(match known.plan {
        Some((path, _)) => format!("{path} names no criteria for phase {number}"),
        None => format!("there is no plan that names criteria for phase {number}"),
    })
}

fn stage() -> impl TypedValueParser<Value = Stage> {
    let names = PossibleValuesParser::new(["implementation", "verification", "debugging"]);
    names.map(|name| Stage::named(&name).unwrap_or(Stage::Implementation))
}
