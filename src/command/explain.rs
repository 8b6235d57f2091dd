//! `git checkpoint explain`: why a rule exists and how to satisfy it.

use anyhow::{Result, anyhow};

use super::Verdict;
use super::context::Context;
use crate::config::{Config, nearest};
use crate::report::{self, ColorChoice, Output, Stream, Style};
use crate::rules;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint explain                  all rules and their levels
  git checkpoint explain next-location")]
pub(super) struct Arguments {
    /// The rule's name, as findings have it in brackets
    rule: Option<String>,
}

pub(super) fn run(
    arguments: &Arguments,
    color: ColorChoice,
    output: &mut Output,
) -> Result<Verdict> {
    // Outside of a project the rules are what they are by default.
    let context = Context::open(color).ok();
    let (config, style) = match context {
        Some(context) => (context.project.config, context.style_out),
        None => (Config::default(), Style::of_process(color, None, Stream::Stdout)),
    };
    let text = match &arguments.rule {
        None => report::rule_table(|rule| config.level(rule), style),
        Some(name) => {
            let rule = rules::named(name).ok_or_else(|| unknown(name))?;
            report::explain(rule, config.level(rule), style)
        }
    };
    // The records call it by its usual name.
    output.print(&text.replace("SESSION.md", &report::clean(&config.session)));
    Ok(Verdict::Fine)
}

fn unknown(name: &str) -> anyhow::Error {
    let help = match nearest(name, rules::ALL.iter().map(|rule| rule.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`git checkpoint explain` lists them all".to_owned(),
    };
    anyhow!("there is no rule `{name}`; {help}")
}
