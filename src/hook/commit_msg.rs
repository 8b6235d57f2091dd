//! Checks a checkpoint message; a rejected one is handed back as a repaired draft.

use crate::draft::repair;
use crate::message::classify;
use crate::report::findings::render;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::config::model::downgrade_errors;
use crate::finding::{Finding, Level};
use crate::git::operation::Operation;
use crate::hook::outcome::HookOutcome;
use crate::hook::session_rules;
use crate::message::classify::MessageKind;
use crate::message::stored::cleanup::{Cleanup, CleanupMode};
use crate::message::stored::encoding;
use crate::message::stored::encoding::{Decoded, decode, encode};
use crate::report::findings::document::Document;
use crate::report::terminal::color::{ColorChoice, Style};
use crate::report::terminal::output::{Output, warn_failure};
use crate::report::terminal::stream::Stream;
use crate::rules::check::check_file::{CheckedMessage, check_file};
use crate::snapshot::checks::{self, session_of_commit};
use crate::snapshot::documents::Documents;
use crate::snapshot::model::Snapshot;
use crate::snapshot::project::Project;
use crate::terms::changed_paths::Change;
use crate::text::str::Str;

pub(crate) fn run(output: &mut Output) -> Result<HookOutcome> {
    let Some(file) = std::env::args_os().nth(1).map(PathBuf::from) else {
        anyhow::bail!("called without the message file that git passes to a commit-msg hook");
    };
    let bytes = read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    if !classify::might_be_checkpoint(&bytes) {
        return Ok(HookOutcome::Pass);
    }
    let bytes = encoding::within_limit(&bytes)
        .with_context(|| format!("{} is larger than 4 MiB; not checked", file.display()))?;
    let Some(project) = Project::discover()? else { return Ok(HookOutcome::Pass) };
    CommitMessage::read(&project)?.pass(&file, &decode(bytes), output)
}

/// As much of the file as may be a message; with a diff below it may be of any size.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(encoding::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What a message is checked against.
struct CommitMessage<'a> {
    project: &'a Project,
    operation: Option<Operation>,
    documents: Documents,
    /// What a draft lists.
    listed: Option<Vec<Change>>,
    style: Style,
}

impl<'a> CommitMessage<'a> {
    fn read(project: &'a Project) -> Result<Self> {
        let operation = project.repo.operation();
        let in_rebase = operation == Some(Operation::Rebase);
        let (changes, listed) = changes(project, operation)?
            .map_or((None, None), |changes| (Some(changes.allowed), Some(changes.listed)));
        let session = if in_rebase { None } else { session_of_commit(project)? };
        let plan = if in_rebase { None } else { project.plan() };
        let documents = Documents { changes, session, head: None, plan };
        let style = project.style(ColorChoice::Auto, Stream::Stderr);
        Ok(Self { project, operation, documents, listed, style })
    }

    fn pass(&self, file: &Path, decoded: &Decoded<'_>, output: &mut Output) -> Result<HookOutcome> {
        let parsed = self.documents.parse();
        let files = self.project.repo.worktree_files();
        let known = Snapshot { files: &files, ..parsed.snapshot(&self.project.config) };
        let text = Str::new(&decoded.text);
        let checked =
            check_file(text, &cleanup(self.project), &known, |found| self.apply_levels(found));
        let name = file.to_string_lossy();
        let document = Document { name: &name, text: &decoded.text };
        output.say(&render::findings(&document, &checked.findings, self.style));
        let is_checkpoint = checked.kind == MessageKind::Checkpoint;
        let session_is_rejected = is_checkpoint && self.rejects_session(output)?;
        if checked.is_passable() && !session_is_rejected {
            return Ok(HookOutcome::Pass);
        }
        // The refusal stands where no draft can be kept.
        let handed_back = self.hand_back(&checked, &known, decoded);
        let failed = |error| warn_failure(self.style, &error);
        output.say(&handed_back.unwrap_or_else(failed));
        Ok(HookOutcome::Refuse)
    }

    /// The project's levels; in a rebase nothing is rejected: it would stop
    /// there, and `--continue` would keep the old message.
    fn apply_levels(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let findings = self.project.config.apply_levels(findings);
        if self.operation == Some(Operation::Rebase) {
            downgrade_errors(findings)
        } else {
            findings
        }
    }

