//! What `draft` and `commit` share: the author's words, and the message made of them.

use std::ffi::OsString;
use std::io::Read;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use clap::{CommandFactory, Parser};
use clap_complete::engine::ArgValueCandidates;

use crate::command::completions::{phase_candidates, status_candidates};
use crate::command::context::{Context, number};
use crate::command::git_options::{reads_paths_from_stdin, switch};
use crate::draft::compose::{DraftInput, DraftOptions, compose};
use crate::draft::model::Draft;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::diff::pending_commit::PendingCommit;
use crate::message::parse::Message;
use crate::plan::model::Plan;
use crate::rules::shared::file_list::named_one_by_one;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::store::session_file::Refusal;
use crate::terms::changed_paths::Change;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::conflict::has_conflict_markers;
use crate::text::words::alternatives;

/// What only the author knows.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Words {
    /// What was accomplished in this session
    #[arg(long, value_name = "TEXT")]
    session: Option<String>,
    /// What the subject says after the dash; of a complete phase its name, unless given
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// What comes next, with `path:line`; unless given, SESSION.md's Next Action. `commit` writes it there
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
    /// Complete, In Progress, Paused or Blocked; SESSION.md's, unless given
    #[arg(long, value_parser = status, add = ArgValueCandidates::new(status_candidates))]
    status: Option<Status>,
    /// The phase; the one that became Complete, else SESSION.md's current one, unless given
    #[arg(long, value_name = "N", value_parser = number, add = ArgValueCandidates::new(phase_candidates))]
    phase: Option<PhaseNumber>,
}

#[derive(clap::Parser)]
#[command(no_binary_name = true)]
struct OnlyWords {
    #[command(flatten)]
    words: Words,
}

impl Words {
    /// Whether the author has said anything in words of his own.
    pub(crate) fn are_given(&self) -> bool {
        self.session.is_some() || self.summary.is_some() || self.next.is_some()
    }

    /// Takes the words out of arguments among which clap has left them, for
    /// after an option that it does not know it reads no further; the rest.
    pub(crate) fn take_from(&mut self, arguments: &[OsString]) -> Result<Vec<OsString>> {
        let command = OnlyWords::command();
        let is_word =
            |name: &str| command.get_arguments().any(|word| word.get_long() == Some(name));
        let (mut own, mut others) = (Vec::new(), Vec::new());
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let text = argument.to_string_lossy();
            let name = text.strip_prefix("--").map(|text| text.split('=').next().unwrap_or(text));
            if !name.is_some_and(is_word) {
                others.push(argument.clone());
                continue;
            }
            own.push(argument.clone());
            if !text.contains('=') {
                own.extend(rest.next().cloned());
            }
        }
        let mut parsed = OnlyWords { words: std::mem::take(self) };
        parsed.try_update_from(own).map_err(|error| {
            let text = error.to_string();
            anyhow!("{}", text.lines().next().unwrap_or(&text).trim_start_matches("error: "))
        })?;
        *self = parsed.words;
        Ok(others)
    }

    /// What comes next in the author's words, and the phase that was named.
    pub(crate) fn next_action(&self) -> Option<(&str, Option<&PhaseNumber>)> {
        let next = self.next.as_deref().filter(|next| !next.trim().is_empty())?;
        Some((next, self.phase.as_ref()))
    }

    fn author(&self) -> DraftOptions {
        DraftOptions {
            phase: self.phase.clone(),
            status: self.status,
            summary: self.summary.clone(),
            session: self.session.clone(),
            next: self.next.clone(),
        }
    }
}

/// What `git commit` is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CommitRequest {
    /// Its arguments, paths and all, without a message.
    pub(crate) arguments: Vec<OsString>,
    /// What it is to read on standard input, where it reads paths there.
    pub(crate) stdin: Option<Vec<u8>>,
    /// Whether it comes in the place of HEAD.
    pub(crate) amends: bool,
}

impl CommitRequest {
    pub(crate) fn new(options: Vec<OsString>, paths: &[OsString]) -> Result<Self> {
        let amends = switch(&options, "amend", None) == Some(true);
        // git is asked twice, and can be given it only once.
        let stdin = if reads_paths_from_stdin(&options) { Some(read_stdin()?) } else { None };
        let mut arguments = options;
        if !paths.is_empty() {
            arguments.push("--".into());
            arguments.extend_from_slice(paths);
        }
        Ok(Self { arguments, stdin, amends })
    }
}

fn read_stdin() -> Result<Vec<u8>> {
    /// The paths of a hundred thousand files.
    const MAX_BYTES: u64 = 16 * 1024 * 1024;
    let mut paths = Vec::new();
    let input = std::io::stdin().take(MAX_BYTES + 1).read_to_end(&mut paths);
    input.context("cannot read standard input")?;
    ensure!(paths.len() as u64 <= MAX_BYTES, "the paths on standard input are more than 16 MiB");
    Ok(paths)
}

/// A draft, and whether the commit would change anything.
pub(crate) struct Drafted {
    pub(crate) draft: Draft,
    pub(crate) has_changes: bool,
}

