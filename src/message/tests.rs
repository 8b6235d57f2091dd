//! The part as a whole, and what its tests share.

use bstr::BString;
use proptest::prelude::*;

use super::*;
use crate::changes::{self, Change};
use crate::phase::{PhaseNumber, Status};
use crate::plan::Plan;
use crate::session::{self, Dialect, PhaseStatus, Session};
use crate::tree::Tree;

/// No files at all.
pub(crate) struct Nothing;

impl Tree for Nothing {
    fn exists(&self, _path: &str) -> bool {
        false
    }

    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

/// The files of the specification's examples.
pub(crate) struct Example;

impl Tree for Example {
    fn exists(&self, path: &str) -> bool {
        self.read(path).is_some()
    }

    fn read(&self, path: &str) -> Option<String> {
        let known = ["src/routes/tasks.ts", "src/lib/schemas.ts"].contains(&path);
        known.then(|| "x\n".repeat(100))
    }
}

/// `specification, Checkpoint Examples`, verbatim.
pub(crate) const COMPLETE: &str = "\
checkpoint: Phase 3 Complete - Tasks API

Phase: 3 - Tasks API
Status: Complete
Session: Completed all CRUD endpoints and verified functionality

Files Changed:
- src/routes/tasks.ts (all CRUD operations)
- src/lib/schemas.ts (task validation)

Next: Phase 4 - Start building Task List UI component
";

pub(crate) const IN_PROGRESS: &str = "\
checkpoint: Phase 3 In Progress - Endpoints implemented

Phase: 3 - Tasks API
Status: In Progress
Session: Implemented GET and POST endpoints, need PATCH/DELETE

Files Changed:
- src/routes/tasks.ts (GET, POST endpoints)
- src/lib/schemas.ts (task schema)

Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47
";

pub(crate) const PAUSED: &str = "\
checkpoint: Phase 3 Paused - Need design decision

Phase: 3 - Tasks API
Status: Paused
Session: Built endpoints but need to decide on tag filtering approach

Files Changed:
- src/routes/tasks.ts (basic endpoints)

Next: Decide: client-side tag filtering or SQL query parameter? Resume at src/routes/tasks.ts:89
";

pub(crate) const EXAMPLES: [&str; 3] = [COMPLETE, IN_PROGRESS, PAUSED];

pub(crate) fn change(path: &str, kind: changes::Kind) -> Change {
    Change { path: BString::from(path), kind }
}

pub(crate) fn example_changes() -> Vec<Change> {
    vec![
        change("src/lib/schemas.ts", changes::Kind::Modified),
        change("src/routes/tasks.ts", changes::Kind::Added),
    ]
}

/// SESSION.md with phases 3 and 4, made by hand.
pub(crate) fn session(status: Status) -> Session<'static> {
    let phase = |number: &str, name: &'static str, status| session::Phase {
        heading: Str::new("## a phase"),
        number: PhaseNumber::parse(number).unwrap(),
        name: Str::new(name),
        status: Some(PhaseStatus { status, written: Str::new("[x]") }),
        body: Str::new(""),
        fields: Vec::new(),
        tasks: Vec::new(),
    };
    Session {
        text: Str::new(""),
        header: Vec::new(),
        phases: vec![phase("3", "Tasks API", status), phase("4", "Task UI", Status::Pending)],
        dialect: Dialect::Words,
    }
}

pub(crate) fn facts<'a>(
    changes: Option<&'a [Change]>,
    session: Option<&'a Session<'a>>,
) -> Facts<'a> {
    Facts { changes, session, plan: None, tree: &Example, subject_columns: 72 }
}

pub(crate) fn guess(mode: Mode) -> Cleanup {
    Cleanup { comment: CommentPrefix::default(), mode }
}

/// The rules that fire, errors and warnings; with the changes of the examples.
pub(crate) fn fired(text: &str) -> Vec<&'static str> {
    let changes = example_changes();
    names(&judge(Str::new(text), &guess(Mode::Whitespace), &facts(Some(&changes), None)))
}

