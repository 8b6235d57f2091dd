//! Judges a checkpoint message, and hands back a repaired draft with a refusal.

use crate::draft::repair;
use crate::message::classify;
use crate::report::render;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::config::model::demote;
use crate::finding::{Finding, Level};
use crate::git::in_progress::Operation;
use crate::hook::run::HookOutcome;
use crate::hook::session_rules;
use crate::hook::session_rules::SessionScope;
use crate::message::classify::MessageKind;
use crate::message::cleanup::{Cleanup, CleanupMode};
use crate::message::encoding::{Decoded, decode, encode};
use crate::plan::model::Plan;
use crate::report::color::{ColorChoice, Style};
use crate::report::document::Document;
use crate::report::output::{Output, Stream};
use crate::rules::message::check_file;
use crate::rules::message::check_file::CheckedMessage;
use crate::rules::message::facts::MessageFacts;
use crate::session::model::Session;
use crate::snapshot::checks::session_of_commit;
use crate::snapshot::project::Project;
use crate::terms::changed_paths::Change;
use crate::text::str::Str;

pub(crate) fn run(output: &mut Output) -> Result<HookOutcome> {
    let Some(file) = std::env::args_os().nth(1).map(PathBuf::from) else {
        anyhow::bail!("called without the message file that git passes to a commit-msg hook");
    };
    let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    if !classify::may_concern_us(&bytes) {
        return Ok(HookOutcome::Pass);
    }
    let Some(project) = Project::discover()? else { return Ok(HookOutcome::Pass) };
    MessageJudgement::new(&project)?.pass(&file, &decode(&bytes), output)
}

/// What a message is judged with.
struct MessageJudgement<'a> {
    project: &'a Project,
    operation: Option<Operation>,
    changes: Option<Changes>,
    session: Option<String>,
    plan: Option<String>,
    style: Style,
}

impl<'a> MessageJudgement<'a> {
    fn new(project: &'a Project) -> Result<Self> {
        let operation = project.repo.operation();
        let in_rebase = operation == Some(Operation::Rebase);
        Ok(Self {
            project,
            operation,
            changes: changes(project, operation)?,
            session: if in_rebase { None } else { session_of_commit(project)? },
            plan: project.plan().filter(|_| !in_rebase).map(|file| file.text),
            style: project.style(ColorChoice::Auto, Stream::Stderr),
        })
    }

    fn pass(&self, file: &Path, decoded: &Decoded<'_>, output: &mut Output) -> Result<HookOutcome> {
        let session = self.session.as_deref().map(Session::parse);
        let plan = self.plan.as_deref().map(Plan::parse);
        let facts = MessageFacts {
            changes: self.changes.as_ref().map(|changes| changes.judged.as_slice()),
            session: session.as_ref(),
            session_path: &self.project.config.session,
            plan: plan.as_ref(),
            tree: &self.project.repo.worktree_files(),
            subject_columns: self.project.config.limits.subject_columns,
        };
        let judged = check_file::judge(
            Str::new(&decoded.text),
            &cleanup(self.project),
            &facts,
            |findings| self.weigh(findings),
        );
        let findings = &judged.findings;
        let name = file.to_string_lossy();
        let document = Document { name: &name, text: &decoded.text };
        output.say(&render::findings(&document, findings, self.style));
        let message_is_refused = !judged.is_passable();
        let session_is_refused =
            judged.kind == MessageKind::Checkpoint && self.check_session(output)?;
        if !message_is_refused && !session_is_refused {
            return Ok(HookOutcome::Pass);
        }
        let listed = self.changes.as_ref().map(|changes| changes.listed.as_slice());
        output.say(&self.hand_back(
            &judged,
            &MessageFacts { changes: listed, ..facts },
            decoded,
        )?);
        Ok(HookOutcome::Refuse)
    }

    /// The project's levels; in a rebase nothing is refused: it would stop
    /// there, and `--continue` would keep the old message.
    fn weigh(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let findings = self.project.config.lay_over(findings);
        if self.operation == Some(Operation::Rebase) { demote(findings) } else { findings }
    }

    /// A checkpoint is the moment at which SESSION.md must be right.
    fn check_session(&self, output: &mut Output) -> Result<bool> {
        if self.operation == Some(Operation::Rebase) {
            return Ok(false);
        }
        let level =
            session_rules::report(self.project, SessionScope::UnstagedOnly, self.style, output)?;
        Ok(level == Level::Error)
    }

    /// Writes the repaired draft, and says how to take it.
    fn hand_back(
        &self,
        judged: &CheckedMessage<'_>,
        facts: &MessageFacts<'_>,
        decoded: &Decoded<'_>,
    ) -> Result<String> {
        let repaired = repair::repair(&judged.message, facts);
        let draft = encode(&repaired.text, decoded.encoding);
        let path = self.project.repo.keep_draft(&draft).context("cannot keep the draft")?;
        let path = self.project.display(&path);
        let what_to_do = match (judged.is_passable(), repaired.is_open) {
            (true, _) => {
                format!("The message is kept in {path}; mend {}, then", self.project.config.session)
            }
            (_, true) => format!("The repaired draft is in {path}; fill in its <…> parts, then"),
            (_, false) => format!("The repaired draft is in {path}; to commit with it:"),
        };
        Ok(format!(
            "\n{what_to_do}\n    git commit -F {path}\n\
             (with -a, --amend or paths again, if you gave any)"
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
    judged: Vec<Change>,
    /// What a draft lists.
    listed: Vec<Change>,
}

/// What the commit changes; for a merge there is no measure.
fn changes(project: &Project, operation: Option<Operation>) -> Result<Option<Changes>> {
    if operation == Some(Operation::Merge) {
        return Ok(None);
    }
    let mut listed = project.repo.staged()?;
    let mut judged = listed.clone();
    if let Some(head) = project.repo.head()? {
        // `git commit --amend` hands the author's date of the replaced commit on; so does
        // whoever commits twice in a second. An amend without changes is known for certain.
        let is_amend_for_certain = listed.is_empty();
        if is_amend_for_certain || author_time() == Some(head.author_time) {
            let own = project.repo.changed_since(head.parents.first())?;
            judged.extend(
                own.into_iter()
                    .filter(|change| !listed.iter().any(|known| known.path == change.path)),
            );
        }
        if is_amend_for_certain {
            listed.clone_from(&judged);
        }
    }
    Ok(Some(Changes { judged, listed }))
}

/// The author's date of the commit being made: `@1767603600 +0100`.
fn author_time() -> Option<i64> {
    let date = std::env::var("GIT_AUTHOR_DATE").ok()?;
    date.trim_start_matches('@').split(' ').next()?.parse().ok()
}
