//! Messages as a whole.

use crate::draft;
use crate::rules::tests::message::*;
use crate::terms::changed_paths::ChangeKind;

mod damage;
mod random;

/// The template of docs/format.md.
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
fn a_malformed_checkpoint_below_a_comment_is_refused() {
    // Read with its comments it would be an ordinary message, which is not a valid checkpoint.
    for text in ["# note\ncheckpoint: save\n", "\n# a\n# b\n\ncheckpoint: Phase 3 Done - x\n"] {
        let judged = judge(Str::new(text), &guess(CleanupMode::Strip), &facts(None, None));
        assert_eq!(judged.kind, MessageKind::Checkpoint, "{text}");
        assert!(!judged.is_passable(), "{text}");
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
        "* a.ts (x)",
        "- b.ts - y",
        "- c.ts",
        "Change-Id: I1",
        "Status: Complete (Nearly Complete)",
    ] {
        assert!(draft.contains(kept), "{kept} in\n{draft}");
    }
    assert_eq!(repaired(&draft).text, draft);
    let listed = ["a.ts", "b.ts", "c.ts"].map(|path| change(path, ChangeKind::Modified));
    let list = "Files Changed:\n- a.ts (x)\n- b.ts (y)\n- c.ts (changed)\n\n";
    let draft = repair(&Message::parse(text), &facts(Some(&listed), None)).text;
    assert!(draft.contains(list) && !draft.contains("Files Modified"), "{draft}");
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
fn the_template_is_nothing_but_placeholders() {
    assert_eq!(
        fired(TEMPLATE),
        [
            "subject", "status", "empty-section", "empty-section", "empty-section",
            "empty-section", "empty-section"
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
fn a_malformed_list_becomes_the_list_of_the_commit() {
    let list = "- src/routes/tasks.ts: all CRUD operations\n- src/old.ts (gone)\n- tidied up\n";
    let start = COMPLETE.find("- src").unwrap();
    let end = COMPLETE.find("\nNext:").unwrap();
    let text = format!("{}{list}{}", &COMPLETE[..start], &COMPLETE[end..]);
    let draft = repaired(&text);
    let session = "functionality\n\n- src/old.ts (gone)\n- tidied up\n\nFiles Changed:\n\
                   - src/routes/tasks.ts (all CRUD operations)\n- src/lib/schemas.ts (changed)\n\n";
    assert!(draft.text.contains(session) && !draft.is_open, "{}", draft.text);
    // A list in form is the author's own, whatever it leaves out.
    let text = COMPLETE.replace("- src/lib/schemas.ts (task validation)\n", "");
    let text = text.replace("Status: Complete", "Status: Done");
    assert_eq!(repaired(&text).text, text.replace("Status: Done", "Status: Complete"));
}

#[test]
fn entries_beyond_those_shown_are_fixed_too() {
    let paths: Vec<String> = (10..40).map(|number| format!("src/{number}.ts")).collect();
    let changes: Vec<Change> =
        paths.iter().map(|path| change(path, ChangeKind::Modified)).collect();
    let list: String = paths.iter().map(|path| format!("- {path}: words of {path}\n")).collect();
    let start = COMPLETE.find("- src").unwrap();
    let end = COMPLETE.find("\nNext:").unwrap();
    let text = format!("{}{list}{}", &COMPLETE[..start], &COMPLETE[end..]);
    let judged = judge(Str::new(&text), &guess(CleanupMode::Strip), &facts(Some(&changes), None));
    let shown = judged.findings.iter().filter(|finding| finding.rule.name == "file-entry");
    assert_eq!(shown.count(), 20);
    let draft = repair(&judged.message, &facts(Some(&changes), None)).text;
    for path in paths {
        assert!(draft.contains(&format!("\n- {path} (words of {path})\n")), "{path} in\n{draft}");
    }
}

#[test]
fn what_an_amend_lists_rightly_stays_in_its_list() {
    let (allowed, staged) = (example_changes(), [change("README.md", ChangeKind::Modified)]);
    let known = facts(Some(&allowed), None);
    let text = COMPLETE.replace("tasks.ts (all", "tasks.ts - (all");
    let checked = judge(Str::new(&text), &guess(CleanupMode::Strip), &known);
    let draft = draft::repair::repair(&checked, Some(&staged), &known).text;
    let list = "- src/routes/tasks.ts (all CRUD operations)\n\
                - src/lib/schemas.ts (task validation)\n- README.md (changed)\n\n";
    assert!(draft.contains(list), "{draft}");
}

#[test]
fn sections_with_a_similar_key_are_checked_too() {
    let text = COMPLETE.replace("Status: Complete", "**Status:** Done");
    let text = text
        .replace("Files Changed:\n- src/routes/tasks.ts", "Files Created:\n* src/routes/tasks.ts");
    let found = fired(&text);
    assert_eq!(found, ["missing-section", "status", "missing-section", "file-entry"]);
    assert_eq!(repaired(&text).text, COMPLETE);
    let edits: Vec<_> = findings(&text).into_iter().flat_map(|f| f.fix.unwrap().edits).collect();
    assert_eq!(edit::apply(&text, &edits), COMPLETE);
    let text = COMPLETE
        .replace("Next: Phase 4 - Start building Task List UI component", "## Next\nkeep going");
    assert_eq!(fired(&text), ["missing-section", "next-vague"]);
}

#[test]
fn line_breaks_that_are_spelled_out_hide_no_finding() {
    let text = COMPLETE.replace("Status: Complete", "Status: Done").trim_end().replace('\n', "\\n");
    assert_eq!(fired(&text), ["missing-section", "status"]);
    assert_eq!(repaired(&text).text, COMPLETE);
}

#[test]
fn the_subject_says_what_the_fix_of_another_line_brought_out() {
    let text = "checkpoint: - CRUD\n\nPhase:Status: In Progress\nwrote it\n\nNext: Go on\n";
    let draft = repaired(text);
    assert!(draft.text.starts_with("checkpoint: Phase <N> In Progress - CRUD\n"), "{}", draft.text);
    assert!(draft.text.contains("\nStatus: In Progress\n"), "{}", draft.text);
}

#[test]
fn a_list_that_a_fix_brought_out_is_judged_too() {
    let text = "checkpoint:Files Changed:\nwords of no file\n\nStatus: Paused\nSession: it\n";
    let draft = repaired(text);
    assert!(!draft.text.contains("Files Changed:\nwords"), "{}", draft.text);
    assert!(draft.text.contains("words of no file"), "{}", draft.text);
}
