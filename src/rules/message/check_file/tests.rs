//! The part as a whole, and what its tests share.

use crate::draft::repair::Repaired;
use crate::draft::repair::repair;
use crate::message::cleanup::CommentPrefix;
use bstr::BString;

use crate::plan::model::Plan;
use crate::rules::message::check_file::*;
use crate::session::model::Session;
use crate::terms::changed_paths;
use crate::terms::changed_paths::Change;
use crate::terms::project_files::Tree;
use crate::terms::status::Status;

mod damage;
mod random;

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

pub(crate) fn change(path: &str, kind: changed_paths::ChangeKind) -> Change {
    Change { path: BString::from(path), kind }
}

pub(crate) fn example_changes() -> Vec<Change> {
    vec![
        change("src/lib/schemas.ts", changed_paths::ChangeKind::Modified),
        change("src/routes/tasks.ts", changed_paths::ChangeKind::Added),
    ]
}

/// SESSION.md with phases 3 and 4, made by hand.
pub(crate) fn session(status: Status) -> Session<'static> {
    let text = format!("## Phase 3: Tasks API [{status}]\n\n## Phase 4: Task UI [Pending]\n");
    Session::parse(text.leak())
}

/// The verdict at the rules' default levels.
pub(crate) fn judge<'a>(
    file: Str<'a>,
    cleanup: &Cleanup,
    facts: &MessageFacts<'_>,
) -> CheckedMessage<'a> {
    crate::rules::message::check_file::judge(file, cleanup, facts, |findings| findings)
}

pub(crate) fn facts<'a>(
    changes: Option<&'a [Change]>,
    session: Option<&'a Session<'a>>,
) -> MessageFacts<'a> {
    MessageFacts {
        changes,
        session,
        session_path: "SESSION.md",
        plan: None,
        tree: &Example,
        subject_columns: 72,
    }
}

pub(crate) fn guess(mode: CleanupMode) -> Cleanup {
    Cleanup { comment: CommentPrefix::default(), mode }
}

/// The rules that fire, errors and warnings; with the changes of the examples.
pub(crate) fn fired(text: &str) -> Vec<&'static str> {
    let changes = example_changes();
    names(&judge(Str::new(text), &guess(CleanupMode::Whitespace), &facts(Some(&changes), None)))
}

pub(crate) fn names(judged: &CheckedMessage<'_>) -> Vec<&'static str> {
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
        let judged = judge(Str::new(example), &guess(CleanupMode::Strip), &facts);
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
        for mode in [CleanupMode::Strip, CleanupMode::Whitespace, CleanupMode::Verbatim] {
            let judged = judge(Str::new(&text), &guess(mode), &facts(None, None));
            assert!(judged.is_passable(), "{mode:?} {:?}", judged.findings);
        }
    }
}

#[test]
fn invalid_both_ways_gives_the_findings_of_the_guess() {
    let text = COMPLETE.replace("Session: ", "# Session: ").replace("Next: ", "Nxt: ");
    let judged = |mode| names(&judge(Str::new(&text), &guess(mode), &facts(None, None)));
    assert_eq!(judged(CleanupMode::Strip), ["missing-section", "missing-section"]);
    let commented = COMPLETE.replace("Status: ", "# Status: ").replace("Next: ", "# Next: ");
    let judged = judge(Str::new(&commented), &guess(CleanupMode::Whitespace), &facts(None, None));
    assert!(!judged.is_passable());
}

#[test]
fn ordinary_messages_have_no_findings_and_near_misses_one() {
    assert!(fired("Fix it\n\nStatus: x\n").is_empty());
    let text = COMPLETE.replacen('c', "C", 1);
    let judged = judge(Str::new(&text), &guess(CleanupMode::Strip), &facts(None, None));
    assert_eq!((judged.kind, names(&judged)), (MessageKind::NearMiss, vec!["near-miss"]));
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
    let mut changes: Vec<Change> = (0..40)
        .map(|n| change(&format!("src/{n}.rs"), changed_paths::ChangeKind::Modified))
        .collect();
    changes.push(change("README.md", changed_paths::ChangeKind::Added));
    let draft = repair(&Message::parse("checkpoint: x"), &facts(Some(&changes), None)).text;
    assert!(draft.contains("- README.md (added)\n- src/ (25 more files changed)\n"), "{draft}");
}

