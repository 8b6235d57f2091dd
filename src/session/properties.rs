//! What holds for any text, also such that is made of pieces of the format.

use crate::rules::check::check_session::check;
use crate::session::record::edits::record;
use crate::session::record::recorded::{HashPlace, recorded_hashes, remap};
use crate::session::record::recording::{
    CheckpointStatus, RecordOptions, RecordedCommit, Recording, Ticked,
};
use crate::session::record::tasks::ticked;
use crate::snapshot::model::Snapshot;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::plan::model::Plan;
use crate::session::model::*;
use crate::terms::tree_and_history::NoFiles;
use crate::terms::tree_and_history::testing::FakeHistory;
use crate::text::edit::{Edit, apply};
use crate::text::span::Span;

const PIECES: &[&str] = &[
    "\u{feff}",
    "---\n",
    "---\r\n",
    "title: x\n",
    "# Session State\n\n",
    "\n",
    "\r\n",
    "  \n",
    " ",
    "**Current Phase**: Phase 1\n",
    "**Current Phase:** Phase 2  \r\n",
    "**Current Stage**: Planning\n",
    "**Last Checkpoint**: ",
    "**Last Checkpoint:** ",
    "- **Last Checkpoint**: ",
    "**Last Commit**: ",
    "**Planning Docs**:",
    "`docs/A.md#phase-1`",
    "[x](docs/B.md)",
    " | **Focus**: x",
    " | ",
    "|",
    "abc1234",
    "d1d1d1d2",
    "`d1d1d1d`",
    "[d1d1d1d](https://x/d1d1d1d2e3)",
    "(2025-11-08)",
    "2025-11-08",
    " (2025-11-08 10:30)",
    "[none yet]",
    "TBD",
    "None (project start)",
    "loop landed",
    "beef",
    "(",
    ")",
    "[",
    "]",
    "## Phase 1: Setup [Complete]\n",
    "## Phase 2: API 🔄\r\n",
    "### Phase 3 — UI ⏸️\n",
    "# Phase 1: A ✅\n",
    "## Phase 1 — Steps\n",
    "## Phase 4: x 🅿️ PARKED (y)\n",
    "## Notes\n",
    "Phase 2: x\n===\n",
    "## ",
    "Phase ",
    "**Completed**: ",
    "**Completed**:\n- x\n",
    "**Checkpoint**: ",
    "**Type**: API  \n",
    "**Spec**: ",
    "**Key Files**: ",
    "**Next Action**: continue work\n",
    "**Verification Progress**:\n",
    "### Verification\n",
    "- [ ] a\n",
    "- [x] a\n",
    "  * [X] b  \r\n",
    "1. [x] c (commit: d1d1d1d)\n",
    "- [x] d <-- CURRENT\n",
    "- [x] e (commit: pending) ← CURRENT\n",
    "- [x] (commit: x)\n",
    "- [ ]",
    "- ",
    "* ",
    "**",
    "`",
    "```\n",
    "```rust\nx\n",
    "~~~\n",
    "<!-- ",
    "-->\n",
    "> ",
    "    ",
    "\t",
    "é",
    "👩‍💻",
    "日本語\n",
    "\u{0}",
    "\r",
    "none \r```\n",
    "\u{85}",
    "\u{2028}",
    "\u{b}",
    "\u{c}",
    "| a | b |\n|---|---|\n",
    "| **Last Checkpoint**: x | **Current Phase**: 1 |\n",
    "<div>\n",
    "<pre>",
    "<!-- x\n\n",
    "\\\n",
    "\\",
    "Intro **Current Phase**: Phase 1 ",
    " **Last Commit**: ",
    "**Last\nCheckpoint**: ",
    " **Completed**: 2026-01-01 ",
    " **Checkpoint**:\n",
    "(2026-01-04, commit d1d1d1d)",
    " (2026-01-04, 16:14)",
    "(this commit)",
    "Jan 4, 2026",
    "commit ",
    "text\n",
    "#",
    "~~x~~",
    ":",
    "_",
];

fn document() -> impl Strategy<Value = String> {
    pieces(40)
}

fn pieces(at_most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![9 => select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    vec(piece, 0..at_most).prop_map(|pieces| pieces.concat())
}

/// A document that has the header.
fn session_file() -> impl Strategy<Value = String> {
    (pieces(5), document()).prop_map(|(header, rest)| {
        format!("# S\n{header}\n\n**Current Phase**: Phase 1\n**Last Checkpoint**: {rest}")
    })
}

fn recording(ticked: Vec<Ticked>) -> Recording<'static> {
    Recording {
        commit: RecordedCommit { hash: "e4f5a6b", date: "2026-11-23" },
        checkpoint: Some(CheckpointStatus {
            number: PhaseNumber::parse("1"),
            status: Some(Status::Complete),
        }),
        ticked,
        parts: RecordOptions::default(),
    }
}