pub(crate) fn names(judged: &Judged<'_>) -> Vec<&'static str> {
    let is_shown = |finding: &&Finding| finding.level != Level::Off;
    judged.findings.iter().filter(is_shown).map(|finding| finding.rule.name).collect()
}

pub(crate) fn repaired(text: &str) -> Repaired {
    let changes = example_changes();
    repair(&Message::parse(text), &facts(Some(&changes), None))
}

#[test]
fn the_examples_of_the_specification_are_clean() {
    let changes = example_changes();
    for example in EXAMPLES {
        assert!(fired(example).is_empty(), "{example}");
        let status = Message::parse(example).status().unwrap();
        let session = session(if status == Status::Paused { Status::InProgress } else { status });
        let facts = facts(Some(&changes), Some(&session));
        let judged = judge(Str::new(example), &guess(Mode::Strip), &facts);
        assert!(names(&judged).is_empty(), "{:?}", judged.findings);
        assert_eq!(repair(&judged.message, &facts).text, example);
    }
}

#[test]
fn a_message_that_is_valid_either_way_passes() {
    let with_comment =
        COMPLETE.replace("Status: Complete\n", "Status: Complete\n# Status: what?\n");
    let below_subject = COMPLETE.replacen('\n', "\n# note\n", 1);
    for text in [with_comment, below_subject] {
        for mode in [Mode::Strip, Mode::Whitespace, Mode::Verbatim] {
            let judged = judge(Str::new(&text), &guess(mode), &facts(None, None));
            assert!(judged.is_passable(), "{mode:?} {:?}", judged.findings);
        }
    }
}

#[test]
fn invalid_both_ways_gives_the_findings_of_the_guess() {
    let text = COMPLETE.replace("Session: ", "# Session: ").replace("Next: ", "Nxt: ");
    let judged = |mode| names(&judge(Str::new(&text), &guess(mode), &facts(None, None)));
    assert_eq!(judged(Mode::Strip), ["missing-section", "missing-section"]);
    let commented = COMPLETE.replace("Status: ", "# Status: ").replace("Next: ", "# Next: ");
    let judged = judge(Str::new(&commented), &guess(Mode::Whitespace), &facts(None, None));
    assert!(!judged.is_passable());
}

#[test]
fn ordinary_messages_have_no_findings_and_near_misses_one() {
    assert!(fired("Fix it\n\nStatus: x\n").is_empty());
    let text = COMPLETE.replacen('c', "C", 1);
    let judged = judge(Str::new(&text), &guess(Mode::Strip), &facts(None, None));
    assert_eq!((judged.kind, names(&judged)), (Kind::NearMiss, vec!["near-miss"]));
    let help = judged.findings[0].help.clone().unwrap();
    assert_eq!(help, "write `checkpoint: Phase 3 Complete - Tasks API`");
}

#[test]
fn trailers_directly_under_next_are_welcome() {
    let signed = format!("{IN_PROGRESS}Signed-off-by: A <a@b>\n(cherry picked from commit 12ab)\n");
    assert!(fired(&signed).is_empty());
    let generated =
        format!("{IN_PROGRESS}\n🤖 Generated with [Tool](https://x)\n\nCo-Authored-By: A <b>\n");
    assert!(fired(&generated).is_empty());
    assert_eq!(repaired(&generated).text, generated);
}

#[test]
fn prose_becomes_a_draft_that_says_it() {
    let draft = repaired("checkpoint: keep the daemon mode\n\nIt survives a restart now.\n");
    assert!(draft.is_open);
    assert_eq!(
        draft.text,
        "checkpoint: Phase <N> <Status> - keep the daemon mode\n\n\
         Phase: <N> - <phase name>\nStatus: <Status>\nSession: It survives a restart now.\n\n\
         Files Changed:\n- src/lib/schemas.ts (changed)\n- src/routes/tasks.ts (added)\n\n\
         Next: <what to do next, with file and line>\n"
    );
}

#[test]
fn the_project_fills_in_what_the_message_leaves_out() {
    let session = session(Status::Complete);
    let text = "checkpoint: Phase 3\n\nSession: Done all of it\n";
    let draft = repair(&Message::parse(text), &facts(Some(&[]), Some(&session)));
    assert!(!draft.is_open);
    assert_eq!(
        draft.text,
        "checkpoint: Phase 3 Complete - Tasks API\n\n\
         Phase: 3 - Tasks API\nStatus: Complete\nSession: Done all of it\n\n\
         Files Changed: None\n\nNext: Phase 4 - Task UI\n"
    );
}

#[test]
fn nothing_of_the_authors_text_is_lost() {
    let text = "checkpoint: Phase 3 complete — Tasks\n\nNext Steps:\n1. look\n\nSome words.\n\n\
                Verification:\n- all green\n\nStatus: Nearly Complete\nstray\n\nFiles Created:\n\
                * a.ts (x)\n- b.ts - y\n\nFiles Modified:\n- c.ts\n\nPhase: Tasks\n\nChange-Id: I1\n";
    let draft = repaired(text).text;
    for kept in [
        "1. look",
        "Some words.",
        "Verification:\n- all green",
        "stray",
        "- a.ts (x)",
        "- b.ts (y)",
        "- c.ts (<what changed>)",
        "Change-Id: I1",
        "Status: Complete (Nearly Complete)",
    ] {
        assert!(draft.contains(kept), "{kept} in\n{draft}");
    }
    assert_eq!(repaired(&draft).text, draft);
}

#[test]
fn crlf_does_not_reach_the_draft() {
    let text = IN_PROGRESS.replace("Status: In", "Status: in").replace('\n', "\r\n");
    assert_eq!(repaired(&text).text, IN_PROGRESS);
}

#[test]
fn very_many_changes_are_listed_by_folder() {
    let mut changes: Vec<Change> =
        (0..40).map(|n| change(&format!("src/{n}.rs"), changes::Kind::Modified)).collect();
    changes.push(change("README.md", changes::Kind::Added));
    let draft = repair(&Message::parse("checkpoint: x"), &facts(Some(&changes), None)).text;
    assert!(draft.contains("- README.md (changed)\n- src/ (40 files changed)\n"), "{draft}");
}

/// Pieces of the format, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    const PIECES: [&str; 62] = [
        "checkpoint:",
        "checkpoint: ",
        "Phase ",
        "Phase",
        "3",
        "3.1",
        "4a",
        " - ",
        " – ",
        "—",
        "-",
        "Complete",
        "In Progress",
        "complete",
        "Paused",
        "Done",
        "Tasks API",
        "\n",
        "\n\n",
        "\r\n",
        "Phase: ",
        "Status: ",
        "Session: ",
        "Files Changed:",
        "Next: ",
        "- src/a.ts (x)\n",
        "- src/a.ts - x\n",
        "* b.ts: (y) z\n",
        "  more\n",
        "(",
        ")",
        "None",
        "TBD",
        "[x]",
        "<x>",
        "Next Steps:\n",
        "files changed:\n",
        "Sesion: ",
        "Verification:\n",
        "Note: x\n",
        "Signed-off-by: A <a@b>\n",
        "(cherry picked from commit 1)\n",
        "🤖 Generated with x\n",
        "src/routes/tasks.ts:47",
        "continue work",
        "# c\n",
        "\u{feff}",
        "é",
        "\0",
        " ",
        "\t",
        "`",
        "**",
        "*",
        ":",
        "1. x\n",
        "\u{301}",
        "<N>",
        "<Status>",
        "- <path> (<what changed>)\n",
        "\u{a0}",
        "Phase: 3 - Tasks API\nStatus: Complete\nSession: x\n",
    ];
    prop_oneof![
        8 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        2 => "[a-z ]{1,8}",
    ]
}

