//! The project that fuzzed documents belong to.

use bstr::BString;

use crate::finding::Finding;
use crate::plan::model::Plan;
use crate::report::findings::document::Document;
use crate::report::findings::formats::{Checked, github, json};
use crate::report::findings::render;
use crate::report::terminal::color::Style;
use crate::rules::check::sure_fixes::{is_settled, shown};
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::{Change, ChangeKind};
use crate::terms::tree_and_history::{History, Lookup, Tree};
use crate::text::edit::apply;

pub(crate) const PLAN_PATH: &str = "docs/IMPLEMENTATION_PHASES.md";

pub(crate) const PLAN: &str = "# Plan\n\n## Phase 1: Setup\n\n## Phase 2: Database\n\n- [ ] Schema in src/lib/schemas.ts\n\n\
    ## Phase 3: Tasks API\n\n**Tasks**:\n- [ ] GET in src/routes/tasks.ts\n- [ ] POST\n\n**Verification Criteria**:\n- [ ] It answers\n";

pub(crate) const SESSION: &str = "# Session State\n\n**Current Phase**: Phase 3\n**Current Stage**: Implementation\n\
    **Last Checkpoint**: e4f5a6b (2026-11-20)\n**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`\n\n---\n\n\
    ## Phase 3: Tasks API [In Progress]\n\n- [ ] POST in src/routes/tasks.ts:47\n\n\
    **Next Action**: Implement POST in src/routes/tasks.ts:47\n";

/// Two source files of a hundred lines, and the plan.
pub(crate) struct Files;

impl Tree for Files {
    fn exists(&self, path: &str) -> bool {
        ["src", "src/routes", "docs"].contains(&path) || self.read(path).is_some()
    }

    fn read(&self, path: &str) -> Option<String> {
        match path {
            "src/routes/tasks.ts" | "src/lib/schemas.ts" => Some("x\n".repeat(100)),
            PLAN_PATH => Some(PLAN.to_owned()),
            _ => None,
        }
    }
}

/// A history of one commit.
pub(crate) struct Commits;

impl History for Commits {
    fn lookup(&self, hash: &str) -> Lookup {
        if hash == "e4f5a6b" { Lookup::Commit } else { Lookup::Missing }
    }

    fn newer_checkpoint(&self, recorded: &str) -> Option<String> {
        (recorded != "e4f5a6b").then(|| "e4f5a6b".to_owned())
    }
}

/// What a message of the project is judged against.
pub(crate) fn known<'a>(
    changes: &'a [Change],
    session: &'a Session<'a>,
    plan: &'a Plan<'a>,
) -> Snapshot<'a> {
    Snapshot {
        changes: Some(changes),
        session: Some(session),
        plan_path: PLAN_PATH,
        plan: Some(plan),
        files: &Files,
        history: &Commits,
        ..Snapshot::default()
    }
}

pub(crate) fn changes() -> Vec<Change> {
    let change = |path: &str, kind| Change { path: BString::from(path), kind };
    vec![
        change("src/lib/schemas.ts", ChangeKind::Modified),
        change("src/routes/tasks.ts", ChangeKind::Added),
    ]
}

/// Draws findings in every form there is, and holds that they point into the text.
pub(crate) fn draw(text: &str, findings: &[Finding]) {
    for span in findings.iter().filter_map(|finding| finding.span) {
        assert!(text.get(span.range()).is_some(), "{span:?} is not in the text");
    }
    let edits =
        findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits);
    for span in edits.map(|edit| edit.span) {
        assert!(text.get(span.range()).is_some(), "{span:?} is not in the text");
    }
    let drawn = render::findings(&Document { name: "F", text }, findings, Style::PLAIN);
    assert!(!drawn.contains(['\u{1b}', '\u{0}', '\u{202e}', '\r']), "{drawn:?}");
    let document = Document { name: "F", text };
    let report = [Checked { document, commit: None, findings: findings.to_vec() }];
    assert!(serde_json::from_str::<serde_json::Value>(&json(&report)).is_ok());
    github(&report);
}

/// Holds that a fix which is not open settles its finding.
pub(crate) fn fixes_settle(text: &str, findings: &[Finding], check: impl Fn(&str) -> Vec<Finding>) {
    let before = shown(findings);
    for finding in findings {
        let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.is_open) else { continue };
        let fixed = apply(text, &fix.edits);
        let (rule, after) = (finding.rule.name, shown(&check(&fixed)));
        assert!(is_settled(rule, &before, &after), "fix of {rule}: {before:?} {after:?}\n{fixed}");
    }
}
