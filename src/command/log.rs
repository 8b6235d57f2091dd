//! `git checkpoint log`: the checkpoints of this branch, each printed as it is found.

use crate::sync::task_commits;
use anyhow::Result;
use clap_complete::engine::ArgValueCandidates;

use crate::command::completions::phase_candidates;
use crate::command::context::{Context, number};
use crate::command::outcome::CommandOutcome;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;
use crate::message::parse::Message;
use crate::message::sections::section::{Section, SectionKey};
use crate::report::log::{LogEntry, LogTable, log_json};
use crate::report::tasks::{TaskEntry, tasks, tasks_json};
use crate::report::terminal::color::columns;
use crate::report::terminal::output::{Output, PipeState, note};
use crate::report::terminal::stream::{Stream, is_terminal};
use crate::session::model::Session;
use crate::sync::recorder;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git checkpoint log -n 5
  git checkpoint log --phase 3
  git checkpoint log --tasks     ticked tasks, and the commits that did it
  git checkpoint log --json | jq -r '.checkpoints[].next'

On a terminal they stand by phase. In a pipe each is one line, its columns
separated by tabs: hash, date, phase, status, session, next.")]
pub(crate) struct LogArgs {
    /// At most so many
    #[arg(short = 'n', value_name = "N")]
    most: Option<usize>,
    /// Only those of this phase
    #[arg(long, value_name = "N", value_parser = number, add = ArgValueCandidates::new(phase_candidates))]
    phase: Option<PhaseNumber>,
    /// The ticked tasks of SESSION.md instead, each with the commit that ticked it
    #[arg(long)]
    tasks: bool,
    /// One object, described in docs/json.md
    #[arg(long)]
    json: bool,
}

/// Of a terminal that does not say.
const USUAL_WIDTH: usize = 80;

pub(crate) fn run(arguments: &LogArgs, output: &mut Output) -> Result<CommandOutcome> {
    let context = Context::open(output.color)?;
    let head = context.head()?;
    if !arguments.json {
        context.page(output);
    }
    if arguments.tasks {
        return list_tasks(arguments, &context, &head, output);
    }
    let style_err = context.style_err;
    let width = columns(Stream::Stdout).or(is_terminal(Stream::Stdout).then_some(USUAL_WIDTH));
    let table = LogTable::new(context.style_out, width);
    let repo = context.project.repo.for_long_walks();
    let most = arguments.most.unwrap_or(usize::MAX);
    let found = entries(&repo, head, arguments.phase.as_ref()).take(most);
    let count = if is_terminal(Stream::Stdout) && !arguments.json {
        let found: Vec<LogEntry> = found.collect();
        output.print(&table.groups(&found));
        found.len()
    } else {
        list(found, Listing { table, is_json: arguments.json, count: 0 }, output)?
    };
    if count == 0 {
        output.say(&note(style_err, "no checkpoints found on this branch"));
    }
    Ok(CommandOutcome::Fine)
}

/// Prints each as it is found; how many there were until nobody read on.
fn list(
    found: impl Iterator<Item = LogEntry>,
    mut listing: Listing,
    output: &mut Output,
) -> Result<usize> {
    listing.begin(output);
    for entry in found {
        listing.add(&entry, output);
        if output.deliver()? == PipeState::Closed {
            return Ok(listing.count);
        }
    }
    listing.end(output);
    Ok(listing.count)
}

fn list_tasks(
    arguments: &LogArgs,
    context: &Context,
    head: &CommitInfo,
    output: &mut Output,
) -> Result<CommandOutcome> {
    let project = &context.project;
    let text = recorder::preview_sync(project, head, context.session()?.text())?;
    let is_wanted = |number: &PhaseNumber| arguments.phase.as_ref().is_none_or(|one| one == number);
    let found = task_commits::done(project, head, &Session::parse(&text), &is_wanted);
    let of_one = |done: task_commits::TaskCommit| TaskEntry {
        commit: done.commit.as_ref().map(|commit| commit.id.to_hex()),
        hash: done.commit.as_ref().map(|commit| project.repo.abbreviate(&commit.id)),
        date: done.commit.map(|commit| commit.committer_date),
        phase: done.phase.to_string(),
        task: done.text,
    };
    let most = arguments.most.unwrap_or(usize::MAX);
    let entries: Vec<TaskEntry> = found.into_iter().take(most).map(of_one).collect();
    output.print(&match arguments.json {
        true => tasks_json(&entries),
        false => tasks(&entries, context.style_out, columns(Stream::Stdout)),
    });
    if entries.is_empty() {
        output.say(&note(context.style_err, "no ticked tasks found"));
    }
    Ok(CommandOutcome::Fine)
}

/// What has been printed so far.
struct Listing {
    table: LogTable,
    is_json: bool,
    count: usize,
}

impl Listing {
    fn begin(&self, output: &mut Output) {
        if self.is_json {
            output.print("{\"version\":1,\"checkpoints\":[");
        }
    }

    fn add(&mut self, entry: &LogEntry, output: &mut Output) {
        let comma = if self.count == 0 { "" } else { "," };
        self.count += 1;
        output.print(&match self.is_json {
            true => format!("{comma}{}", log_json(entry)),
            false => self.table.row(entry),
        });
    }

    fn end(&self, output: &mut Output) {
        if self.is_json {
            output.print("]}");
        }
    }
}

/// The checkpoints on the first-parent chain, of all phases or of one.
fn entries<'a>(
    repo: &'a Repo,
    head: CommitInfo,
    phase: Option<&'a PhaseNumber>,
) -> impl Iterator<Item = LogEntry> + 'a {
    let checkpoints = repo.first_parents(&head).filter(CommitInfo::is_checkpoint);
    checkpoints.filter_map(move |commit| {
        let text = commit.text();
        let message = Message::parse(&text);
        let is_wanted = phase.is_none() || message.number().as_ref() == phase;
        is_wanted.then(|| entry(repo, &commit, &message))
    })
}

fn entry(repo: &Repo, commit: &CommitInfo, message: &Message<'_>) -> LogEntry {
    let section = |name| {
        let section = message.section_or_similar(name)?;
        Some(text_of(section)).filter(|text| !text.is_empty())
    };
    LogEntry {
        commit: commit.id.to_hex(),
        hash: repo.abbreviate(&commit.id),
        date: commit.committer_date.clone(),
        phase: message.number().map(|number| number.to_string()),
        name: message.phase_line().and_then(|line| line.name).map(|name| name.to_string()),
        status: message.status().map(Status::name),
        description: message.subject.description.map(|text| text.to_string()),
        session: section(SectionKey::Session),
        next: section(SectionKey::Next),
    }
}

fn text_of(section: &Section<'_>) -> String {
    section.content().map(|line| line.trim().to_string()).collect::<Vec<_>>().join("\n")
}
