//! `git checkpoint draft`

use std::ffi::OsString;

use anyhow::Result;

use crate::command::context::Context;
use crate::command::drafting::{Taken, Words, draft};
use crate::command::outcome::CommandOutcome;
use crate::git::diff::pending_commit::Scope;
use crate::report::color::ColorChoice;
use crate::report::output::{Output, note};
use crate::report::sanitize::clean;

/// Options of `git checkpoint draft`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint draft                 for what is staged
  git checkpoint draft -a              for what `git commit -a` would take
  git checkpoint draft --session 'Built GET and POST' --summary 'Endpoints' >message.txt")]
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
    #[arg(value_name = "PATH")]
    paths: Vec<OsString>,
}

/// Prints a checkpoint message made of SESSION.md and the index.
pub(crate) fn run(
    arguments: &DraftArgs,
    color: ColorChoice,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let scope = match arguments.paths.as_slice() {
        [] if arguments.all => Scope::All,
        [] => Scope::Index,
        paths => Scope::Only(paths.to_vec()),
    };
    let context = Context::open(color)?;
    let is_index = scope == Scope::Index;
    let taken = Taken { scope: Some(scope), amends: arguments.amend };
    let drafted = draft(&context, &arguments.words, &taken)?;
    if is_index && !drafted.has_changes {
        let text = "nothing is staged, so no files are listed; with `-a` all tracked files are";
        output.say(&note(context.style_err, text));
    }
    output.print(&clean(&drafted.draft.tidy()));
    Ok(CommandOutcome::Fine)
}
