use crate::session::model::Session;
use crate::session::record::edits::*;
use crate::session::record::header::forget_checkpoint;
use crate::session::record::recorded::{HashPlace, placeholders, recorded_hashes, remap};
use crate::session::record::recording::{CheckpointStatus, RecordOptions, RecordedCommit, Ticked};
use crate::session::record::tasks::ticked;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::apply;

const COMMIT: RecordedCommit<'static> = RecordedCommit { hash: "e4f5a6b", date: "2026-11-23" };

fn ordinary() -> Recording<'static> {
    Recording {
        commit: COMMIT,
        checkpoint: None,
        ticked: Vec::new(),
        parts: RecordOptions::default(),
    }
}

fn checkpoint(number: &str, status: Status) -> Recording<'static> {
    let checkpoint = CheckpointStatus { number: PhaseNumber::parse(number), status: Some(status) };
    Recording { checkpoint: Some(checkpoint), ..ordinary() }
}

fn without_last_commit(recording: Recording<'_>) -> Recording<'_> {
    Recording {
        parts: RecordOptions { last_commit: false, ..RecordOptions::default() },
        ..recording
    }
}

fn recorded(text: &str, recording: &Recording<'_>) -> String {
    let session = Session::parse(text);
    let result = apply(text, &record(&session, recording));
    let again = Session::parse(&result);
    assert_eq!(apply(&result, &record(&again, recording)), result, "recording twice is once");
    result
}

/// A value of Last Checkpoint, and what a checkpoint makes of it.
const STYLES: &[(&str, &str)] = &[
    ("d1d1d1d (2025-11-08)", "e4f5a6b (2026-11-23)"),
    ("d1d1d1d", "e4f5a6b (2026-11-23)"),
    ("`d1d1d1d`", "`e4f5a6b` (2026-11-23)"),
    ("`d1d1d1d` (2025-11-08) - API done  ", "`e4f5a6b` (2026-11-23) - API done  "),
    ("**d1d1d1d** - API done", "**e4f5a6b** (2026-11-23) - API done"),
    (
        "[d1d1d1d](https://x.y/commit/d1d1d1d9) (2025-11-08)",
        "[e4f5a6b](https://x.y/commit/e4f5a6b) (2026-11-23)",
    ),
    ("loop d1d1d1d landed", "loop e4f5a6b landed"),
    ("loop 0.22 landed", "e4f5a6b (2026-11-23) - loop 0.22 landed"),
    ("[pending] (2025-11-08)", "e4f5a6b (2026-11-23)"),
    ("TBD (2025-11-08)", "e4f5a6b (2026-11-23)"),
    ("None (project start)", "e4f5a6b (2026-11-23)"),
    ("abc1234 (2025-10-23)", "e4f5a6b (2026-11-23)"),
    ("`[none yet]`", "`e4f5a6b` (2026-11-23)"),
    ("d1d1d1d (Oct 15, 2025)", "e4f5a6b (2026-11-23)"),
    ("`d1d1d1d` (15.10.2025) - API", "`e4f5a6b` (2026-11-23) - API"),
    ("~~d1d1d1d~~ c2c2c2c (2025-01-01)", "~~d1d1d1d~~ e4f5a6b (2026-11-23)"),
    (
        "550e8400-e29b-41d4-a716-446655440000",
        "e4f5a6b (2026-11-23) - 550e8400-e29b-41d4-a716-446655440000",
    ),
    ("Tested (2026-01-04, commit d1d1d1d)", "Tested (2026-11-23, commit e4f5a6b)"),
    ("d1d1d1d (2026-01-04, 16:14)", "e4f5a6b (2026-11-23)"),
    ("d1d1d1d (2026-01-04 at 4:14 pm UTC)", "e4f5a6b (2026-11-23)"),
    ("d1d1d1d (16:14)", "e4f5a6b (2026-11-23)"),
    ("`d1d1d1d` on 2026-01-04 16:14:03 +0100 - API", "`e4f5a6b` on 2026-11-23 - API"),
    ("d1d1d1d (API done, 2026-01-04)", "e4f5a6b (API done, 2026-11-23)"),
    ("d1d1d1d (tested on Jan 4, 2026; evening)", "e4f5a6b (tested on 2026-11-23)"),
    ("2026-01-04 d1d1d1d (16:14)", "e4f5a6b (2026-11-23)"),
    ("2026-01-04 16:14: commit d1d1d1d", "2026-11-23: commit e4f5a6b"),
    ("(commit d1d1d1d, 2026-01-04T16:14Z)", "(commit e4f5a6b, 2026-11-23)"),
    (
        "d1d1d1d (fixes the regression of 2025-10-01)",
        "e4f5a6b (2026-11-23) (fixes the regression of 2025-10-01)",
    ),
    ("(to be created)", "e4f5a6b (2026-11-23)"),
    ("(this commit)", "e4f5a6b (2026-11-23)"),
    ("(current session)", "e4f5a6b (2026-11-23)"),
    ("uncommitted", "e4f5a6b (2026-11-23)"),
    ("Uncommitted changes (2026-01-04)", "e4f5a6b (2026-11-23)"),
    ("**TBD** (2025-01-01)", "**e4f5a6b** (2026-11-23)"),
    ("`none", "e4f5a6b (2026-11-23)"),
    ("none <!-- x -->", "e4f5a6b (2026-11-23) <!-- x -->"),
    ("<!-- x -->", "e4f5a6b (2026-11-23) <!-- x -->"),
    ("❌ none", "e4f5a6b (2026-11-23)"),
    ("[WIP] login", "e4f5a6b (2026-11-23) - [WIP] login"),
    ("Not pushed, see PR-12", "e4f5a6b (2026-11-23) - Not pushed, see PR-12"),
];

#[test]
fn last_checkpoint_keeps_the_style_of_its_value() {
    let recording = without_last_commit(checkpoint("1", Status::InProgress));
    for (before, after) in STYLES {
        let before = format!("**Current Phase**: Phase 1\n**Last Checkpoint**: {before}\n");
        let after = format!("**Current Phase**: Phase 1\n**Last Checkpoint**: {after}\n");
        assert_eq!(recorded(&before, &recording), after);
    }
    let empty = "**Last Checkpoint**:  \n";
    assert_eq!(recorded(empty, &recording), "**Last Checkpoint**: e4f5a6b (2026-11-23)  \n");
}

#[test]
fn a_hash_of_figures_alone_is_followed_by_the_next() {
    let figures = RecordedCommit { hash: "4495557", date: "2026-11-22" };
    for value in [
        "Phase 2 complete (commit d1d1d1d, 2025-01-01)",
        "v1.2 (d1d1d1d)",
        "main@d1d1d1d",
        "🎯 d1d1d1d (2025-01-01)",
        "2025-10-23 d1d1d1d",
        "commit `d1d1d1d` on main",
        "loop d1d1d1d landed",
        "d1d1d1d landed",
    ] {
        let before = format!("**Current Phase**: Phase 1\n**Last Checkpoint**: {value}\n");
        let recording = without_last_commit(checkpoint("1", Status::Paused));
        let first = recorded(&before, &Recording { commit: figures, ..recording.clone() });
        let direct = recorded(&before, &recording);
        assert_eq!(recorded(&first, &recording), direct, "{first}");
    }
}

#[test]
fn ordinary_commits_leave_last_checkpoint_alone() {
    let text = "**Last Checkpoint**: d1d1d1d (2025-11-08)\n";
    assert_eq!(recorded(text, &without_last_commit(ordinary())), text);
}

#[test]
fn last_commit_is_added_under_last_checkpoint_in_its_style() {
    for (before, after) in [
        ("**Last Checkpoint**: None\n\n", "**Last Checkpoint**: None\n**Last Commit**: H\n\n"),
        (
            "\u{feff}**Last Checkpoint:** None  \r\n**A**: b\r\n",
            "\u{feff}**Last Checkpoint:** None  \r\n**Last Commit:** H  \r\n**A**: b\r\n",
        ),
        ("**Last Checkpoint**: None", "**Last Checkpoint**: None\n**Last Commit**: H"),
        (
            "**A**: b | **Last Checkpoint**: None | **C**: d\n",
            "**A**: b | **Last Checkpoint**: None | **C**: d\n**Last Commit**: H\n",
        ),
        (
            "- **Last Checkpoint**: None\n- **A**: b\n",
            "- **Last Checkpoint**: None\n- **Last Commit**: H\n- **A**: b\n",
        ),
        (
            "**Last Checkpoint**: None,\nmore of it\n---\n",
            "**Last Checkpoint**: None,\nmore of it\n**Last Commit**: H\n---\n",
        ),
        (
            "**Last Commit**: old0\n**Last Checkpoint**:\n",
            "**Last Commit**: H - old0\n**Last Checkpoint**:\n",
        ),
    ] {
        assert_eq!(recorded(before, &ordinary()), after.replace('H', "e4f5a6b (2026-11-23)"));
    }
}

#[test]
fn a_header_without_last_checkpoint_gets_it_at_the_first_checkpoint() {
    let before = "# S\n\n**Current Phase**: Phase 1\n**Current Stage**: X\n**Planning Docs**:\n- a\n\n**Note**: x\n";
    let after = "# S\n\n**Current Phase**: Phase 1\n**Current Stage**: X\n**Last Checkpoint**: e4f5a6b (2026-11-23)\n**Last Commit**: e4f5a6b (2026-11-23)\n**Planning Docs**:\n- a\n\n**Note**: x\n";
    assert_eq!(recorded(before, &checkpoint("1", Status::Paused)), after);
}

#[test]
fn a_file_without_the_header_is_left_alone() {
    for text in [
        "",
        "# Notes\n\n**Status**: fine\n",
        "## A\n**Last Checkpoint**: none\n",
        "```\n**Last Checkpoint**: x\n```\n",
    ] {
        assert_eq!(recorded(text, &checkpoint("1", Status::Complete)), text);
    }
}

#[test]
fn a_complete_checkpoint_fills_the_fields_of_its_phase() {
    let recording = without_last_commit(checkpoint("1", Status::Complete));
    let line = "**Completed**: 2026-11-23 | **Checkpoint**: e4f5a6b";
    for (before, after) in [
        ("## Phase 1: A [Complete]\n\n**Summary**: s\n", format!("## Phase 1: A [Complete]\n\n{line}\n**Summary**: s\n")),
        ("## Phase 1: A ✅\n**Type**: x  \n", format!("## Phase 1: A ✅\n{line}  \n**Type**: x  \n")),
        ("## Phase 1: A ✅\ntext\n", format!("## Phase 1: A ✅\n{line}\n\ntext\n")),
        ("## Phase 1: A ✅", format!("## Phase 1: A ✅\n{line}")),
        ("## Phase 1: A ✅\n", format!("## Phase 1: A ✅\n{line}\n")),
        ("## Phase 1: A ✅\n\n## B\n", format!("## Phase 1: A ✅\n\n{line}\n## B\n")),
        ("## Phase 1: A ✅\n**Completed**:\n- x\n", format!("## Phase 1: A ✅\n{line}\n**Completed**:\n- x\n")),
        ("## Phase 1: A ✅\n**Type**: x | **Completed**: 2025-01-01 | **B**: c\n", "## Phase 1: A ✅\n**Type**: x | **Completed**: 2025-01-01 | **Checkpoint**: e4f5a6b | **B**: c\n".into()),
        ("## Phase 1: A ✅\n**Completed**: | **Checkpoint**: TBD\n", format!("## Phase 1: A ✅\n{line}\n")),
        ("## Phase 1: A [In Progress]\n**Checkpoint**:\n", "## Phase 1: A [In Progress]\n**Checkpoint**: e4f5a6b\n".into()),
        ("## Phase 1: A [In Progress]\n", "## Phase 1: A [In Progress]\n".into()),
        ("## Phase 1: A ✅\n**Completed**: 2025-01-01 | **Checkpoint**: d1d1d1d\n", "## Phase 1: A ✅\n**Completed**: 2025-01-01 | **Checkpoint**: d1d1d1d\n".into()),
        ("## Phase 1: A ✅\n**Checkpoint**: (part of the release)\n", "## Phase 1: A ✅\n**Checkpoint**: (part of the release)\n".into()),
        ("## Phase 1: A ✅\n**Completed**: _TBD_ | **Checkpoint**: `[pending]` <!-- x -->\n", "## Phase 1: A ✅\n**Completed**: _2026-11-23_ | **Checkpoint**: `e4f5a6b` <!-- x -->\n".into()),
        ("## Phase 1: A ✅\n**Completed**: Oct 15, 2025 | **Duration**: 2h\n", "## Phase 1: A ✅\n**Completed**: Oct 15, 2025 | **Checkpoint**: e4f5a6b | **Duration**: 2h\n".into()),
        ("## Phase 1: A ✅\n**Completed**: 15.10.2025\n- [x] a\n", "## Phase 1: A ✅\n**Completed**: 15.10.2025 | **Checkpoint**: e4f5a6b\n- [x] a\n".into()),
        ("## Phase 1: A ✅\n**Completed:** yes  \n\ntext\n", "## Phase 1: A ✅\n**Completed:** yes | **Checkpoint:** e4f5a6b  \n\ntext\n".into()),
        ("## Phase 1: A ✅\n**Completed**: all of\nthe API\n", format!("## Phase 1: A ✅\n{line}\n**Completed**: all of\nthe API\n")),
        ("## Phase 1: A ✅\n**Completed**: these:\n\n- x\n", format!("## Phase 1: A ✅\n{line}\n**Completed**: these:\n\n- x\n")),
        ("## Phase 1: A [In Progress]\n**Completed**: Oct 15, 2025\n", "## Phase 1: A [In Progress]\n**Completed**: Oct 15, 2025\n".into()),
    ] {
        let header = "**Last Checkpoint**: e4f5a6b (2026-11-23)\n\n";
        assert_eq!(recorded(&format!("{header}{before}"), &recording), format!("{header}{after}"));
    }
}

fn session(phase: &str) -> String {
    format!("**Last Checkpoint**: None\n\n## Phase 1: A 🔄\n\n{phase}")
}

fn ticks(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (session(before), session(after));
    let ticked = ticked(&Session::parse(&before), &Session::parse(&after));
    ticked.into_iter().map(|ticked| ticked.text).collect()
}

#[test]
fn a_task_counts_if_it_was_open_and_is_ticked() {
    assert_eq!(ticks("- [ ] a <-- CURRENT\n- [ ] b\n", "- [x] a\n- [ ] b <-- CURRENT\n"), ["a"]);
    assert_eq!(ticks("- [x] a\n", "- [x] a\n"), [] as [&str; 0]);
    assert_eq!(ticks("- [ ] a\n", "- [x] a (commit: d1d1d1d)\n"), [] as [&str; 0]);
    assert_eq!(ticks("- [ ] a\n- [ ] a\n", "- [x] a\n- [ ] a\n"), [] as [&str; 0]);
    assert_eq!(
        ticks("**Verification Progress**:\n- [ ] a\n", "**Verification Progress**:\n- [x] a\n"),
        [] as [&str; 0]
    );
}

#[test]
fn an_absent_task_counts_only_if_none_vanished() {
    assert_eq!(ticks("- [ ] b\n", "- [ ] b\n- [x] a\n"), ["a"]);
    assert_eq!(ticks("- [ ] b\n", "- [x] better b\n"), [] as [&str; 0]);
}

#[test]
fn tasks_of_a_file_that_is_new_were_done_who_knows_when() {
    let after = session("- [x] a\n");
    assert_eq!(ticked(&Session::parse(""), &Session::parse(&after)), []);
}

#[test]
fn notes_go_behind_the_text_before_the_marker_once() {
    let ticked = ["a", "b", "c", "d", "e", "a"]
        .map(|text| Ticked { phase: PhaseNumber::parse("1").unwrap(), text: text.into() });
    let recording = Recording { ticked: ticked.to_vec(), ..without_last_commit(ordinary()) };
    let before =
        session("- [x] a <-- CURRENT\n  * [X] b  \n1. [x] c\n- [ ] d\n- [x] e (commit: d1d1d1d)\n");
    let after = session(
        "- [x] a (commit: e4f5a6b) <-- CURRENT\n  * [X] b (commit: e4f5a6b)  \n1. [x] c (commit: e4f5a6b)\n- [ ] d\n- [x] e (commit: d1d1d1d)\n",
    );
    assert_eq!(recorded(&before, &recording), after);
}

#[test]
fn remap_renames_and_the_dates_of_the_header_follow() {
    let text = "**Last Checkpoint**: d1d1d1d (2025-11-08)\n**Last Commit**: abc1234\n\n## Phase 2: A\n**Checkpoint**: c2c2c2c\n- [x] a (commit: `d1d1d1d`)\n";
    let session = Session::parse(text);
    let places: Vec<_> = recorded_hashes(&session).into_iter().map(|r| r.place).collect();
    let phase = HashPlace::Phase(PhaseNumber::parse("2").unwrap());
    assert_eq!(places, [HashPlace::LastCheckpoint, phase, HashPlace::Task]);
    let edits = remap(&session, &|_, hash| hash.starts_with("d1d1").then_some(COMMIT));
    let after = text.replace("d1d1d1d", "e4f5a6b").replace("2025-11-08", "2026-11-23");
    assert_eq!(apply(text, &edits), after);
}

#[test]
fn a_date_beside_a_hash_follows_it_and_the_day_of_completion_stays() {
    let text = "**Last Checkpoint**: None\n\n## Phase 2: A\n**Completed**: 2025-11-08 | **Checkpoint**: d1d1d1d (2025-11-08)\n- [x] a (commit: d1d1d1d, 2025-11-08 16:14)\n";
    let edits = remap(&Session::parse(text), &|_, _| Some(COMMIT));
    let after = text.replace("d1d1d1d (2025-11-08)", "e4f5a6b (2026-11-23)");
    assert_eq!(
        apply(text, &edits),
        after.replace("d1d1d1d, 2025-11-08 16:14", "e4f5a6b, 2026-11-23")
    );
}

#[test]
fn placeholders_are_found_where_hashes_would_stand() {
    let text = "**Last Checkpoint**: [none yet]\n**Last Commit**: d1d1d1d\n\n## Phase 2: A\n**Checkpoint**: abc1234\n- [x] a (commit: pending)\n- [x] b (commit: c2c2c2c)\n";
    let session = Session::parse(text);
    let found: Vec<_> =
        placeholders(&session).into_iter().map(|r| (r.place, r.hash.to_string())).collect();
    let phase = HashPlace::Phase(PhaseNumber::parse("2").unwrap());
    let expected = [
        (HashPlace::LastCheckpoint, "[none yet]"),
        (phase, "abc1234"),
        (HashPlace::Task, "pending"),
    ];
    assert_eq!(found, expected.map(|(place, text)| (place, text.to_owned())));
}

#[test]
fn a_forgotten_checkpoint_leaves_a_placeholder_that_the_next_one_fills() {
    for (value, forgotten, filled) in [
        ("d1d1d1d (2025-11-08)", "[none yet]", "e4f5a6b (2026-11-23)"),
        ("`d1d1d1d` (2025-11-08)", "`[none yet]`", "`e4f5a6b` (2026-11-23)"),
        ("[`d1d1d1d`](https://x.y/d1d1d1d) (2025-11-08)", "[none yet]", "e4f5a6b (2026-11-23)"),
        ("[d1d1d1d]", "[none yet]", "e4f5a6b (2026-11-23)"),
        ("None", "None", "e4f5a6b (2026-11-23)"),
    ] {
        let text = |value| format!("**Current Phase**: 1\n**Last Checkpoint**: {value}\n");
        let after = apply(&text(value), &forget_checkpoint(&Session::parse(&text(value))));
        assert_eq!(after, text(forgotten));
        let parts = RecordOptions { last_commit: false, ..RecordOptions::default() };
        let again = Recording { parts, ..checkpoint("1", Status::Paused) };
        assert_eq!(recorded(&after, &again), text(filled));
    }
}

#[test]
fn parts_can_be_turned_off() {
    let off =
        RecordOptions { last_checkpoint: false, last_commit: false, phase: false, tasks: false };
    let recording = Recording { parts: off, ..checkpoint("1", Status::Complete) };
    let text = "**Last Checkpoint**: None\n## Phase 1: A ✅\n";
    assert_eq!(recorded(text, &recording), text);
}

/// A line that lands where it is not read would be added again by each commit.
#[test]
fn recording_twice_is_recording_once_whatever_the_header_runs_into() {
    let runs_into = [
        " \r```",
        "\r```\n",
        "\r~~~~\nx",
        "\n```",
        "\n```\nx\n```",
        " <!--",
        "\r<!--\n",
        "\r    x",
        "\r> ```\n",
        "\r- ```\n",
        "\n<details>\n",
        "\r\n```",
        "\u{85}```",
        "\u{2028}```",
        "\r\r```",
        "\r---\r```",
        "  \\\r```",
        "\n**`docs/A.md#phase-1`:",
    ];
    for before in ["", "\n", "\r", "> ", "- ", "```\n", "| "] {
        for end in runs_into {
            let header = "# S\n\n**Current Phase**: Phase 1\n";
            let text = format!(
                "{header}{before}**Last Checkpoint**: none{end}\n\n## Phase 1: A\n- [x] a\n"
            );
            for recording in [ordinary(), checkpoint("1", Status::InProgress)] {
                let once = recorded(&text, &recording);
                assert_eq!(recorded(&once, &recording), once, "{text:?}");
            }
        }
    }
}