/// The message of a checkpoint of those changes.
///
/// # Errors
/// One sentence on what to do, where there is nothing to draft from.
pub(crate) fn draft(context: &Context, words: &Words, request: &CommitRequest) -> Result<Drafted> {
    let replaced = if request.amends { Some(context.head()?) } else { None };
    let stdin = request.stdin.as_deref().unwrap_or_default();
    let pending =
        context.project.repo.pending_commit(&request.arguments, stdin, replaced.as_ref())?;
    let documents = DraftDocuments::read(context, &pending, replaced.as_ref())?;
    let changes = listed_changes(context, &pending, request)?;
    let changes = changes.as_deref();
    let listed = named_one_by_one(changes.unwrap_or_default(), &context.project.config.session);
    let counts = pending.line_counts(&listed);
    let parsed = documents.parsed();
    let snapshot = Snapshot {
        changes,
        session: Some(&parsed.session),
        session_path: &context.project.config.session,
        plan: parsed.plan.as_ref(),
        files: &context.project.repo.worktree_files(),
        limits: context.project.config.limits,
        ..Snapshot::default()
    };
    require_known_phase(words.phase.as_ref(), &snapshot)?;
    let sources = DraftInput {
        snapshot,
        counts: &counts,
        before: parsed.before.as_ref(),
        recorded: parsed.recorded.as_ref(),
        replaced: parsed.replaced.as_ref(),
    };
    let draft = compose(&words.author(), &sources);
    Ok(Drafted { draft, has_changes: pending.changes() != Some(&[]) })
}

/// Refuses a phase that neither SESSION.md nor the plan has, where they have any.
fn require_known_phase(wanted: Option<&PhaseNumber>, known: &Snapshot<'_>) -> Result<()> {
    let Some(number) = wanted.filter(|number| known.knows_phases() && !known.has_phase(number))
    else {
        return Ok(());
    };
    let of_session = known.session.into_iter().flat_map(|session| &session.phases);
    let mut numbers: Vec<String> = of_session.map(|phase| phase.number.to_string()).collect();
    for phase in known.plan.into_iter().flat_map(|plan| &plan.phases) {
        let number = phase.number.to_string();
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let known = if numbers.len() == 1 { "phase" } else { "phases" };
    bail!("there is no phase {number}; expected {known} {}", alternatives(&numbers))
}

/// What the message lists: what the commit changes, or what it stands for.
fn listed_changes(
    context: &Context,
    pending: &PendingCommit,
    request: &CommitRequest,
) -> Result<Option<Vec<Change>>> {
    let Some(own) = pending.changes() else { return Ok(None) };
    let (repo, session) = (&context.project.repo, context.project.tracked_session());
    let parent = repo.head()?.filter(|_| !request.amends);
    Ok(Some(repo.changes_of_session(own.to_vec(), &session, parent.as_ref())))
}

/// The texts that a draft is made of.
struct DraftDocuments {
    session: String,
    plan: Option<String>,
    before: Option<String>,
    recorded: Option<String>,
    replaced: Option<String>,
}

struct Parsed<'a> {
    session: Session<'a>,
    plan: Option<Plan<'a>>,
    before: Option<Session<'a>>,
    recorded: Option<Session<'a>>,
    replaced: Option<Message<'a>>,
}

impl DraftDocuments {
    fn read(
        context: &Context,
        pending: &PendingCommit,
        replaced: Option<&CommitInfo>,
    ) -> Result<Self> {
        let (project, path) = (&context.project, &context.project.config.session);
        let text = |blob: Option<Vec<u8>>| blob.and_then(|blob| String::from_utf8(blob).ok());
        let session = match text(pending.changed_blob(path)?) {
            Some(session) => session,
            None => context.session()?.text().to_owned(),
        };
        // Staged or taken by `-a`, it would go into the commit as it is.
        if has_conflict_markers(&session) {
            return Err(context.unusable(&Refusal::ConflictMarkers));
        }
        if !Session::parse(&session).is_in_format() {
            return Err(context.not_in_format());
        }
        let checkpoint = replaced.filter(|commit| commit.is_checkpoint());
        // An amended checkpoint is still the one on what it was on; what became
        // Complete since is told against HEAD.
        let before = match (replaced, checkpoint) {
            (Some(_), None) => pending.parent_blob(path)?,
            _ => project.repo.head_blob(path)?,
        };
        let head = project.repo.head()?.map(|head| head.id);
        let left = project.repo.state().baseline().filter(|left| Some(left.commit) == head);
        let recorded = left.map(|left| left.session);
        Ok(Self {
            session,
            plan: project.plan().map(|file| file.text),
            before: text(before).or_else(|| recorded.clone()),
            recorded,
            replaced: checkpoint.map(CommitInfo::text),
        })
    }

    fn parsed(&self) -> Parsed<'_> {
        Parsed {
            session: Session::parse(&self.session),
            plan: self.plan.as_deref().map(Plan::parse),
            before: self.before.as_deref().map(Session::parse),
            recorded: self.recorded.as_deref().map(Session::parse),
            replaced: self.replaced.as_deref().map(Message::parse),
        }
    }
}

fn status(words: &str) -> Result<Status, String> {
    let known =
        Status::parse_lenient(words).filter(|status| Status::OF_CHECKPOINTS.contains(status));
    known.ok_or_else(|| {
        let names = Status::OF_CHECKPOINTS.map(Status::name);
        format!("a checkpoint is one of {}", names.join(", "))
    })
}