    /// Checks SESSION.md, which a checkpoint must find right; one that is staged was checked
    /// by pre-commit.
    fn rejects_session(&self, output: &mut Output) -> Result<bool> {
        if self.documents.session.is_none()
            || self.project.repo.session_is_staged(&self.project.config.session)?
        {
            return Ok(false);
        }
        let head = checks::session_at_head(self.project)?;
        let (session, plan) = (self.documents.session.clone(), self.documents.plan.clone());
        let documents = Documents { session, head, plan, changes: None };
        let level =
            session_rules::report_left_out(self.project, &documents.parse(), self.style, output)?;
        Ok(level == Level::Error)
    }

    /// Writes the repaired draft, and says how to take it.
    fn hand_back(
        &self,
        checked: &CheckedMessage<'_>,
        known: &Snapshot<'_>,
        decoded: &Decoded<'_>,
    ) -> Result<String> {
        let repaired = repair::repair(checked, self.listed.as_deref(), known);
        let draft = encode(&repaired.text, decoded.encoding);
        let path = self.project.repo.keep_draft(&draft).context("cannot keep the draft")?;
        let path = self.project.display(&path);
        let what_to_do = match (checked.is_passable(), repaired.is_open) {
            (true, _) => {
                format!(
                    "Your message was saved to {path}. Fix {}, then run:",
                    self.project.config.session
                )
            }
            (_, true) => {
                format!("The repaired draft is in {path}. Fill in its <…> parts, then run:")
            }
            (_, false) => format!("The repaired draft is in {path}. To commit with it:"),
        };
        let refused =
            if checked.is_passable() { &self.project.config.session } else { "the message" };
        // Magit shows the first line that begins so.
        Ok(format!(
            "\nerror: the commit is refused for what is wrong in {refused}\n{what_to_do}\n    git commit -F {path}\n\
             (repeat -a, --amend or paths if you used them)"
        ))
    }
}

/// How git will clean the message up, as far as a hook can know.
fn cleanup(project: &Project) -> Cleanup {
    // Set by `git commit` exactly where it starts no editor, or by the user.
    let no_editor = std::env::var_os("GIT_EDITOR").is_some_and(|editor| editor == ":");
    let mode = match project.repo.cleanup_mode() {
        None | Some(CleanupMode::Scissors) if no_editor => CleanupMode::Whitespace,
        mode => mode.unwrap_or(CleanupMode::Strip),
    };
    Cleanup { comment: project.repo.comment_prefix(), mode }
}

/// What the commit changes, as far as a hook can know: it is not told of `--amend`.
struct Changes {
    /// What a message may rightly list: for an amend, the replaced commit's changes too.
    allowed: Vec<Change>,
    /// What a draft lists.
    listed: Vec<Change>,
}

/// What the commit changes; a merge is not compared.
fn changes(project: &Project, operation: Option<Operation>) -> Result<Option<Changes>> {
    if operation == Some(Operation::Merge) {
        return Ok(None);
    }
    let mut listed = project.repo.staged()?;
    let mut allowed = listed.clone();
    if let Some(head) = project.repo.head()? {
        // `git commit --amend` hands the author's date of the replaced commit on; so does
        // whoever commits twice in a second. An amend without changes is known for certain.
        let is_amend_for_certain = listed.is_empty();
        if is_amend_for_certain || author_time() == Some(head.author_time) {
            // A shallow or partial clone may lack what the replaced commit changed.
            let own = project.repo.changed_since(head.parents.first());
            let Some(own) = own.ok().filter(|_| !head.is_cut_off) else { return Ok(None) };
            allowed.extend(
                own.into_iter()
                    .filter(|change| !listed.iter().any(|known| known.path == change.path)),
            );
        }
        if is_amend_for_certain {
            listed.clone_from(&allowed);
        } else if operation.is_none() {
            let session = project.tracked_session();
            listed = project.repo.changes_of_session(listed, &session, Some(&head));
            allowed = project.repo.changes_of_session(allowed, &session, Some(&head));
        }
    }
    Ok(Some(Changes { allowed, listed }))
}

/// The author's date of the commit being made: `@1767603600 +0100`.
fn author_time() -> Option<i64> {
    let date = std::env::var("GIT_AUTHOR_DATE").ok()?;
    date.trim_start_matches('@').split(' ').next()?.parse().ok()
}
