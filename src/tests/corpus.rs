//! Every rule fires on its fixture, alone, and on none of the valid ones.
//!
//! `tests/corpus/<rule>.txt` is a message, `<rule>.md` a SESSION.md; the file
//! beside it with `.out` after its name is what is said. `UPDATE_DOCS=1`
//! writes those again.

use std::fs;
use std::path::{Path, PathBuf};

use crate::finding::{Finding, Level};
use crate::message::stored::cleanup::{Cleanup, CleanupMode, CommentPrefix};
use crate::plan::model::Plan;
use crate::report::findings::document::Document;
use crate::report::findings::render;
use crate::report::terminal::color::Style;
use crate::rules::check::check_file::check_file;
use crate::rules::check::check_session;
use crate::rules::{self};
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::{Change, ChangeKind};
use crate::terms::tree_and_history::testing::{FakeFiles, FakeHistory};
use crate::text::str::Str;

const PLAN: &str = "# Plan\n\n## Phase 1: Setup\n\n## Phase 3: Tasks API\n\n\
The router keeps its table sorted.\nEvery route has one handler.\nHandlers return plain data.\n\
Errors become problem documents.\nNothing is cached before version two.\n\n## Phase 4: Task UI\n";

/// A project with a plan and two sources of a hundred lines.
fn files() -> FakeFiles {
    let sources = ["src/routes/tasks.ts", "src/lib/schemas.ts"];
    let sources = sources.map(|path| (path, "line\n".repeat(100)));
    FakeFiles::of([("docs/PLAN.md", PLAN.to_owned())].into_iter().chain(sources))
}

/// A history of two checkpoints.
const HISTORY: FakeHistory =
    FakeHistory { is_known: |hash| matches!(hash, "1a2b3c4" | "5d6e7f8"), newest: Some("1a2b3c4") };

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn valid(name: &str) -> String {
    fs::read_to_string(folder().join("valid").join(name)).unwrap()
}

fn of_message(text: &str) -> Vec<Finding> {
    let changed = |path: &str| Change { path: path.into(), kind: ChangeKind::Modified };
    let changes = [changed("src/lib/schemas.ts"), changed("src/routes/tasks.ts")];
    let (session, plan) = (valid("words.md"), Plan::parse(PLAN));
    let known = Snapshot {
        changes: Some(&changes),
        session: Some(&Session::parse(&session)),
        plan: Some(&plan),
        files: &files(),
        ..Snapshot::default()
    };
    let cleanup = Cleanup { comment: CommentPrefix::default(), mode: CleanupMode::Strip };
    check_file(Str::new(text), &cleanup, &known, |findings| findings).findings
}

fn of_session(text: &str) -> Vec<Finding> {
    let (head, plan) = (valid("words.md"), Plan::parse(PLAN));
    let known = Snapshot {
        head: Some(&Session::parse(&head)),
        plan_path: "docs/PLAN.md",
        plan: Some(&plan),
        files: &files(),
        history: &HISTORY,
        ..Snapshot::default()
    };
    check_session::check(&Session::parse(text), &known)
}

fn findings(path: &Path, text: &str) -> Vec<Finding> {
    if path.extension().is_some_and(|extension| extension == "md") {
        of_session(text)
    } else {
        of_message(text)
    }
}

#[test]
fn every_rule_has_a_fixture_that_fires_it_alone() {
    // Real worktrees stand in for fixtures of the third group: see pre_commit.rs.
    let [messages, sessions, _] = rules::groups();
    let messages = messages.into_iter().map(|rule| (rule, "txt"));
    let sessions = sessions.into_iter().map(|rule| (rule, "md"));
    for (rule, extension) in messages.chain(sessions) {
        let path = folder().join(format!("{}.{extension}", rule.name));
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut found = findings(&path, &text);
        // A rule that is off by default is shown as a project that turns it on sees it.
        for finding in found.iter_mut().filter(|finding| finding.rule == rule) {
            finding.level = finding.level.max(Level::Warning);
        }
        found.retain(|finding| finding.level != Level::Off);
        let fired: Vec<_> = found.iter().map(|finding| finding.rule.name).collect();
        assert!(
            !fired.is_empty() && fired.iter().all(|name| *name == rule.name),
            "{}: {fired:?}",
            path.display()
        );
        let name = path.file_name().unwrap().to_string_lossy();
        let said = render::findings(&Document { name: &name, text: &text }, &found, Style::PLAIN);
        compare(&path.with_extension(format!("{extension}.out")), &said);
    }
}

#[test]
fn nothing_fires_on_the_valid_fixtures() {
    for entry in fs::read_dir(folder().join("valid")).unwrap() {
        let path = entry.unwrap().path();
        let found = findings(&path, &fs::read_to_string(&path).unwrap());
        let fired: Vec<_> = found
            .iter()
            .filter(|finding| finding.level != Level::Off)
            .map(|finding| &finding.message)
            .collect();
        assert!(fired.is_empty(), "{}: {fired:?}", path.display());
    }
}

fn compare(path: &Path, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, expected).unwrap();
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    snapbox::assert_data_eq!(expected.to_owned(), snapbox::Data::text(written).raw());
}
