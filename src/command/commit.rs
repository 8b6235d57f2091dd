//! `git checkpoint commit`

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use crate::command::commit_next::write_next;
use crate::command::context::Context;
use crate::command::drafting::{CommitRequest, Words, draft};
use crate::command::git_options::{is_dry_run, switch};
use crate::command::hooks_note::record_unhooked;
use crate::command::outcome::CommandOutcome;
use crate::draft::model::{Draft, Part};
use crate::git::git_cli::user_git;
use crate::report::terminal::output::{Output, note};

/// Options of `git checkpoint commit`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint commit             the draft, in the editor
  git checkpoint commit -a --session 'Built GET and POST' --summary 'Endpoints'
                                    without an editor
  git checkpoint commit --status Paused --session 'Half of the tests' \\
    --summary 'Tests' -- tests/")]
#[command(
    override_usage = "git checkpoint commit [OPTIONS] [<git commit option>...] [-- <path>...]"
)]
pub(crate) struct CommitArgs {
    #[command(flatten)]
    words: Words,
    /// Options of `git commit`, passed on as they are: `-a`, `-s`, `-S`, `--amend`, …
    #[arg(value_name = "GIT COMMIT OPTION", allow_hyphen_values = true)]
    options: Vec<OsString>,
    /// Commit these paths only
    #[arg(last = true, value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<OsString>,
}

/// Drafts a checkpoint, and has git commit with it, hooks and all.
pub(crate) fn run(arguments: &CommitArgs, output: &mut Output) -> Result<CommandOutcome> {
    let mut words = arguments.words.clone();
    let passed_on = words.take_from(&arguments.options)?;
    require_no_message(&passed_on)?;
    let context = Context::open(output.color)?;
    if is_dry_run(&passed_on) {
        let request = CommitRequest::new(passed_on, &arguments.paths)?;
        output.say(&note(context.style_err, "`git checkpoint draft` shows the message"));
        return commit(&context, &[], &request);
    }
    if let Some((text, phase)) = words.next_action() {
        write_next(&context, text, phase)?;
    }
    let edit = switch(&passed_on, "edit", Some('e'));
    let request = CommitRequest::new(passed_on, &arguments.paths)?;
    let draft = draft(&context, &words, &request)?.draft;
    let editor = editor(&context, &words, edit);
    if editor == Editor::None && draft.is_open() {
        output.say(&note(context.style_err, &what_is_missing(&draft)));
        return Ok(CommandOutcome::Refused);
    }
    let file = context.project.repo.keep_draft(draft.tidy().as_bytes());
    let file = file.context("cannot write the draft")?;
    let file = std::path::absolute(&file).unwrap_or(file);
    let how = DraftHandover::of(editor, &draft, request.amends);
    let before = context.project.repo.head()?.map(|head| head.id);
    let verdict = commit(&context, &how.arguments(&file), &request)?;
    if verdict == CommandOutcome::Fine {
        if let Some(why) = record_unhooked(before) {
            output.say(&note(context.style_err, &why));
        }
        // Should it stay, it is only taken for the draft of a refusal.
        let _ = fs::remove_file(&file);
    }
    Ok(verdict)
}

/// Refuses what git would accept beside a drafted message; all other options
/// that bring one it refuses itself.
fn require_no_message(options: &[OsString]) -> Result<()> {
    for (long, short) in [("squash", None), ("template", Some('t'))] {
        if switch(options, long, short) == Some(true) {
            bail!(
                "`--{long}` cannot be combined with a drafted message; give --session, --summary and --next instead"
            );
        }
    }
    Ok(())
}

/// Who has the last word on the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Editor {
    Opens,
    None,
}

/// The editor opens for people who have not said everything by flags; an agent
/// would hang in it.
fn editor(context: &Context, words: &Words, asked: Option<bool>) -> Editor {
    let is_there = || {
        let own = std::env::var_os("GIT_EDITOR")
            .or_else(|| context.project.repo.config_string("core.editor").map(OsString::from));
        let is_none = own.is_some_and(|editor| editor == ":");
        !is_none && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    };
    match asked {
        Some(true) => Editor::Opens,
        Some(false) => Editor::None,
        None if words.are_given() || !is_there() => Editor::None,
        None => Editor::Opens,
    }
}

/// How git is given the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DraftHandover {
    /// As it is.
    Finished,
    /// To be looked through.
    ToEdit,
    /// To be filled in: git refuses it when it comes back untouched.
    Template,
}

impl DraftHandover {
    fn of(editor: Editor, draft: &Draft, amends: bool) -> Self {
        match editor {
            Editor::None => Self::Finished,
            // An amend has a message already, and takes no template.
            Editor::Opens if draft.is_open() && !amends => Self::Template,
            Editor::Opens => Self::ToEdit,
        }
    }

    fn arguments(self, file: &Path) -> Vec<&OsStr> {
        let words: &[&str] = match self {
            Self::Finished => &["-F"],
            Self::ToEdit => &["-e", "-F"],
            Self::Template => &["-t"],
        };
        words.iter().map(OsStr::new).chain([file.as_os_str()]).collect()
    }
}

/// Runs `git commit` where the user stands; its exit code becomes ours.
fn commit(
    context: &Context,
    message: &[&OsStr],
    request: &CommitRequest,
) -> Result<CommandOutcome> {
    let mut git = user_git();
    let encoding = context.project.repo.config_string("i18n.commitEncoding");
    if encoding.is_some_and(|name| !name.to_lowercase().replace('-', "").starts_with("utf8")) {
        git.args(["-c", "i18n.commitEncoding=UTF-8"]);
    }
    git.arg("commit").args(message).args(&request.arguments);
    let cannot_run = "cannot run git; is it on your PATH?";
    let status = match &request.stdin {
        None => git.status().context(cannot_run)?,
        Some(paths) => {
            let mut child = git.stdin(Stdio::piped()).spawn().context(cannot_run)?;
            // One that does not want to read has said why.
            let _ = child.stdin.take().map(|mut stdin| stdin.write_all(paths));
            child.wait()?
        }
    };
    Ok(match status.code() {
        Some(0) => CommandOutcome::Fine,
        Some(1) => CommandOutcome::Refused,
        _ => CommandOutcome::Unable,
    })
}

/// The flags that close what is open.
fn what_is_missing(draft: &Draft) -> String {
    let flags: Vec<String> = draft.open_parts().into_iter().map(flag).collect();
    let flags = match flags.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => flags.concat(),
    };
    format!(
        "nothing was committed, for the draft has open parts: give {flags}, or -e for the editor"
    )
}

fn flag(part: Part) -> String {
    match part {
        Part::Phase => "--phase <N>",
        Part::Status => "--status <Complete, In Progress, Paused or Blocked>",
        Part::Description => "--summary <what the subject says>",
        Part::Session => "--session <what was accomplished>",
        Part::Files => "what is to be committed without --patch",
        Part::Next => "--next <what to do next, with path:line>",
    }
    .to_owned()
}
