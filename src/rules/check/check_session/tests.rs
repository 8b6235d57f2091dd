use crate::rules::check::check_session::*;
use crate::rules::tests::session::*;

#[test]
fn a_good_file_gets_no_complaint() {
    assert_eq!(rules_of(&findings_of(GOOD, Some(GOOD), &files(), None)), NONE);
    assert_eq!(rules_of(&findings_of(GOOD, None, &files(), None)), NONE);
    let crlf = GOOD.replace('\n', "\r\n");
    assert_eq!(rules_of(&findings_of(&crlf, Some(&crlf), &files(), None)), NONE);
}

#[test]
fn a_file_of_another_kind_gets_no_complaint() {
    let notes = "# Notes\n\n### Phase 1: what we did\n\n```rust\n1\n2\n3\n4\n5\n6\n```\n";
    assert_eq!(rules_of(&findings_of(&notes.repeat(40), None, &files(), None)), NONE);
}

#[test]
fn the_template_of_the_specification_gets_no_complaint() {
    let template = "# Session State\n\n**Current Phase**: Phase 3\n**Current Stage**: Implementation\n**Last Checkpoint**: abc1234 (2025-10-23)\n**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`, `docs/ARCHITECTURE.md`\n\n---\n\n## Phase 1: Setup [Complete]\n\n**Completed**: 2025-10-15 | **Checkpoint**: abc1234\n**Summary**: Vite + React + Tailwind v4 + D1 binding\n\n## Phase 2: Database [Complete]\n\n**Completed**: 2025-10-18 | **Checkpoint**: def5678\n**Summary**: D1 schema + migrations + seed data\n\n## Phase 3: Tasks API [In Progress]\n\n**Type**: API | **Started**: 2025-10-23\n**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3`\n\n**Progress**:\n\n- [x] GET /api/tasks endpoint (commit: ghi9012)\n- [x] POST /api/tasks endpoint (commit: jkl3456)\n- [ ] PATCH /api/tasks/:id <-- CURRENT\n- [ ] DELETE /api/tasks/:id\n- [ ] Verify all endpoints\n\n**Next Action**: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47\n\n**Key Files**: `src/routes/tasks.ts`, `src/lib/schemas.ts`\n\n**Known Issues**: None\n\n## Phase 4: Task UI [Pending]\n\n**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-4`\n";
    let tree = FakeFiles::of([
        (PLAN, "# Plan\n\n## Phase 3: Tasks API\n\n## Phase 4: Task UI\n"),
        ("docs/ARCHITECTURE.md", ""),
        ("src/routes/tasks.ts", &"\n".repeat(50)),
        ("src/lib/schemas.ts", ""),
    ]);
    assert_eq!(rules_of(&findings_of(template, Some(template), &tree, None)), NONE);
    assert_eq!(rules_of(&findings_of(template, None, &tree, None)), NONE);
}

#[test]
fn only_new_findings_are_told() {
    let before =
        GOOD.replace("UI ⏸️", "UI").replace("Stage**: Implementation", "Stage**: Planning");
    let now =
        format!("# A line more\n{}", before.replace("(commit: e4f5a6b)", "(commit: d1d1d1d)"));
    let judge = |text: &'static str| CheckedSession {
        text,
        findings: findings_of(text, None, &files(), None),
    };
    let (before, now) = (judge(before.leak()), judge(now.leak()));
    assert_eq!(rules_of(&before.findings), ["stage-unknown", "phase-heading"]);
    assert_eq!(now.findings.len(), 3);
    assert_eq!(rules_of(&new_findings(now, &before)), ["hash-unknown"]);
}

#[test]
fn a_second_finding_like_a_known_one_is_new() {
    let task = "- [x] GET (commit: d1d1d1d)\n";
    let once = GOOD.replace("- [x] GET (commit: e4f5a6b)\n", task);
    let twice = once.replace(task, &task.repeat(2));
    let judge = |text: String| -> CheckedSession<'static> {
        let text: &'static str = text.leak();
        CheckedSession { text, findings: findings_of(text, None, &files(), None) }
    };
    let (now, before) = (judge(twice), judge(once));
    assert_eq!(now.findings.len(), 1);
    assert_eq!(rules_of(&new_findings(now, &before)), ["hash-unknown"]);
}

#[test]
fn a_finding_with_several_places_is_new_until_all_are_known() {
    let judge = |text: &str| -> CheckedSession<'static> {
        let text: &'static str = text.to_owned().leak();
        let head: &'static str = text;
        CheckedSession { text, findings: findings_of(text, Some(head), &files(), None) }
    };
    let long = "**Summary**: s\n- a\n- b\n- c\n- d\n- e\n";
    let one = GOOD.replace("**Summary**: all set up\n", long);
    let two = format!("{one}\n## Phase 9: Z ✅\n\n{long}");
    assert_eq!(rules_of(&new_findings(judge(&two), &judge(&one))), ["not-collapsed"]);
    assert_eq!(rules_of(&new_findings(judge(&one), &judge(&two))), NONE);
    assert_eq!(rules_of(&new_findings(judge(&two), &judge(&two))), NONE);
}

#[test]
fn a_length_that_grew_is_no_new_finding() {
    let judge = |lines: usize| -> CheckedSession<'static> {
        let text: &'static str = format!("{GOOD}{}", "- note\n".repeat(lines)).leak();
        CheckedSession { text, findings: findings_of(text, None, &files(), None) }
    };
    assert_eq!(rules_of(&new_findings(judge(300), &judge(250))), NONE);
    assert_eq!(rules_of(&new_findings(judge(300), &judge(2))), ["session-length"]);
}

#[test]
fn every_finding_helps() {
    let bad = "**Current Phase**: Phase 9\n**Last Checkpoint**: d1d1d1d\n---\n## Phase 1: A\n## Phase 2: B 🔄\n## Phase 3: C 🔄\n";
    for finding in findings_of(bad, None, &files(), None) {
        assert!(finding.help.is_some(), "{}", finding.message);
        assert!(!finding.message.ends_with('.'), "{}", finding.message);
    }
}
