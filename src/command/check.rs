//! `git checkpoint check`: the rules on SESSION.md, on a message, on a range of commits.

use crate::report::findings::{formats, render};
use crate::report::terminal::sanitize;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};

use crate::clean_tree::shown;
use crate::command::context::Context;
use crate::command::hooks_note::note_on_hooks_that_ran;
use crate::command::outcome::CommandOutcome;
use crate::finding::Finding;
use crate::git::commit::commit_info::CommitInfo;
use crate::message::classify::{MessageKind, classify};
use crate::message::stored::encoding;
use crate::message::stored::encoding::decode;
use crate::report::findings::document::{Document, Tally};
use crate::report::findings::formats::Checked;
use crate::report::terminal::output::{Output, note};
use crate::session::model::Session;
use crate::snapshot::checks;
use crate::snapshot::project::Project;
use crate::sync::lost_hashes::lost_hashes;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint check                          SESSION.md of the worktree
  git checkpoint check --message .git/COMMIT_EDITMSG
  git checkpoint check origin/main.. --strict   in CI: all checkpoints
  git checkpoint check origin/main.. --format github

Exit codes: 0 fine (warnings included, unless --strict), 1 findings that refuse,
2 could not check.")]
pub(crate) struct CheckArgs {
    /// Commits whose checkpoints are checked, each against its own files: `A..B`, `A..`, or one commit
    #[arg(conflicts_with = "message")]
    range: Option<String>,
    /// A commit message to check (`-` reads standard input)
    #[arg(long, value_name = "FILE")]
    message: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with the line and a caret
    Text,
    /// One object, described in docs/json.md
    Json,
    /// Annotations of a GitHub workflow
    Github,
}

pub(crate) fn run(arguments: &CheckArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = match &arguments.range {
        Some(range) => Context::open_for_history(output.color, range)?,
        None => Context::open(output.color)?,
    };
    let found = match (&arguments.range, &arguments.message) {
        (Some(range), _) => check_range(&context.project, range)?,
        (None, Some(file)) => check_message(&context.project, file)?,
        (None, None) => {
            if let Some(why) = note_on_hooks_that_ran(&context.project) {
                output.say(&note(context.style_err, &why));
            }
            check_session(&context)?
        }
    };
    output.say(&context.project.config_complaints(context.style_err));
    found.report(arguments.format, &context, output)?;
    let tally = found.tally();
    let warns = tally.warnings > 0 || context.project.has_config_complaints();
    let is_refused = tally.errors > 0 || (arguments.strict && warns);
    Ok(if is_refused { CommandOutcome::Refused } else { CommandOutcome::Fine })
}

/// What was checked and what was found.
struct Found {
    /// The documents with findings.
    documents: Vec<CheckedText>,
    /// What was checked, in words: `SESSION.md`, `3 checkpoints in main..`.
    what: String,
}

struct CheckedText {
    name: String,
    commit: Option<String>,
    text: String,
    findings: Vec<Finding>,
}

impl Found {
    fn one(name: String, text: String, findings: Vec<Finding>) -> Self {
        let what = name.clone();
        Self { documents: vec![CheckedText { name, commit: None, text, findings }], what }
    }

    fn tally(&self) -> Tally {
        Tally::of(self.documents.iter().flat_map(|document| &document.findings))
    }

    fn report(&self, format: Format, context: &Context, output: &mut Output) -> Result<()> {
        let checked: Vec<Checked<'_>> = self.documents.iter().map(CheckedText::checked).collect();
        match format {
            Format::Json => output.print(&formats::json(&checked)),
            Format::Github => output.print(&formats::github(&checked)),
            Format::Text => {
                let style = context.style_out;
                let drawn =
                    checked.iter().map(|c| render::findings(&c.document, &c.findings, style));
                let drawn: Vec<String> = drawn.filter(|text| !text.is_empty()).collect();
                // Warnings about the configuration come first, not in the middle.
                output.deliver()?;
                context.page(output);
                output.print(&drawn.join("\n"));
                if !drawn.is_empty() {
                    output.print("\n");
                }
                let said = format!("{}: {}", self.what, self.tally());
                output.print(&sanitize::sanitize(&said));
            }
        }
        Ok(())
    }
}

