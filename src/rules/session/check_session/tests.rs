use std::collections::BTreeMap;

use crate::rules::session::check_session::*;
use crate::terms::project_files::Lookup;

/// Files by path.
struct Files(BTreeMap<&'static str, String>);

impl Files {
    fn of(files: &[(&'static str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect())
    }
}

impl Tree for Files {
    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    fn read(&self, path: &str) -> Option<String> {
        self.0.get(path).cloned()
    }
}

/// A history that knows `e4f5a6b`, and a newer checkpoint where it is told one.
struct Commits {
    newest: Option<&'static str>,
}

impl History for Commits {
    fn lookup(&self, hash: &str) -> Lookup {
        if hash == "e4f5a6b" { Lookup::Commit } else { Lookup::Missing }
    }

    fn newer_checkpoint(&self, recorded: &str) -> Option<String> {
        self.newest.filter(|newest| *newest != recorded).map(str::to_owned)
    }
}

const PLAN: &str = "docs/IMPLEMENTATION_PHASES.md";

/// A file that no rule complains of.
const GOOD: &str = "\
# Session State

**Current Phase**: Phase 2
**Current Stage**: Implementation
**Last Checkpoint**: e4f5a6b (2026-11-20)
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`

---

## Phase 1: Setup ✅

**Completed**: 2026-11-20 | **Checkpoint**: e4f5a6b
**Summary**: all set up

## Phase 2: Tasks API 🔄

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-2`

- [x] GET (commit: e4f5a6b)
- [ ] POST <-- CURRENT

**Next Action**: Implement POST in src/routes.ts:2

**Key Files**: `src/routes.ts`

## Phase 3: UI ⏸️

**Key Files**: `src/ui.ts`
";

fn files() -> Files {
    Files::of(&[
        (PLAN, "# Plan\n## Phase 1: Setup\n## Phase 2: Tasks API\n## Phase 3: UI ✅\n"),
        ("src/routes.ts", "1\n2\n3\n"),
        ("src/ui.ts", ""),
    ])
}

fn judged(
    text: &str,
    head: Option<&str>,
    tree: &Files,
    newest: Option<&'static str>,
) -> Vec<Finding> {
    let session = Session::parse(text);
    let head = head.map(Session::parse);
    let plan_text = tree.read(PLAN).unwrap_or_default();
    let plan = Plan::parse(&plan_text);
    let facts = SessionFacts {
        path: "SESSION.md",
        head: head.as_ref(),
        plan: Some((PLAN, &plan)),
        tree,
        history: &Commits { newest },
        session_lines: 200,
    };
    check(&session, &facts)
}

fn rules_of(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.name).collect()
}

/// The rules that fire once `from` stands as `to`.
fn changed(from: &str, to: &str) -> Vec<&'static str> {
    assert!(GOOD.contains(from), "{from}");
    rules_of(&judged(&GOOD.replacen(from, to, 1), Some(GOOD), &files(), None))
}

const NONE: [&str; 0] = [];

#[test]
fn a_good_file_gets_no_complaint() {
    assert_eq!(rules_of(&judged(GOOD, Some(GOOD), &files(), None)), NONE);
    assert_eq!(rules_of(&judged(GOOD, None, &files(), None)), NONE);
    let crlf = GOOD.replace('\n', "\r\n");
    assert_eq!(rules_of(&judged(&crlf, Some(&crlf), &files(), None)), NONE);
}

#[test]
fn a_file_of_another_kind_gets_no_complaint() {
    let notes = "# Notes\n\n### Phase 1: what we did\n\n```rust\n1\n2\n3\n4\n5\n6\n```\n";
    assert_eq!(rules_of(&judged(&notes.repeat(40), None, &files(), None)), NONE);
}

#[test]
fn session_length_names_the_phases_to_collapse() {
    let long = format!("{GOOD}{}", "- note\n".repeat(200));
    let findings = judged(&long, None, &files(), None);
    assert_eq!(rules_of(&findings), ["session-length"]);
    let written_out = GOOD.replace("**Summary**: all set up\n", &"- detail\n".repeat(200));
    let findings = judged(&written_out, None, &files(), None);
    assert_eq!(rules_of(&findings), ["session-length"]);
    assert!(findings[0].help.as_ref().unwrap().contains("collapse phase 1"));
}

#[test]
fn header_fields_must_be_there_and_say_something() {
    assert_eq!(changed("**Current Stage**: Implementation\n", ""), ["header-field"]);
    assert_eq!(changed("Stage**: Implementation", "Stage**:"), ["header-field"]);
    assert_eq!(
        changed(": `docs/IMPLEMENTATION_PHASES.md`", ":\n- `docs/IMPLEMENTATION_PHASES.md`\n"),
        NONE
    );
}

#[test]
fn the_stage_must_be_a_known_one() {
    assert_eq!(
        changed("Stage**: Implementation", "Stage**: Planning / Testing"),
        ["stage-unknown"]
    );
    assert_eq!(changed("Stage**: Implementation", "Stage**: debugging (second try)"), NONE);
}

#[test]
fn phase_headings_must_have_a_status() {
    assert_eq!(changed("Phase 3: UI ⏸️", "Phase 3: UI"), ["phase-heading"]);
    assert_eq!(changed("Phase 3: UI ⏸️", "Phase 3: UI [Not started]"), NONE);
}

#[test]
fn current_phase_must_name_the_phase_at_work() {
    assert_eq!(changed("Phase**: Phase 2", "Phase**: the API"), ["current-phase"]);
    assert_eq!(changed("Phase**: Phase 2", "Phase**: Phase 7"), ["current-phase"]);
    assert_eq!(changed("Phase**: Phase 2", "Phase**: Phase 3"), ["current-phase"]);
    assert_eq!(changed("Phase**: Phase 2", "Phase**: Phase 1"), ["current-phase"]);
    assert_eq!(changed("Phase**: Phase 2", "Phase**: 2 - Tasks API"), NONE);
    let done = "**Current Phase**: done\n**Current Stage**: Production\n**Last Checkpoint**: e4f5a6b\n**Planning Docs**: x\n\n## Phase 1: A ✅\n";
    assert_eq!(rules_of(&judged(done, Some(done), &files(), None)), NONE);
}

#[test]
fn one_phase_is_in_progress() {
    assert_eq!(changed("UI ⏸️", "UI 🔄"), ["in-progress"]);
    assert_eq!(changed("Tasks API 🔄", "Tasks API ⏸️"), ["current-phase", "in-progress"]);
    assert_eq!(changed("Tasks API 🔄", "Tasks API 🚫"), NONE);
    // Newly Complete: the next phase may be started by the next commit.
    assert_eq!(changed("Tasks API 🔄", "Tasks API ✅"), NONE);
    let complete = GOOD.replace("Tasks API 🔄", "Tasks API ✅").replace("- [ ] POST", "- [x] POST");
    let later = judged(&complete, Some(&complete), &files(), None);
    assert_eq!(rules_of(&later), ["current-phase", "in-progress"]);
}

#[test]
fn the_current_phase_has_a_next_action_that_can_be_started() {
    let action = "Implement POST in src/routes.ts:2";
    assert_eq!(
        changed("**Next Action**: Implement POST in src/routes.ts:2\n", ""),
        ["next-action"]
    );
    assert_eq!(changed(action, ""), ["next-action"]);
    assert_eq!(changed(action, "TBD"), ["next-action"]);
    assert_eq!(changed(action, "continue API work"), ["next-action"]);
    assert_eq!(changed(action, "Implement POST with all of its checks"), ["next-action"]);
    assert_eq!(changed(action, "Implement POST in src/routes.ts:9"), ["next-action"]);
    assert_eq!(changed(action, "Implement POST in src/gone.ts:9"), ["next-action"]);
    assert_eq!(changed(action, "\n\n1. Implement POST in `src/routes.ts:3`"), NONE);
}

#[test]
fn finished_phases_are_collapsed() {
    let long = "**Summary**: s\n- a\n- b\n- c\n- d\n- e\n";
    assert_eq!(changed("**Summary**: all set up\n", long), ["not-collapsed"]);
    assert_eq!(changed("**Summary**: all set up\n", "- [ ] open\n"), ["not-collapsed"]);
    assert_eq!(changed("**Summary**: all set up\n", "- [x] a\n- [x] b\n"), NONE);
    let fresh = GOOD.replace("**Summary**: all set up\n", long);
    assert_eq!(rules_of(&judged(&fresh, None, &files(), None)), NONE);
}

#[test]
fn code_is_not_copied() {
    let code = "1\n2\n3\n4\n5\n6\n";
    assert_eq!(changed("## Phase 3", &format!("```rust\n{code}```\n\n## Phase 3")), ["code-block"]);
    assert_eq!(changed("## Phase 3", &format!("```bash\n{code}```\n\n## Phase 3")), NONE);
    assert_eq!(changed("## Phase 3", "```rust\n1\n2\n3\n4\n5\n```\n\n## Phase 3"), NONE);
}

#[test]
fn the_plan_is_linked_and_not_copied() {
    let prose = "one line\nanother line\n\na third\nthe fourth\nand a fifth\n";
    let plan = format!("# Plan\n## Phase 1: Setup\n## Phase 2: Tasks API\n{prose}- [ ] GET\n");
    let tree = Files::of(&[(PLAN, &plan), ("src/routes.ts", "1\n2\n")]);
    let copied = GOOD.replace("**Key Files**: `src/r", &format!("{prose}\n**Key Files**: `src/r"));
    assert_eq!(rules_of(&judged(&copied, None, &tree, None)), ["plan-copied"]);
    let short = copied.replace("and a fifth\n", "");
    assert_eq!(rules_of(&judged(&short, None, &tree, None)), NONE);
}

#[test]
fn links_lead_to_files_and_headings() {
    let spec = "IMPLEMENTATION_PHASES.md#phase-2`";
    assert_eq!(changed(spec, "IMPLEMENTATION_PHASES.md#phase-2-tasks-api`"), NONE);
    assert_eq!(changed(spec, "IMPLEMENTATION_PHASES.md#phase-3-ui-`"), NONE);
    assert_eq!(changed(spec, "IMPLEMENTATION_PHASES.md#phase-22`"), ["broken-link"]);
    assert_eq!(changed(spec, "PHASES.md#phase-2`"), ["broken-link"]);
    assert_eq!(
        changed(
            "Docs**: `docs/IMPLEMENTATION_PHASES.md`",
            "Docs**: [the plan](IMPLEMENTATION_PHASES.md), https://x.y/z.md"
        ),
        ["broken-link"]
    );
    assert_eq!(changed("Files**: `src/routes.ts`", "Files**: `src/gone.ts`"), ["broken-link"]);
    assert_eq!(
        changed(
            "Files**: `src/routes.ts`",
            "Files**:\n- `src/gone.ts` (to create)\n- `src/routes.ts`"
        ),
        NONE
    );
}

#[test]
fn files_of_a_phase_that_has_not_begun_need_not_be_there() {
    assert_eq!(changed("`src/ui.ts`", "`src/later.ts`"), NONE);
}

#[test]
fn links_to_one_missing_file_are_one_finding() {
    let text = GOOD
        .replace("**Key Files**: `src/ui.ts`", "**Spec**: `docs/X.md#a`\n**Spec**: `docs/X.md#b`");
    assert_eq!(rules_of(&judged(&text, None, &files(), None)), ["broken-link"]);
}

#[test]
fn recorded_hashes_are_commits() {
    assert_eq!(changed("(commit: e4f5a6b)", "(commit: d1d1d1d)"), ["hash-unknown"]);
    assert_eq!(
        changed("Checkpoint**: e4f5a6b (2026-11-20)", "Checkpoint**: `d1d1d1d`"),
        ["hash-unknown"]
    );
    for placeholder in ["[none yet]", "pending", "abc1234 (2025-10-23)", "a word or two"] {
        assert_eq!(changed("e4f5a6b (2026-11-20)", placeholder), NONE, "{placeholder}");
    }
}

#[test]
fn last_checkpoint_is_the_newest() {
    let newer = |text: &str| rules_of(&judged(text, None, &files(), Some("f0f0f0f")));
    assert_eq!(newer(GOOD), ["checkpoint-stale"]);
    assert_eq!(
        newer(&GOOD.replacen("e4f5a6b (2026-11-20)", "[none yet]", 1)),
        ["checkpoint-stale"]
    );
    assert_eq!(newer(&GOOD.replacen("e4f5a6b (2026", "d1d1d1d (2026", 1)), ["checkpoint-stale"]);
    assert_eq!(rules_of(&judged(GOOD, None, &files(), Some("e4f5a6b"))), NONE);
}

#[test]
fn a_field_directly_above_a_rule_is_shown_as_a_heading() {
    assert_eq!(changed("PHASES.md`\n\n---", "PHASES.md`\n---"), ["field-before-rule"]);
}

#[test]
fn the_template_of_the_specification_gets_no_complaint() {
    let template = "# Session State\n\n**Current Phase**: Phase 3\n**Current Stage**: Implementation\n**Last Checkpoint**: abc1234 (2025-10-23)\n**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`, `docs/ARCHITECTURE.md`\n\n---\n\n## Phase 1: Setup [Complete]\n\n**Completed**: 2025-10-15 | **Checkpoint**: abc1234\n**Summary**: Vite + React + Tailwind v4 + D1 binding\n\n## Phase 2: Database [Complete]\n\n**Completed**: 2025-10-18 | **Checkpoint**: def5678\n**Summary**: D1 schema + migrations + seed data\n\n## Phase 3: Tasks API [In Progress]\n\n**Type**: API | **Started**: 2025-10-23\n**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3`\n\n**Progress**:\n\n- [x] GET /api/tasks endpoint (commit: ghi9012)\n- [x] POST /api/tasks endpoint (commit: jkl3456)\n- [ ] PATCH /api/tasks/:id <-- CURRENT\n- [ ] DELETE /api/tasks/:id\n- [ ] Verify all endpoints\n\n**Next Action**: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47\n\n**Key Files**: `src/routes/tasks.ts`, `src/lib/schemas.ts`\n\n**Known Issues**: None\n\n## Phase 4: Task UI [Pending]\n\n**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-4`\n";
    let tree = Files::of(&[
        (PLAN, "# Plan\n\n## Phase 3: Tasks API\n\n## Phase 4: Task UI\n"),
        ("docs/ARCHITECTURE.md", ""),
        ("src/routes/tasks.ts", &"\n".repeat(50)),
        ("src/lib/schemas.ts", ""),
    ]);
    assert_eq!(rules_of(&judged(template, Some(template), &tree, None)), NONE);
    assert_eq!(rules_of(&judged(template, None, &tree, None)), NONE);
}

#[test]
fn only_new_findings_are_told() {
    let before =
        GOOD.replace("UI ⏸️", "UI").replace("Stage**: Implementation", "Stage**: Planning");
    let now =
        format!("# A line more\n{}", before.replace("(commit: e4f5a6b)", "(commit: d1d1d1d)"));
    let judge =
        |text: &'static str| CheckedSession { text, findings: judged(text, None, &files(), None) };
    let (before, now) = (judge(before.leak()), judge(now.leak()));
    assert_eq!(rules_of(&before.findings), ["stage-unknown", "phase-heading"]);
    assert_eq!(now.findings.len(), 3);
    assert_eq!(rules_of(&new_findings(now, &before)), ["hash-unknown"]);
}

#[test]
fn a_length_that_grew_is_no_new_finding() {
    let judge = |lines: usize| -> CheckedSession<'static> {
        let text: &'static str = format!("{GOOD}{}", "- note\n".repeat(lines)).leak();
        CheckedSession { text, findings: judged(text, None, &files(), None) }
    };
    assert_eq!(rules_of(&new_findings(judge(300), &judge(250))), NONE);
    assert_eq!(rules_of(&new_findings(judge(300), &judge(2))), ["session-length"]);
}

#[test]
fn every_finding_helps() {
    let bad = "**Current Phase**: Phase 9\n**Last Checkpoint**: d1d1d1d\n---\n## Phase 1: A\n## Phase 2: B 🔄\n## Phase 3: C 🔄\n";
    for finding in judged(bad, None, &files(), None) {
        assert!(finding.help.is_some(), "{}", finding.message);
        assert!(!finding.message.ends_with('.'), "{}", finding.message);
    }
}
