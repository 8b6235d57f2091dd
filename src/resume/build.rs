//! Builds the data of `resume` from SESSION.md, plan and history.

use crate::plan::model::Plan;
use crate::resume::history::{HistoryFacts, RecordedState};
use crate::resume::model::{
    CheckpointSummary, Count, CriterionItem, Doc, DoneTask, MOST_COMMITS, Progress,
    RecordedCheckpoint, ResumeData, ResumePhase, Uncommitted,
};
use crate::resume::next::{ResumeStep, written};
use crate::session::content::content;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::session::{lookup, model};
use crate::terms::status::{Stage, Status};
use crate::terms::tree_and_history::Tree;
use crate::text::str::Str;

/// What is known besides SESSION.md itself.
pub struct ResumeFacts<'a> {
    /// The path of SESSION.md from the top of the worktree.
    pub path: &'a str,
    /// The path of the plan; empty without one.
    pub plan_path: &'a str,
    /// The plan.
    pub plan: Option<&'a Plan<'a>>,
    /// The project's files.
    pub tree: &'a dyn Tree,
    /// What history says.
    pub past: HistoryFacts,
    /// What is not committed.
    pub uncommitted: Uncommitted,
}

impl ResumeData {
    /// Everything that can be found out; what cannot is said in its notes.
    pub fn of(session: &Session<'_>, facts: ResumeFacts<'_>) -> Self {
        let phase = session.phase_at_work();
        let plan = facts.plan.map(|plan| (facts.plan_path, plan));
        let (next_step, next_action) = match phase {
            Some(phase) => ResumeStep::of(session, phase, (plan, facts.tree)),
            None => (None, session.next_action_of_file().map(|a| written(session, &a, facts.tree))),
        };
        let mut handoff = Self {
            version: 1,
            session: facts.path.to_owned(),
            branch: facts.past.branch.clone(),
            phase: phase.map(ResumePhase::of),
            stage: stage(session),
            progress: Progress::of(session, phase, facts.past.done.clone()),
            next_step,
            next_action,
            blocked: phase.and_then(|phase| blocked(session, phase)),
            known_issues: strings(session.known_issues(phase)),
            verification: verification(session, phase, facts.plan),
            planning_docs: planning_docs(session, phase, facts.tree),
            checkpoint: CheckpointSummary::of(session, &facts.past),
            uncommitted: facts.uncommitted,
            notes: Vec::new(),
        };
        handoff.notes = notes(&handoff, session, &facts.past, facts.plan.is_some());
        handoff
    }
}

fn stage(session: &Session<'_>) -> Option<String> {
    let written = || {
        let value = session.field("Current Stage")?.value;
        (!value.is_empty()).then(|| value.to_string())
    };
    session.stage().map(|stage| stage.name().to_owned()).or_else(written)
}

impl ResumePhase {
    fn of(phase: &model::Phase<'_>) -> Self {
        Self {
            number: phase.number.to_string(),
            name: phase.name.to_string(),
            status: phase.status().map(Status::name),
        }
    }
}

impl Progress {
    fn of(
        session: &Session<'_>,
        phase: Option<&model::Phase<'_>>,
        done: Option<Vec<DoneTask>>,
    ) -> Self {
        let tasks = || phase.into_iter().flat_map(|phase| &phase.tasks);
        let own = || tasks().filter(|task| !task.is_criterion);
        // Numbered headings of a file in another form are not phases of a plan.
        let has_status = |phase: &&model::Phase<'_>| phase.status.is_some();
        let phases = match session.is_in_format() {
            true => session.phases.len(),
            false => session.phases.iter().filter(has_status).count(),
        };
        let complete = session.phases.iter().filter(|p| p.status() == Some(Status::Complete));
        Self {
            phases: Count { done: complete.count(), all: phases },
            tasks: Count { done: own().filter(|task| task.is_done()).count(), all: own().count() },
            current: own()
                .find(|task| task.current.is_some() && !task.is_done())
                .map(|task| task.words()),
            open: own().filter(|task| !task.is_done()).map(|task| task.words()).collect(),
            is_derived: done.is_some(),
            done: done.unwrap_or_else(|| own().filter_map(noted).collect()),
        }
    }
}

