//! Any SESSION.md: checked, recorded in, moved through its phases, merged.

use crate::fuzz::world::{Commits, Files, PLAN, PLAN_PATH, SESSION, draw, fixes_settle};
use crate::plan::model::Plan;
use crate::rules::check::check_session::check;
use crate::rules::check::sure_fixes::with_sure_fixes;
use crate::session::from_plan::PlanContext;
use crate::session::merge::agree::agree;
use crate::session::merge::choice::MergeSide;
use crate::session::model::Session;
use crate::session::record::edits::record;
use crate::session::record::recorded::recorded_hashes;
use crate::session::record::recording::{
    CheckpointStatus, RecordOptions, RecordedCommit, Recording,
};
use crate::session::record::tasks::ticked;
use crate::session::transition::advance::{PendingHash, Transition, TransitionRequest, advance};
use crate::session::transition::done::tick;
use crate::session::transition::error::TransitionError;
use crate::session::transition::stage::set_stage;
use crate::session::transition::write_next_action::set_next;
use crate::snapshot::model::Snapshot;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::{Stage, Status};
use crate::text::edit::{Edit, apply};

/// Reads a SESSION.md, and does to it all that is ever done to one.
///
/// # Panics
/// Where something that always holds does not.
pub fn session(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (head, plan) = (Session::parse(SESSION), Plan::parse(PLAN));
    let known = Snapshot {
        head: Some(&head),
        plan_path: PLAN_PATH,
        plan: Some(&plan),
        files: &Files,
        history: &Commits,
        ..Snapshot::default()
    };
    let session = Session::parse(&text);
    let findings = check(&session, &known);
    draw(&text, &findings);
    let check = |text: &str| check(&Session::parse(text), &known);
    fixes_settle(&text, &with_sure_fixes(&text, findings.clone(), check), check);
    // Of several mistakes one may hide another.
    if findings.len() == 1 {
        fixes_settle(&text, &findings, check);
    }
    recording_twice_is_once(&text);
    transitions_are_edits(&text, &known);
    equal_sides_merge_to_the_side(&text);
}

fn recording_twice_is_once(text: &str) {
    let session = Session::parse(text);
    let recording = Recording {
        commit: RecordedCommit { hash: "e4f5a6b", date: "2026-11-23" },
        checkpoint: Some(CheckpointStatus {
            number: PhaseNumber::parse("3"),
            status: Some(Status::Complete),
        }),
        ticked: ticked(&Session::parse(SESSION), &session),
        parts: RecordOptions::default(),
    };
    let edits = record(&session, &recording);
    assert!(session.is_in_format() || edits.is_empty(), "written into what is not the format");
    let once = apply(text, &edits);
    let again = Session::parse(&once);
    assert_eq!(apply(&once, &record(&again, &recording)), once, "recorded twice");
    if session.is_in_format() {
        let found = again.field("Last Checkpoint").is_some_and(|f| f.value.contains("e4f5a6b"));
        assert!(found && !recorded_hashes(&again).is_empty(), "not found again\n{once}");
    }
    let lengths = edits.iter().map(|edit| edit.span.end - edit.span.start).sum::<usize>();
    let added = edits.iter().map(|edit| edit.text.len()).sum::<usize>();
    assert_eq!(once.len() + lengths, text.len() + added, "edits overlap");
}

fn transitions_are_edits(text: &str, known: &Snapshot<'_>) {
    let session = Session::parse(text);
    let context = PlanContext { today: "2026-11-23", ..known.plan_context() };
    let request = |transition, phase: Option<&str>| TransitionRequest {
        phase: phase.and_then(PhaseNumber::parse),
        transition,
        is_forced: true,
        to_come: PendingHash::Hash,
    };
    let requests = [
        request(Transition::Complete { summary: None }, None),
        request(Transition::Complete { summary: Some("done") }, Some("3")),
        request(Transition::Start, None),
        request(Transition::Start, Some("2")),
        request(Transition::Block { reason: Some("a decision") }, None),
        request(Transition::Pending, None),
    ];
    for request in &requests {
        are_edits(text, advance(&session, request, &context));
    }
    are_edits(text, tick(&session, None, &context));
    are_edits(text, tick(&session, Some("2"), &context));
    are_edits(text, set_next(&session, "Go on in src/routes/tasks.ts:3", &context));
    for stage in [Stage::Verification, Stage::Debugging] {
        are_edits(text, set_stage(&session, stage, &context));
    }
}

fn are_edits(text: &str, edits: Result<Vec<Edit>, TransitionError>) {
    match edits {
        Ok(edits) => {
            for Edit { span, .. } in &edits {
                assert!(text.get(span.range()).is_some(), "{span:?} is not in the text");
            }
            let after = apply(text, &edits);
            let (before, after) = (Session::parse(text), Session::parse(&after));
            assert_eq!(before.is_in_format(), after.is_in_format());
        }
        Err(error) => drop((error.to_string(), error.help())),
    }
}

fn equal_sides_merge_to_the_side(text: &str) {
    for side in [MergeSide::Ours, MergeSide::Theirs] {
        let [_, ours, theirs] = agree([SESSION, text, text], &|_, _| side);
        assert!(ours == text && theirs == text, "merged with itself\n{ours}\n{theirs}");
        let [base, ours, theirs] = agree([text, SESSION, text], &|_, _| side);
        drop(agree([&base, &ours, &theirs], &|_, _| side));
    }
}