fn is_inside(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

fn all_ticked(session: &Session<'_>) -> Vec<Ticked> {
    ticked(&Session::parse("**Current Phase**: Phase 1"), session)
}

/// The values and lines that recording may write, and no others.
fn owned(session: &Session<'_>) -> Vec<Span> {
    let header = session
        .header
        .iter()
        .filter(|field| field.is_named("Last Checkpoint") || field.is_named("Last Commit"));
    let phases = session
        .phases
        .iter()
        .flat_map(|phase| &phase.fields)
        .filter(|field| field.is_named("Completed") || field.is_named("Checkpoint"));
    let notes = session.phases.iter().flat_map(|phase| &phase.tasks).filter_map(|task| task.note);
    let values = header.chain(phases).map(|field| field.value.span());
    values.chain(notes.map(|note| note.whole.span())).collect()
}

proptest! {
    #[test]
    fn parsing_never_panics_and_every_part_is_inside_the_text(text in document()) {
        let session = Session::parse(&text);
        let mut spans = Vec::new();
        for field in session.header.iter().chain(session.phases.iter().flat_map(|p| &p.fields)) {
            spans.extend([field.key.span(), field.value.span(), field.line.span()]);
        }
        for phase in &session.phases {
            spans.extend([phase.heading.span(), phase.name.span(), phase.body.span()]);
            spans.extend(phase.status.map(|status| status.written.span()));
        }
        for task in session.phases.iter().flat_map(|phase| &phase.tasks) {
            spans.extend([task.line.span(), task.mark.span(), task.text.span()]);
            spans.extend(task.note.map(|note| note.hash.span()));
            spans.extend(task.current.map(|marker| marker.span()));
        }
        for span in spans {
            prop_assert!(is_inside(&text, span), "{span:?}");
        }
    }

    #[test]
    fn plans_never_panic_and_every_part_is_inside_the_text(text in document()) {
        let plan = Plan::parse(&text);
        for phase in &plan.phases {
            let items = phase.tasks.iter().chain(&phase.criteria).map(|item| item.text);
            for part in items.chain([phase.heading, phase.name, phase.body]) {
                prop_assert_eq!(&text[part.span().range()], part.as_str());
            }
        }
    }

    #[test]
    fn checks_never_panic_and_point_into_the_text(text in document(), head in document()) {
        let (session, head) = (Session::parse(&text), Session::parse(&head));
        let plan = Plan::parse(&text);
        let facts = Snapshot {
            head: Some(&head),
            plan_path: "PLAN.md",
            plan: Some(&plan),
            files: &NoFiles,
            history: &FakeHistory { is_known: |_| false, newest: Some("f0f0f0f") },
            ..Snapshot::default()
        };
        for finding in check(&session, &facts) {
            prop_assert!(finding.span.is_none_or(|span| is_inside(&text, span)));
        }
    }

    #[test]
    fn recording_twice_is_recording_once(text in prop_oneof![session_file(), document()]) {
        let session = Session::parse(&text);
        let recording = recording(all_ticked(&session));
        let once = apply(&text, &record(&session, &recording));
        let again = Session::parse(&once);
        let twice = apply(&once, &record(&again, &recording));
        prop_assert_eq!(&once, &twice);
    }

    #[test]
    fn recording_one_commit_after_another_is_recording_the_last(text in session_file()) {
        fn of(hash: &'static str, date: &'static str) -> Recording<'static> {
            Recording { commit: RecordedCommit { hash, date }, ..recording(Vec::new()) }
        }
        let record = |text: &str, recording: &Recording<'_>| {
            apply(text, &record(&Session::parse(text), recording))
        };
        let length = |text: &str| text.len();
        let last = of("e4f5a6b", "2026-11-23");
        let mut present = record(&text, &of("c5c5c5c", "2026-11-22"));
        let first = length(&record(&present, &last));
        for commit in [of("d0d0d0d", "2026-11-22"), of("c5c5c5c", "2026-11-21"), last] {
            present = record(&present, &commit);
            prop_assert_eq!(length(&present), first, "{}", present);
        }
    }

    #[test]
    fn any_characters_are_recorded_once(
        text in "(# S\n)?(\\*\\*Current Phase\\*\\*: Phase 1\r?\n)?\\*\\*Last Checkpoint\\*\\*:[ -~\u{85}\u{2028}\r\n\t\u{0}*`~|<>#:-]{0,60}"
    ) {
        let recording = recording(Vec::new());
        let once = apply(&text, &record(&Session::parse(&text), &recording));
        let twice = apply(&once, &record(&Session::parse(&once), &recording));
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn recording_writes_in_owned_spans_only(text in prop_oneof![session_file(), document()]) {
        let session = Session::parse(&text);
        let owned = owned(&session);
        let edits = record(&session, &recording(all_ticked(&session)));
        for Edit { span, .. } in &edits {
            let is_owned = owned.iter().any(|own| own.start <= span.start && span.end <= own.end);
            prop_assert!(is_owned || span.start == span.end, "{span:?} in {text:?}");
        }
        prop_assert!(session.is_in_format() || edits.is_empty());
    }

    #[test]
    fn what_was_recorded_is_found_again(text in session_file()) {
        let session = Session::parse(&text);
        let ticked = all_ticked(&session);
        let count = ticked.len();
        let result = apply(&text, &record(&session, &recording(ticked)));
        let after = Session::parse(&result);
        if session.is_in_format() {
            for key in ["Last Checkpoint", "Last Commit"] {
                let value = after.field(key).map(|field| field.value.as_str()).unwrap_or_default();
                prop_assert!(value.contains("e4f5a6b"), "{key}: {value}");
            }
            prop_assert!(recorded_hashes(&after).len() >= 2 + count);
        }
    }

    #[test]
    fn remapping_there_and_back_changes_dates_at_most(text in session_file()) {
        fn rename(from: &'static str, hash: &'static str) -> impl Fn(&HashPlace, &str) -> Option<RecordedCommit<'static>> {
            move |_, found| (found == from).then_some(RecordedCommit { hash, date: "2026-11-23" })
        }
        let session = Session::parse(&text);
        prop_assume!(!text.contains("f0f0"));
        let renamed = apply(&text, &remap(&session, &rename("d1d1d1d2", "f0f0f0f0")));
        let restored =
            apply(&renamed, &remap(&Session::parse(&renamed), &rename("f0f0f0f0", "d1d1d1d2")));
        let dated = apply(&text, &remap(&session, &rename("d1d1d1d2", "d1d1d1d2")));
        prop_assert_eq!(restored, dated);
    }
}