/// A task that is done, with what its note says.
fn noted(task: &model::Task<'_>) -> Option<DoneTask> {
    let is_hash = |hash: &Str<'_>| hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let commit = task.note.map(|note| note.hash).filter(is_hash);
    task.is_done()
        .then(|| DoneTask { text: task.words(), commit: commit.map(|hash| hash.to_string()) })
}

/// The reason for which the phase waits.
fn blocked(session: &Session<'_>, phase: &model::Phase<'_>) -> Option<String> {
    let is_waiting = matches!(phase.status(), Some(Status::Blocked | Status::Paused));
    let field = phase.field("Blocked").filter(|_| is_waiting)?;
    let lines = strings(content(session.text, field));
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// The criteria that SESSION.md ticks off, else those of the plan.
fn verification(
    session: &Session<'_>,
    phase: Option<&model::Phase<'_>>,
    plan: Option<&Plan<'_>>,
) -> Option<Vec<CriterionItem>> {
    let phase = phase.filter(|_| session.stage() == Some(Stage::Verification))?;
    let own = phase.tasks.iter().filter(|task| task.is_criterion);
    let mut items: Vec<CriterionItem> =
        own.map(|task| CriterionItem { text: task.words(), done: task.is_done() }).collect();
    if items.is_empty() {
        let planned = plan.and_then(|plan| plan.phase(&phase.number));
        let criteria = planned.into_iter().flat_map(|phase| &phase.criteria);
        items.extend(criteria.map(|c| CriterionItem { text: c.text.to_string(), done: c.is_done }));
    }
    Some(items)
}

fn planning_docs(
    session: &Session<'_>,
    phase: Option<&model::Phase<'_>>,
    tree: &dyn Tree,
) -> Vec<Doc> {
    let named = session.documents(phase).into_iter().filter(|doc| !doc.path.is_empty());
    let doc = |doc: lookup::DocumentReference<'_>| Doc {
        path: doc.path.to_string(),
        anchor: doc.anchor.map(|anchor| anchor.to_string()),
        exists: tree.exists(&doc.path),
    };
    named.map(doc).collect()
}

impl CheckpointSummary {
    fn of(session: &Session<'_>, past: &HistoryFacts) -> Self {
        let recorded = recorded_hashes(session);
        let hash = recorded.iter().find(|found| found.place == HashPlace::LastCheckpoint);
        let newest = past.chain.iter().position(|commit| commit.is_checkpoint);
        let since = &past.chain[..newest.unwrap_or(past.chain.len())];
        Self {
            recorded: hash
                .zip(past.checkpoint)
                .map(|(found, state)| RecordedCheckpoint { hash: found.hash.to_string(), state }),
            newest: newest.map(|at| past.chain[at].clone()),
            commits_since: since.len(),
            is_cut_off: past.is_cut_off && newest.is_none(),
            words: past.words.clone().filter(|_| newest.is_some()),
            commits: since.iter().take(MOST_COMMITS).cloned().collect(),
            unrecorded: past.unrecorded,
        }
    }
}

/// What could not be found, and what does not fit together: one sentence each.
fn notes(
    handoff: &ResumeData,
    session: &Session<'_>,
    past: &HistoryFacts,
    has_plan: bool,
) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(note_on_phase(handoff, session));
    notes.extend(note_on_hash(handoff, past));
    if let (true, Some(newest)) = (past.is_malformed, &handoff.checkpoint.newest) {
        let hash = &newest.hash;
        notes.push(format!(
            "checkpoint {hash} is malformed: `git checkpoint check {hash}^!` says how"
        ));
    }
    if let Some(operation) = past.operation {
        notes.push(format!("a {operation} is under way: finish or abort it first"));
    }
    if past.unrecorded > 0 {
        let count = commits(past.unrecorded);
        notes.push(if past.done.is_some() {
            format!("{count} not known to the hooks: made while they were off")
        } else {
            format!("{count} not recorded since Last Commit: made without the hooks, or pulled")
        });
    }
    if !has_plan {
        notes.push("there is no plan (IMPLEMENTATION_PHASES.md)".to_owned());
    }
    notes
}

