//! The rules that look at the commit, the project's files and SESSION.md.

use crate::rules::message::check_message::tests::*;
use crate::terms::changed_paths::ChangeKind as Change;

#[test]
fn entries_out_of_form() {
    let entry = |to: &str| {
        let to = to.to_owned();
        move |text: &str| {
            let from = text.lines().find(|line| line.contains("tasks.ts (")).unwrap();
            text.replacen(from, &to, 1)
        }
    };
    for to in [
        "* src/routes/tasks.ts (x)",
        "src/routes/tasks.ts (x)",
        "- src/routes/tasks.ts - x",
        "- src/routes/tasks.ts: x",
        "- src/routes/tasks.ts (new) - x",
        "- src/routes/tasks.ts",
        "- src/routes/tasks.ts(x)",
        "-src/routes/tasks.ts (x)",
    ] {
        mends("file-entry", entry(to));
    }
    assert_eq!(only(&entry("- tidied up")(COMPLETE)).2, "write `- <path> (tidied up)`");
    for to in ["- `src/routes/tasks.ts` (x)", "- src/ (x)", "- src/**/*.ts (a\n  b)", "- ./src (x)"]
    {
        assert!(fired(&entry(to)(COMPLETE)).is_empty(), "{to}");
    }
}

#[test]
fn listed_files_are_in_the_commit() {
    let text = COMPLETE.replace("src/lib/schemas.ts", "src/schemas.ts");
    let (rule, culprit, help) = only(&text);
    assert_eq!((rule, culprit.as_str()), ("file-not-in-commit", "src/schemas.ts"));
    assert_eq!(help, "write `src/lib/schemas.ts`");
    let judged =
        |changes| names(&judge(Str::new(&text), &guess(CleanupMode::Strip), &facts(changes, None)));
    assert!(judged(None).is_empty(), "silent for merges");
    assert_eq!(judged(Some(&[])), ["file-not-in-commit", "file-not-in-commit"]);
    let renamed = [
        change("src/new.ts", Change::Renamed { from: "src/schemas.ts".into() }),
        change("src/routes/tasks.ts", Change::Modified),
    ];
    assert!(judged(Some(&renamed)).is_empty(), "either side of a rename");
}

#[test]
fn changed_files_are_listed_where_a_project_asks_for_it() {
    let mut changes = example_changes();
    changes.push(change("README.md", Change::Modified));
    let judged =
        judge(Str::new(COMPLETE), &guess(CleanupMode::Strip), &facts(Some(&changes), None));
    let [finding] = &judged.findings[..] else { panic!("{:?}", judged.findings) };
    assert_eq!((finding.rule.name, finding.level), ("file-not-listed", Level::Off));
    assert_eq!(finding.help.as_deref(), Some("add `- README.md (changed)`"));
}

#[test]
fn next_says_where_to_start() {
    let next = |text: &str, to: &str| {
        let line = |line: &str| match line.starts_with("Next:") {
            true => format!("Next: {to}"),
            false => line.to_owned(),
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    for example in [IN_PROGRESS, PAUSED] {
        let of = |to| only(&next(example, to)).0;
        assert_eq!(of("continue API work"), "next-vague");
        assert_eq!(of("Implement the PATCH endpoint of /api/tasks/:id"), "next-location");
        assert_eq!(of("Look at src/routes/tasks.ts"), "next-location");
        assert_eq!(of("Look at src/routes/tasks.ts:101"), "next-path");
        assert_eq!(of("Look at src/routes/gone.ts:1"), "next-path");
        assert!(fired(&next(example, "Create src/routes/tags.ts")).is_empty());
        assert!(fired(&next(example, "Steps:\n1. see src/routes/tasks.ts:9")).is_empty());
    }
    assert_eq!(only(&next(COMPLETE, "keep going")).0, "next-vague");
    assert!(fired(&next(COMPLETE, "Build the list of tasks")).is_empty());
}

#[test]
fn long_subjects_are_marked_from_the_column_on() {
    let text = in_subject(COMPLETE, "Tasks API", &"ä".repeat(50));
    let (rule, culprit, help) = only(&text);
    assert_eq!((rule, culprit.as_str()), ("subject-length", &*"ä".repeat(9)));
    assert!(help.contains("by 9 columns"), "{help}");
}

#[test]
fn phases_are_those_of_the_project() {
    let session = session(Status::Complete);
    let changes = example_changes();
    let judged = |text: &str| {
        let facts = facts(Some(&changes), Some(&session));
        let judged = judge(Str::new(text), &guess(CleanupMode::Strip), &facts);
        let help = judged.findings.first().and_then(|finding| finding.help.clone());
        (names(&judged), help.unwrap_or_default())
    };
    let nine = COMPLETE.replace("Phase 3", "Phase 9").replace("Phase: 3", "Phase: 9");
    assert_eq!(judged(&nine).0, ["phase-unknown"]);
    let renamed = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3 - Chores");
    assert_eq!(
        judged(&renamed),
        (vec!["phase-unknown"], "write `Phase: 3 - Tasks API`".to_owned())
    );
    let folded = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3 - **tasks api** 🎉 (done)");
    assert!(judged(&folded).0.is_empty());
}

#[test]
fn the_status_agrees_with_session_md() {
    let judged = |text: &str, status| {
        let (changes, session) = (example_changes(), session(status));
        let facts = facts(Some(&changes), Some(&session));
        names(&judge(Str::new(text), &guess(CleanupMode::Strip), &facts))
    };
    assert_eq!(judged(COMPLETE, Status::InProgress), ["phase-status"]);
    assert_eq!(judged(PAUSED, Status::Complete), ["phase-status"]);
    for status in [Status::InProgress, Status::Pending, Status::Blocked] {
        assert!(judged(PAUSED, status).is_empty());
    }
}

#[test]
fn a_complete_phase_has_no_open_tasks() {
    let mut session = session(Status::Complete);
    let task = |is_criterion| crate::session::model::Task {
        line: Str::new("- [ ] PATCH"),
        mark: Str::new(" "),
        text: Str::new("PATCH"),
        note: None,
        current: None,
        is_criterion,
    };
    session.phases[0].tasks = vec![task(true)];
    let judged = |session: &crate::session::model::Session<'_>| {
        names(&judge(Str::new(COMPLETE), &guess(CleanupMode::Strip), &facts(None, Some(session))))
    };
    assert!(judged(&session).is_empty(), "criteria are no tasks");
    session.phases[0].tasks = vec![task(false)];
    assert_eq!(judged(&session), ["phase-status"]);
}
