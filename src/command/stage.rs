//! `git checkpoint stage`: the stage within the current phase.

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::command::change::{Mode, change};
use crate::command::context::Context;
use crate::command::run::Verdict;
use crate::report::color::ColorChoice;
use crate::report::output::Output;
use crate::session::from_plan::Surroundings;
use crate::session::model::Session;
use crate::session::transition::stage::set_stage;
use crate::terms::status::Stage;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint stage verification
  git checkpoint stage debugging -n    only show it")]
pub(crate) struct Arguments {
    /// The stage; verification brings the plan's criteria in as a check list.
    #[arg(value_name = "NAME", value_parser = stage(), ignore_case = true)]
    stage: Stage,
    /// Show what would change, and write nothing.
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(crate) fn run(
    arguments: &Arguments,
    color: ColorChoice,
    output: &mut Output,
) -> Result<Verdict> {
    let context = Context::open(color)?;
    let stage = arguments.stage;
    let edits = |session: &Session<'_>, known: &Surroundings<'_>| set_stage(session, stage, known);
    let remark = |after: &Session<'_>, known: &Surroundings<'_>| {
        without_criteria(after, known).filter(|_| stage == Stage::Verification)
    };
    change(&context, Mode::of(arguments.dry_run), edits, remark, output)
}

fn without_criteria(session: &Session<'_>, known: &Surroundings<'_>) -> Option<String> {
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