fn note_on_phase(handoff: &ResumeData, session: &Session<'_>) -> Option<String> {
    if session.is_complete() {
        return Some("all phases are Complete".to_owned());
    }
    if !session.is_in_format() {
        let why = "the file is not in the format, so the hooks leave it alone";
        return Some(format!("{why}; add `**Current Phase**: Phase 1` at the top"));
    }
    let Some(phase) = &handoff.phase else {
        let written = session.field("Current Phase").filter(|field| !field.value.is_empty());
        return Some(match written {
            Some(field) => format!("Current Phase names no phase of this file: {}", field.value),
            None => "there is no Current Phase".to_owned(),
        });
    };
    let number = &phase.number;
    let current = session.current();
    if current.is_none_or(|current| current.number.as_str() != number) {
        let problem = match current {
            Some(current) => format!("Current Phase is {}, which is Complete", current.number),
            None => "Current Phase names no phase of this file".to_owned(),
        };
        return Some(format!("{problem}; phase {number} is the one In Progress"));
    }
    if phase.status == Some(Status::Complete.name()) {
        let is_said = handoff.next_step.as_ref().is_some_and(|step| step.kind == "phase");
        return if is_said { None } else { note_on_next_phase(number, session) };
    }
    handoff.next_action.is_none().then(|| format!("phase {number} has no Next Action"))
}

/// A Complete phase is where the last session stopped, not where this one begins.
fn note_on_next_phase(number: &str, session: &Session<'_>) -> Option<String> {
    let is_open =
        |phase: &&model::Phase<'_>| phase.status().is_some_and(|status| status != Status::Complete);
    let next = session.phases.iter().find(is_open)?;
    let status = next.status().map_or("", Status::name);
    Some(format!(
        "phase {number} is Complete; phase {} - {} [{status}] is the next",
        next.number, next.name
    ))
}

fn note_on_hash(handoff: &ResumeData, past: &HistoryFacts) -> Option<String> {
    let Some(recorded) = &handoff.checkpoint.recorded else {
        let is_owed = handoff.checkpoint.newest.is_some();
        let is_unborn = past.chain.is_empty();
        return match (is_owed, is_unborn) {
            (true, _) => Some("Last Checkpoint holds no hash".to_owned()),
            (_, true) => Some("there is no commit yet".to_owned()),
            _ => None,
        };
    };
    let hash = &recorded.hash;
    let newer = past.newer.as_ref();
    match recorded.state {
        RecordedState::Ancestor => newer.map(|newer| {
            format!("Last Checkpoint says {hash}, but {newer} is the newest checkpoint")
        }),
        RecordedState::NotAnAncestor => {
            Some(format!("the recorded checkpoint {hash} is not an ancestor of HEAD"))
        }
        RecordedState::Ambiguous => {
            Some(format!("the recorded checkpoint {hash} names several commits"))
        }
        RecordedState::Unknown => {
            Some(format!("the recorded checkpoint {hash} is not a commit in this repository"))
        }
        RecordedState::Unknowable => {
            Some(format!("this clone is incomplete: the recorded checkpoint {hash} is not in it"))
        }
    }
}

fn commits(count: usize) -> String {
    if count == 1 { "1 commit is".to_owned() } else { format!("{count} commits are") }
}

fn strings(lines: Vec<Str<'_>>) -> Vec<String> {
    lines.into_iter().map(|line| line.to_string()).collect()
}