fn message() -> impl Strategy<Value = String> {
    let random = || proptest::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat());
    let damaged =
        (proptest::sample::select(&EXAMPLES[..]), any::<[prop::sample::Index; 3]>(), piece());
    let damaged = damaged.prop_map(|(text, at, piece)| damage(text, at, &piece));
    prop_oneof![1 => random(), 3 => random().prop_map(|text| format!("checkpoint: {text}")), 3 => damaged]
}

/// A piece put in at one place, and what stands between two others cut out.
fn damage(text: &str, at: [prop::sample::Index; 3], piece: &str) -> String {
    let [insert, from, length] = at.map(|index| index.index(text.len()));
    let mut text = text.to_owned();
    text.insert_str(insert, piece);
    let from = text.floor_char_boundary(from);
    let to = text.ceil_char_boundary((from + length % 12).min(text.len()));
    text.replace_range(from..to, "");
    text
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_panics_and_all_spans_are_in_bounds(text in message(), mode in 0..3_usize) {
        let mode = [Mode::Strip, Mode::Whitespace, Mode::Verbatim][mode];
        let (changes, session) = (example_changes(), session(Status::InProgress));
        let judged = judge(Str::new(&text), &guess(mode), &facts(Some(&changes), Some(&session)));
        for finding in &judged.findings {
            if let Some(span) = finding.span {
                prop_assert!(text.get(span.range()).is_some(), "{finding:?}");
            }
        }
        may_concern_us(text.as_bytes());
        prop_assert!(judged.kind == Kind::Ordinary || may_concern_us(text.as_bytes()));
    }

    #[test]
    fn a_repaired_message_is_in_form_and_stays_as_it_is(text in message()) {
        let changes = example_changes();
        let facts = facts(Some(&changes), None);
        let cleanup = guess(Mode::Whitespace);
        let lines = cleanup.retained(Str::new(&text));
        let message = Message::of_lines(Str::new(&text), &lines);
        if message.kind() != Kind::Checkpoint {
            return Ok(());
        }
        let first = repair(&message, &facts);
        let judged = judge(Str::new(&first.text), &cleanup, &facts);
        prop_assert!(judged.is_passable() || first.is_open, "{}\n{:?}", first.text, judged.findings);
        // Template text within a sentence of the author's may be taken for open.
        let is_told = !judged.is_passable() || !first.is_open || text.contains("<what changed>");
        prop_assert!(is_told, "{}", first.text);
        let again = repair(&judged.message, &facts);
        prop_assert_eq!(&again, &first);
        if text.contains('<') {
            return Ok(()); // the author's own brackets are not the draft's
        }
        let filled = first.text.replace("<N>", "3").replace("<Status>", "Paused");
        let filled = filled.replace("<what ", "what ").replace("<description>", "words");
        let filled = filled.replace("<phase name>", "Name").replace("<path>", "src/a.ts");
        let filled = filled.replace("<line", "line").replace("accomplished this session>", "done");
        let filled = filled.replace("changed>)", "changed)").replace("file and line>", "file");
        let judged = judge(Str::new(&filled), &cleanup, &facts);
        prop_assert!(judged.is_passable(), "{}\n{:?}", filled, judged.findings);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let decoded = decode(&bytes);
        prop_assert_eq!(encode(&decoded.text, decoded.encoding), bytes.clone());
        may_concern_us(&bytes);
    }
}

#[test]
fn plans_alone_are_enough_to_know_a_phase() {
    let plan = Plan { text: Str::new(""), title: None, description: None, phases: Vec::new() };
    let facts = Facts { plan: Some(&plan), ..facts(None, None) };
    let judged = judge(Str::new(COMPLETE), &guess(Mode::Strip), &facts);
    assert!(names(&judged).is_empty(), "a plan without phases knows nothing");
}
