use proptest::prelude::*;

use crate::session::merge::agree::*;
use crate::session::slot::slot_value::CONSTANT;

/// The hash whose digits say the higher number is the newer one; `f…` is on nobody's chain.
fn newer(ours: &str, theirs: &str) -> MergeSide {
    let place = |hash: &str| hash.chars().next().filter(|c| *c != 'f');
    if place(theirs) > place(ours) { MergeSide::Theirs } else { MergeSide::Ours }
}

fn agreed(versions: [&str; 3]) -> [String; 3] {
    agree(versions, &newer)
}

fn header(last_checkpoint: &str) -> String {
    format!("# S\n\n**Current Phase**: Phase 1\n**Last Checkpoint**: {last_checkpoint}\n")
}

fn body(lines: &str) -> String {
    format!("**Current Phase**: Phase 1\n\n## Phase 1: A [In Progress]\n\n{lines}")
}

/// All three versions become this one.
#[track_caller]
fn all_become(versions: [&str; 3], expected: &str) {
    assert_eq!(agreed(versions), [expected, expected, expected]);
}

const A: &str = "a1a1a1a (2026-01-01)";
const B: &str = "b2b2b2b (2026-02-02)";
const C: &str = "c3c3c3c (2026-03-03)";
const F: &str = "f4f4f4f (2026-04-04)";

#[test]
fn last_checkpoint_is_the_newest_of_this_history_else_ours() {
    for ([base, ours, theirs], expected) in [
        ([A, B, A], B),
        ([A, A, B], B),
        ([A, B, C], C),
        ([A, C, B], C),
        // Not of this history: a merged branch's, though it alone was changed.
        ([A, A, F], A),
        ([A, F, "f5f5f5f (2026-01-01)"], F),
        (["[none yet]", "[none yet]", F], "[none yet]"),
        (["[none yet]", "[none yet]", B], B),
        (["[none yet]", B, "pending"], B),
        ([A, CONSTANT, B], CONSTANT),
        ([A, B, CONSTANT], CONSTANT),
        ([CONSTANT, CONSTANT, B], CONSTANT),
    ] {
        let versions = [header(base), header(ours), header(theirs)];
        let [base, ours, theirs] = &versions;
        all_become([base, ours, theirs], &header(expected));
    }
}

#[test]
fn other_spans_take_what_one_side_changed_and_the_newest_where_both_did() {
    let with = |value: &str| header(A) + &format!("**Last Commit**: {value}\n");
    for ([base, ours, theirs], expected) in [
        ([A, A, F], F),
        ([A, F, A], F),
        ([A, B, C], C),
        ([A, C, B], C),
        ([A, F, "f5f5f5f (2026-01-01)"], F),
        ([A, F, B], B),
    ] {
        let versions = [with(base), with(ours), with(theirs)];
        let [base, ours, theirs] = &versions;
        all_become([base, ours, theirs], &with(expected));
    }
}

#[test]
fn a_line_that_both_added_becomes_the_same_and_one_that_went_may_go() {
    let with = |value: &str| header(A) + &format!("**Last Commit**: {value}\n");
    let [base, ours, theirs] = agreed([&header(A), &with(B), &with(C)]);
    assert_eq!([base, ours, theirs], [header(A), with(C), with(C)]);
    let [base, ours, theirs] = agreed([&with(A), &header(A), &with(C)]);
    assert_eq!([base, ours, theirs], [with(C), header(A), with(C)]);
}

#[test]
fn each_version_keeps_its_own_style_and_prose() {
    let base = header("`a1a1a1a` (2026-01-01) - worked");
    let ours = header("`a1a1a1a` (2026-01-01) - worked well");
    let theirs = header("`b2b2b2b` (2026-02-02) - worked");
    let expected = [
        header("`b2b2b2b` (2026-02-02) - worked"),
        header("`b2b2b2b` (2026-02-02) - worked well"),
        header("`b2b2b2b` (2026-02-02) - worked"),
    ];
    assert_eq!(agreed([&base, &ours, &theirs]), expected);
    // A hash without its date cannot stand in the place of one with it.
    let without = [header(A), header(A), header("b2b2b2b")];
    let [base, ours, theirs] = &without;
    assert_eq!(agreed([base, ours, theirs]), without);
}

#[test]
fn different_tasks_ticked_on_both_sides_are_ticked() {
    let base = body("- [ ] one <-- CURRENT\n- [ ] two\n- [ ] three\n");
    let ours = body("- [x] one (commit: b2b2b2b)\n- [ ] two <-- CURRENT\n- [ ] three\n");
    let theirs = body("- [ ] one <-- CURRENT\n- [x] two (commit: f4f4f4f)\n- [ ] three\n");
    let expected = [
        body("- [x] one (commit: b2b2b2b) <-- CURRENT\n- [x] two (commit: f4f4f4f)\n- [ ] three\n"),
        body("- [x] one (commit: b2b2b2b)\n- [x] two (commit: f4f4f4f) <-- CURRENT\n- [ ] three\n"),
        body("- [x] one (commit: b2b2b2b) <-- CURRENT\n- [x] two (commit: f4f4f4f)\n- [ ] three\n"),
    ];
    assert_eq!(agreed([&base, &ours, &theirs]), expected);
}

