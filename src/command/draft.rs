//! `git checkpoint draft`

use std::ffi::OsString;

use anyhow::Result;

use crate::command::context::Context;
use crate::command::drafting::{CommitRequest, Words, draft};
use crate::command::outcome::CommandOutcome;
use crate::report::terminal::output::{Output, note};
use crate::report::terminal::sanitize::sanitize;

/// Options of `git checkpoint draft`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint draft                 for what is staged
  git checkpoint draft -a              for what `git commit -a` would take
  git checkpoint draft --session 'Built GET' --summary 'Endpoints' >message")]
pub(crate) struct DraftArgs {
    #[command(flatten)]
    words: Words,
    /// List what has changed in all tracked files, as `git commit -a` would take it
    #[arg(short, long, conflicts_with = "paths")]
    all: bool,
    /// Draft for `git commit --amend`, with what the replaced checkpoint says
    #[arg(long)]
    amend: bool,
    /// List these paths, as `git commit <path>` would take them
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<OsString>,
}

/// Prints a checkpoint message made of SESSION.md and the index.
pub(crate) fn run(arguments: &DraftArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    let is_index = !arguments.all && arguments.paths.is_empty();
    let options = [(arguments.all, "--all"), (arguments.amend, "--amend")];
    let options = options.into_iter().filter(|(is_given, _)| *is_given);
    let options = options.map(|(_, option)| option.into()).collect();
    let request = CommitRequest::new(options, &arguments.paths)?;
    let drafted = draft(&context, &arguments.words, &request)?;
    if is_index && !drafted.has_changes {
        let text = "nothing is staged, so no files are listed; with `-a` all tracked files are";
        output.say(&note(context.style_err, text));
    }
    output.print(&sanitize(&drafted.draft.tidy()));
    Ok(CommandOutcome::Fine)
}
