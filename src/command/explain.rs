//! `git checkpoint explain`: why a rule exists and how to satisfy it.

use crate::report::findings::explain;
use crate::report::terminal::sanitize;
use anyhow::{Result, anyhow};
use clap_complete::engine::ArgValueCandidates;

use crate::command::completions::rule_candidates;
use crate::command::context::Context;
use crate::command::outcome::CommandOutcome;
use crate::config::model::Config;
use crate::config::nearest::nearest;
use crate::report::terminal::color::Style;
use crate::report::terminal::output::Output;
use crate::report::terminal::stream::Stream;
use crate::rules;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint explain                  all rules and their levels
  git checkpoint explain next-location")]
pub(crate) struct ExplainArgs {
    /// The rule's name, as findings have it in brackets
    #[arg(add = ArgValueCandidates::new(rule_candidates))]
    rule: Option<String>,
}

pub(crate) fn run(arguments: &ExplainArgs, output: &mut Output) -> Result<CommandOutcome> {
    // Outside of a project the rules are what they are by default.
    let context = Context::open(output.color).ok();
    if let Some(context) = &context {
        context.page(output);
    }
    let (config, style) = match context {
        Some(context) => (context.project.config, context.style_out),
        None => (Config::default(), Style::of_process(output.color, None, Stream::Stdout)),
    };
    let text = match &arguments.rule {
        None => explain::rule_table(|rule| config.level(rule), style),
        Some(name) => {
            let rule = rules::named(name).ok_or_else(|| unknown(name))?;
            explain::explain(rule, config.level(rule), style)
        }
    };
    // The records call it by its usual name.
    output.print(&text.replace("SESSION.md", &sanitize::sanitize(&config.session)));
    Ok(CommandOutcome::Fine)
}

fn unknown(name: &str) -> anyhow::Error {
    let help = match nearest(name, rules::all().map(|rule| rule.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`git checkpoint explain` lists them all".to_owned(),
    };
    anyhow!("there is no rule `{name}`; {help}")
}