#[test]
fn a_note_follows_the_newest_and_a_mark_that_two_changed_otherwise_is_left() {
    let with = |note: &str| body(&format!("- [x] one{note}\n"));
    for ([base, ours, theirs], expected) in [
        (["", " (commit: b2b2b2b)", " (commit: c3c3c3c)"], " (commit: c3c3c3c)"),
        ([" (commit: pending)", " (commit: pending)", " (commit: f4f4f4f)"], " (commit: f4f4f4f)"),
        ([" (commit: a1a1a1a)", " (commit: f4f4f4f)", ""], " (commit: f4f4f4f)"),
    ] {
        let versions = [with(base), with(ours), with(theirs)];
        let [base, ours, theirs] = &versions;
        all_become([base, ours, theirs], &with(expected));
    }
    let marked = |mark: &str| body(&format!("- [{mark}] one\n"));
    let other = [marked(" "), marked("x"), marked("~")];
    let [base, ours, theirs] = &other;
    assert_eq!(agreed([base, ours, theirs]), other);
    let untick = [marked("x"), marked(" "), marked("X")];
    let [base, ours, theirs] = &untick;
    all_become([base, ours, theirs], &marked(" "));
}

#[test]
fn a_reworded_a_doubled_and_a_deleted_task_are_left_to_the_lines() {
    for [base, ours, theirs] in [
        ["- [ ] one\n", "- [x] one\n", "- [ ] the first\n"],
        ["- [ ] one\n- [ ] one\n", "- [x] one\n- [ ] one\n", "- [ ] one\n- [x] one\n"],
        ["- [ ] one\n", "- [x] one\n", ""],
    ] {
        let versions = [body(base), body(ours), body(theirs)];
        let [base, ours, theirs] = &versions;
        assert_eq!(agreed([base, ours, theirs]), versions);
    }
}

#[test]
fn date_and_checkpoint_of_a_phase_go_together() {
    let with = |date: &str, hash: &str| {
        body(&format!("**Completed**: {date} | **Checkpoint**: {hash}\n\n- done\n"))
    };
    let base = with("[pending]", "[pending]");
    let (ours, theirs) = (with("2026-01-01", "b2b2b2b"), with("2026-02-02", "c3c3c3c"));
    all_become([&base, &ours, &theirs], &theirs);
    all_become([&base, &theirs, &ours], &theirs);
    all_become([&base, &base, &ours], &ours);
    let empty = "**Completed**: | **Checkpoint**:\n";
    let both = "**Completed**: 2026-01-01 | **Checkpoint**: b2b2b2b\n";
    all_become([&body(empty), &body(empty), &body(both)], &body(both));
}

#[test]
fn files_of_another_format_stay() {
    let notes = "# Notes\n- [ ] a (commit: b2b2b2b)\n";
    for versions in [[notes, notes, notes], [&header(A), &header(B), notes], ["", notes, ""]] {
        assert_eq!(agreed(versions), versions);
    }
}

#[test]
fn line_ends_stay_as_they_are() {
    let crlf = |value| header(value).replace('\n', "\r\n");
    all_become([&crlf(A), &crlf(B), &crlf(C)], &crlf(C));
    let [base, ours, theirs] = agreed([&header(A), &crlf(B), &header(C)]);
    assert_eq!([base, ours, theirs], [header(C), crlf(C), header(C)]);
}

fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "**Last Checkpoint**: ",
        "**Last Commit**: ",
        "**Current Phase**: Phase 1\n",
        "**Completed**: ",
        "**Checkpoint**: ",
        " | ",
        "a1a1a1a",
        "b2b2b2b",
        " (2026-01-01)",
        "[none yet]",
        "pending",
        CONSTANT,
        "- [ ] one",
        "- [x] one",
        "- [x] two",
        " (commit: a1a1a1a)",
        " (commit: pending)",
        " <-- CURRENT",
        "\n",
        "\r\n",
        "\n\n",
        "## Phase 1: A\n",
        "## Phase 2: B [Complete]\n",
        "```\n",
        "`",
        "[",
        "](",
        ")",
        "é",
    ];
    let piece = proptest::sample::select(pieces);
    proptest::collection::vec(piece, 0..30)
        .prop_map(|pieces| format!("**Current Phase**: Phase 1\n{}", pieces.concat()))
}

proptest! {
    #[test]
    fn nothing_panics_and_equal_versions_stay(base in text(), ours in text(), theirs in text()) {
        agreed([&base, &ours, &theirs]);
        prop_assert_eq!(agreed([&base, &base, &base]), [base.clone(), base.clone(), base]);
        prop_assert_eq!(agreed([&ours, &theirs, &theirs])[1..].to_vec(), vec![theirs.clone(), theirs]);
    }
}