impl CheckedText {
    fn checked(&self) -> Checked<'_> {
        Checked {
            document: Document { name: &self.name, text: &self.text },
            commit: self.commit.clone(),
            findings: self.findings.clone(),
        }
    }
}

fn check_session(context: &Context) -> Result<Found> {
    let project = &context.project;
    let path = &project.config.session;
    let file = context.session()?;
    if !Session::parse(file.text()).is_in_format() {
        return Err(context.not_in_format());
    }
    let text = shown::up_to_date(project, file.text())?;
    let documents = checks::session_documents(project, text.clone())?;
    let lost = lost_hashes(project, &Session::parse(&text))?;
    let findings = checks::session_without(project, &documents.parse(), &lost);
    Ok(Found::one(path.clone(), text, findings))
}

fn check_message(project: &Project, file: &Path) -> Result<Found> {
    let (name, bytes) = read_message(file)?;
    let decoded = decode(&bytes);
    let judged = checks::message(project, &decoded.text)?;
    let is_ours = judged.kind != MessageKind::Other;
    let mut found = Found::one(name, decoded.text.to_string(), judged.findings);
    if !is_ours {
        found.what.push_str(" is not a checkpoint message");
    }
    Ok(found)
}

fn read_message(file: &Path) -> Result<(String, Vec<u8>)> {
    if file == Path::new("-") {
        let name = "standard input".to_owned();
        return Ok((name.clone(), bounded(std::io::stdin(), &name)?));
    }
    let name = file.display().to_string();
    let opened = File::open(file).with_context(|| format!("cannot read {name}"))?;
    let bytes = bounded(opened, &name)?;
    Ok((name, bytes))
}

/// How the history that a shallow clone lacks is had.
const UNSHALLOW: &str = "run `git fetch --unshallow`, or have CI check out with `fetch-depth: 0`";

fn bounded(file: impl Read, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = file.take(encoding::MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("cannot read {name}"))?;
    let length = encoding::within_limit(&bytes).map(<[u8]>::len);
    bytes.truncate(length.with_context(|| format!("{name} is larger than 4 MiB"))?);
    Ok(bytes)
}

fn check_range(project: &Project, range: &str) -> Result<Found> {
    let revisions =
        project.repo.revisions(range).map_err(|error| unknown(project, range, &error))?;
    if revisions.is_cut_off {
        bail!("this clone is shallow, and the history of `{range}` is cut off; {UNSHALLOW}");
    }
    let mut found = Found { documents: Vec::new(), what: String::new() };
    let mut checkpoints = 0;
    for id in revisions.ids {
        if !project.repo.message_passes(&id, might_be_checkpoint)? {
            continue;
        }
        let commit = project.repo.commit(&id)?;
        if commit.is_message_too_large() {
            bail!("the message of {} is larger than 4 MiB", project.repo.abbreviate(&id));
        }
        checkpoints += usize::from(classify(&commit.subject()) == MessageKind::Checkpoint);
        let judged = judge_commit(project, &commit)?;
        found.documents.extend((!judged.findings.is_empty()).then_some(judged));
    }
    found.what = match checkpoints {
        1 => format!("1 checkpoint in {range}"),
        count => format!("{count} checkpoints in {range}"),
    };
    Ok(found)
}

fn judge_commit(project: &Project, commit: &CommitInfo) -> Result<CheckedText> {
    let text = commit.text();
    Ok(CheckedText {
        name: format!("{}:COMMIT_MESSAGE", project.repo.abbreviate(&commit.id)),
        commit: Some(commit.id.to_hex()),
        findings: checks::commit(project, commit, &text),
        text,
    })
}

/// Whether the message may be a checkpoint, or almost one.
fn might_be_checkpoint(message: &[u8]) -> bool {
    let first = message.split(|byte| *byte == b'\n').next().unwrap_or_default();
    classify(&String::from_utf8_lossy(first)) != MessageKind::Other
}

fn unknown(project: &Project, range: &str, error: &anyhow::Error) -> anyhow::Error {
    let advice = match project.repo.is_shallow() {
        true => format!("; this clone is shallow: {UNSHALLOW}"),
        false => String::new(),
    };
    anyhow!("`{range}` names no commits here ({error}){advice}")
}