#[test]
fn plans_alone_are_enough_to_know_a_phase() {
    let plan = Plan { text: Str::new(""), title: None, description: None, phases: Vec::new() };
    let facts = MessageFacts { plan: Some(&plan), ..facts(None, None) };
    let judged = judge(Str::new(COMPLETE), &guess(CleanupMode::Strip), &facts);
    assert!(names(&judged).is_empty(), "a plan without phases knows nothing");
}

/// `specification, Git Checkpoint Format`, verbatim.
const TEMPLATE: &str = "\
checkpoint: Phase [N] [Status] - [Brief Description]

Phase: [N] - [Name]
Status: [Complete/In Progress/Paused/Blocked]
Session: [What was accomplished this session]

Files Changed:
- path/to/file.ts (what changed)

Next: [Concrete next action with file path + line number]
";

#[test]
fn the_template_is_nothing_but_placeholders() {
    assert_eq!(
        fired(TEMPLATE),
        [
            "subject",
            "status",
            "empty-section",
            "empty-section",
            "empty-section",
            "empty-section",
            "empty-section"
        ]
    );
    let said = TEMPLATE.replace("[What was accomplished this session]", "Built it");
    assert_eq!(
        repair(&Message::parse(&said), &facts(None, None)).text,
        "checkpoint: Phase <N> <Status> - <description>\n\n\
         Phase: <N> - <phase name>\nStatus: <Status>\nSession: Built it\n\n\
         Files Changed:\n- <path> (<what changed>)\n\n\
         Next: <what to do next, with file and line>\n"
    );
}

#[test]
fn what_the_project_knows_takes_the_place_of_the_template() {
    let changes = example_changes();
    let session = Session::parse(
        "**Current Phase**: Phase 3\n\n## Phase 3: Tasks API [In Progress]\n\
         **Next Action**: Implement PATCH in src/routes/tasks.ts:47\n",
    );
    let said = TEMPLATE.replace("[What was accomplished this session]", "Built it");
    let draft = repair(&Message::parse(&said), &facts(Some(&changes), Some(&session)));
    assert_eq!(
        draft.text,
        "checkpoint: Phase 3 In Progress - Tasks API\n\n\
         Phase: 3 - Tasks API\nStatus: In Progress\nSession: Built it\n\n\
         Files Changed:\n- src/lib/schemas.ts (changed)\n- src/routes/tasks.ts (added)\n\n\
         Next: Implement PATCH in src/routes/tasks.ts:47\n"
    );
    assert!(!draft.is_open);
}

#[test]
fn what_is_written_into_the_brackets_of_the_template_counts() {
    let text = "checkpoint: Phase [3] [In Progress] - Endpoints\n\n\
                Phase: [3] - [Tasks API]\nStatus: [In Progress] (half)\nSession: Built it\n\n\
                Files Changed:\n- src/routes/tasks.ts (x)\n\nNext: See src/routes/tasks.ts:1\n";
    let draft = repaired(text).text;
    let expected = text.replace("[3]", "3").replace("[In Progress]", "In Progress");
    assert_eq!(draft, expected.replace("[Tasks API]", "Tasks API"));
    let judged = judge(Str::new(text), &guess(CleanupMode::Whitespace), &facts(None, None));
    assert_eq!(names(&judged)[0], "subject", "{:?}", judged.findings);
}

#[test]
fn words_in_place_of_a_list_go_to_the_session() {
    let list =
        "\n- src/routes/tasks.ts (all CRUD operations)\n- src/lib/schemas.ts (task validation)";
    let text = COMPLETE.replace(list, " 30+ files across the API and its tests");
    assert_eq!(fired(&text), ["file-entry"]);
    let draft = repaired(&text);
    assert!(!draft.is_open && fired(&draft.text).is_empty(), "{}", draft.text);
    let moved = "functionality\n\n30+ files across the API and its tests\n\nFiles Changed:\n\
                 - src/lib/schemas.ts (changed)\n- src/routes/tasks.ts (added)\n";
    assert!(draft.text.contains(moved), "{}", draft.text);
}
