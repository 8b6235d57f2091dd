//! A file that Prettier or mdformat has been over says what it said before, and
//! is recorded in as before. The fixtures are those programs' own output.

use crate::markdown::field::Field;
use crate::session::content::content;
use crate::session::model::{Phase, Session, Task};
use crate::session::record::edits::record;
use crate::session::record::recording::{
    CheckpointStatus, RecordOptions, RecordedCommit, Recording, Ticked,
};
use crate::session::record::tasks::ticked;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::apply;
use crate::text::words::one_line;

const PLAIN: &str = include_str!("../../tests/corpus/formatted/session.md");

const FORMATTED: [(&str, &str); 5] = [
    ("prettier never", include_str!("../../tests/corpus/formatted/prettier-never.md")),
    ("prettier always", include_str!("../../tests/corpus/formatted/prettier-always.md")),
    ("mdformat no", include_str!("../../tests/corpus/formatted/mdformat-no.md")),
    ("mdformat 80", include_str!("../../tests/corpus/formatted/mdformat-80.md")),
    ("mdformat with breaks", include_str!("../../tests/corpus/formatted/mdformat-breaks.md")),
];

fn said(text: &str) -> Vec<String> {
    let session = Session::parse(text);
    let field = |field: &Field<'_>| {
        let lines: Vec<String> =
            content(session.text, field).iter().map(|line| one_line(line)).collect();
        format!("{}: {}", one_line(&field.key), lines.join(" "))
    };
    let task = |task: &Task<'_>| {
        let note = task.note.map(|note| note.hash.as_str());
        format!("{} {} {note:?} {}", task.is_done(), task.words(), task.current.is_some())
    };
    let header = session.header.iter().map(field);
    let of_phase = |phase: &Phase<'_>| {
        let fields = phase.fields.iter().filter(|field| !field.is_named("Progress")).map(field);
        fields.chain(phase.tasks.iter().map(task)).collect::<Vec<_>>()
    };
    header.chain(session.phases.iter().flat_map(of_phase)).collect()
}

fn recording<'a>(hash: &'a str, date: &'a str, ticked: Vec<Ticked>) -> Recording<'a> {
    let number = PhaseNumber::parse("2");
    Recording {
        commit: RecordedCommit { hash, date },
        checkpoint: Some(CheckpointStatus { number, status: Some(Status::Complete) }),
        ticked,
        parts: RecordOptions::default(),
    }
}

fn recorded(text: &str, recording: &Recording<'_>) -> String {
    apply(text, &record(&Session::parse(text), recording))
}

#[test]
fn the_same_values_are_found() {
    for (formatter, text) in FORMATTED {
        assert_eq!(said(text), said(PLAIN), "{formatter}");
    }
}

#[test]
fn the_same_values_are_recorded_and_nothing_is_added_twice() {
    for (formatter, text) in FORMATTED {
        let mut results = Vec::new();
        for text in [PLAIN, text] {
            let (open, done) = (text.to_owned(), text.replace("- [ ] ", "- [x] "));
            let ticked = ticked(&Session::parse(&open), &Session::parse(&done));
            assert_eq!(ticked.len(), 2, "{formatter}");
            let once = recorded(&done, &recording("e4f5a6b", "2026-11-23", ticked));
            let twice = recorded(&once, &recording("f4f4f4f", "2026-11-24", Vec::new()));
            assert_eq!(twice.len(), once.len(), "{formatter}");
            results.push((said(&once), said(&twice)));
        }
        assert_eq!(results[0], results[1], "{formatter}");
    }
}

#[test]
fn lines_are_added_once_to_a_header_that_has_none() {
    let without = |text: &str| {
        let text = text.replace("**Last Commit**: c2c2c2c (2026-11-09)\\\n", "");
        text.replace("**Last Commit**: c2c2c2c (2026-11-09)\n", "")
            .replace("**Last Commit**: c2c2c2c (2026-11-09) ", "")
    };
    for (formatter, text) in FORMATTED {
        let once = recorded(&without(text), &recording("e4f5a6b", "2026-11-23", Vec::new()));
        assert_eq!(once.matches("Last Commit").count(), 1, "{formatter}: {once}");
        let joined = once.replacen("\n**Last Commit**", " **Last Commit**", 1);
        let twice = recorded(&joined, &recording("f4f4f4f", "2026-11-24", Vec::new()));
        assert_eq!(twice.matches("Last Commit").count(), 1, "{formatter}: {twice}");
        assert_eq!(twice.len(), joined.len(), "{formatter}");
    }
}

#[test]
fn a_return_that_ends_no_line_hides_nothing() {
    let mut text = "**Last Checkpoint**: none \r```\n\n## Phase 1: A\n".to_owned();
    for _ in 0..3 {
        text = recorded(&text, &recording("e4f5a6b", "2026-11-23", Vec::new()));
        assert_eq!(text.matches("**Last Commit**: e4f5a6b (2026-11-23)").count(), 1, "{text}");
    }
}

#[test]
fn prose_that_speaks_of_a_field_is_none() {
    for text in [
        "The hooks write **Last Checkpoint**: see the manual.\n",
        "> **Current Phase**: Phase 1 **Last Checkpoint**: x\n",
        "| **Current Phase**: 1 | **Last Checkpoint**: x |\n",
        "`a **Current Phase**: Phase 1 **Last Checkpoint**: x`\n",
    ] {
        assert!(!Session::parse(text).is_in_format(), "{text}");
    }
    let text = "**Current Phase**: 1\n\n## Phase 1: A 🔄\n\n**Next Action**: Fix **Bug**: it in\n";
    let session = Session::parse(text);
    assert_eq!(
        session.phases[0].field("Next Action").unwrap().value.as_str(),
        "Fix **Bug**: it in"
    );
    let joined = "Sells things **Current Phase**: Phase 1 **Last Checkpoint**: [none yet]\n";
    let after = recorded(joined, &recording("e4f5a6b", "2026-11-23", Vec::new()));
    assert_eq!(
        after,
        joined.replace("[none yet]", "e4f5a6b (2026-11-23)").trim_end().to_owned()
            + "\n**Last Commit**: e4f5a6b (2026-11-23)\n"
    );
}
