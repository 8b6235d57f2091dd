use crate::plan::model::Plan;
use crate::resume::history::{HistoryFacts, RecordedState};
use crate::resume::model::{
    CheckpointSummary, Count, CriterionItem, Doc, DoneTask, MOST_COMMITS, NextAction, NextPlace,
    PlaceState, Progress, RecordedCheckpoint, ResumeData, ResumePhase, Uncommitted,
};
use crate::session::model;
use crate::session::model::Session;
use crate::session::query;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::terms::place::{Place, places, speaks_of_creating};
use crate::terms::project_files::Tree;
use crate::terms::status::{Stage, Status};
use crate::text::str::Str;

/// What is known besides SESSION.md itself.
pub struct ResumeFacts<'a> {
    /// The path of SESSION.md from the top of the worktree.
    pub path: &'a str,
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
        let phase = phase_to_go_on_with(session);
        let mut handoff = Self {
            version: 1,
            session: facts.path.to_owned(),
            branch: facts.past.branch.clone(),
            phase: phase.map(ResumePhase::of),
            stage: stage(session),
            progress: Progress::of(session, phase, facts.past.done.clone()),
            next_action: phase.and_then(|phase| next_action(session, phase, facts.tree)),
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

/// The phase that Current Phase names, else the only one In Progress.
pub fn phase_to_go_on_with<'s, 'a>(session: &'s Session<'a>) -> Option<&'s model::Phase<'a>> {
    session.current().or_else(|| {
        let is_active = |phase: &&model::Phase<'_>| phase.status() == Some(Status::InProgress);
        let mut active = session.phases.iter().filter(is_active);
        active.next().filter(|_| active.next().is_none())
    })
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
        let complete = session.phases.iter().filter(|p| p.status() == Some(Status::Complete));
        Self {
            phases: Count { done: complete.count(), all: session.phases.len() },
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

fn next_action(
    session: &Session<'_>,
    phase: &model::Phase<'_>,
    tree: &dyn Tree,
) -> Option<NextAction> {
    let lines = session.next_action(phase);
    let is_creating = lines.iter().any(|line| speaks_of_creating(line));
    let mut spots = Vec::new();
    for place in lines.iter().flat_map(|line| places(*line)).take(64) {
        let spot = spot(&place, is_creating, tree);
        spots.extend(spot.filter(|spot| !spots.contains(spot)));
    }
    let text = strings(lines).join("\n");
    (!text.is_empty()).then_some(NextAction { text, places: spots })
}

/// A path without a line that is not there may be no path at all.
fn spot(place: &Place<'_>, is_creating: bool, tree: &dyn Tree) -> Option<NextPlace> {
    let state = match (place.line, place.line.and_then(|_| tree.lines(&place.path))) {
        (Some(line), Some(lines)) if lines < line => PlaceState::PastTheEnd,
        (Some(_), Some(_)) => PlaceState::There,
        _ if tree.exists(&place.path) => PlaceState::There,
        _ if is_creating => PlaceState::ToBeCreated,
        (Some(_), None) => PlaceState::Missing,
        (None, _) => return None,
    };
    Some(NextPlace { path: place.path.to_string(), line: place.line, state })
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
    let doc = |doc: query::DocumentReference<'_>| Doc {
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
    let Some(phase) = &handoff.phase else {
        let written = session.field("Current Phase").filter(|field| !field.value.is_empty());
        return Some(match written {
            Some(field) => format!("Current Phase names no phase of this file: {}", field.value),
            None => "there is no Current Phase".to_owned(),
        });
    };
    let number = &phase.number;
    if session.current().is_none() {
        return Some(format!(
            "Current Phase names no phase of this file; phase {number} is the one In Progress"
        ));
    }
    if phase.status == Some(Status::Complete.name()) {
        return note_on_next_phase(number, session);
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
            Some(format!("the recorded checkpoint {hash} is no ancestor of HEAD"))
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
