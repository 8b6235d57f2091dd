//! The messages of the examples, and what the rules say of them.

use std::sync::LazyLock;

pub(crate) use bstr::BString;

use crate::draft::repair;
pub(crate) use crate::draft::repair::Repaired;
pub(crate) use crate::finding::{Finding, Level};
pub(crate) use crate::message::classify::MessageKind;
pub(crate) use crate::message::parse::Message;
pub(crate) use crate::message::stored::cleanup::{Cleanup, CleanupMode, CommentPrefix};
use crate::rules::check::check_file;
pub(crate) use crate::rules::check::check_file::CheckedMessage;
use crate::rules::check::check_message::check;
pub(crate) use crate::session::model::Session;
pub(crate) use crate::snapshot::model::Snapshot;
pub(crate) use crate::terms::changed_paths;
pub(crate) use crate::terms::changed_paths::Change;
pub(crate) use crate::terms::status::Status;
use crate::terms::tree_and_history::testing::FakeFiles;
pub(crate) use crate::text::edit;
pub(crate) use crate::text::str::Str;

/// The files of the specification's examples.
pub(crate) static EXAMPLE_FILES: LazyLock<FakeFiles> = LazyLock::new(|| {
    let paths = ["src/routes/tasks.ts", "src/lib/schemas.ts"];
    FakeFiles::of(paths.map(|path| (path, "x\n".repeat(100))))
});

/// The example of docs/format.md.
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
    facts: &Snapshot<'_>,
) -> CheckedMessage<'a> {
    check_file::check_file(file, cleanup, facts, |findings| findings)
}

pub(crate) fn facts<'a>(
    changes: Option<&'a [Change]>,
    session: Option<&'a Session<'a>>,
) -> Snapshot<'a> {
    Snapshot { changes, session, files: &*EXAMPLE_FILES, ..Snapshot::default() }
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

/// The draft for a message, at the rules' default levels.
pub(crate) fn repair(message: &Message<'_>, known: &Snapshot<'_>) -> Repaired {
    let findings = check(message, known);
    let checked = CheckedMessage { kind: message.kind(), message: message.clone(), findings };
    repair::repair(&checked, known.changes, known)
}

pub(crate) fn repaired(text: &str) -> Repaired {
    let changes = example_changes();
    repair(&Message::parse(text), &facts(Some(&changes), None))
}

/// All findings about `text`, with the changes of the examples.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    let changes = example_changes();
    let judged =
        judge(Str::new(text), &guess(CleanupMode::Whitespace), &facts(Some(&changes), None));
    judged.findings.into_iter().filter(|finding| finding.level != Level::Off).collect()
}

/// The one finding there is: rule, what the caret is under, help.
pub(crate) fn only(text: &str) -> (&'static str, String, String) {
    let mut found = findings(text);
    assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    let finding = found.remove(0);
    let culprit = finding.span.map(|span| text[span.range()].to_owned()).unwrap_or_default();
    (finding.rule.name, culprit, finding.help.unwrap_or_default())
}

/// What the help says to write instead of the whole line of the finding.
pub(crate) fn applied(text: &str) -> String {
    let finding = findings(text).remove(0);
    let help = finding.help.unwrap();
    let instead = help.split('`').nth(1).unwrap().to_owned();
    let span = finding.span.unwrap();
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    format!("{}{instead}{}", &text[..start], &text[end..])
}

/// In each example, `from` replaced by `to` fires `rule` alone; the help,
/// taken literally, and the draft both fix it.
pub(crate) fn fixes(rule: &str, damage: impl Fn(&str) -> String) {
    for example in EXAMPLES {
        let text = damage(example);
        assert_ne!(text, example, "{rule}");
        assert_eq!(only(&text).0, rule, "{text}");
        assert!(fired(&applied(&text)).is_empty(), "{}", applied(&text));
        let fix = findings(&text).remove(0).fix.expect("its help is an edit");
        let edited = edit::apply(&text, &fix.edits);
        assert!(!fix.is_open && fired(&edited).is_empty(), "{edited}");
        let draft = repaired(&text);
        assert!(!draft.is_open && fired(&draft.text).is_empty(), "{}", draft.text);
    }
}

/// In the first line only.
pub(crate) fn in_subject(text: &str, from: &str, to: &str) -> String {
    let (subject, body) = text.split_once('\n').unwrap();
    format!("{}\n{body}", subject.replacen(from, to, 1))
}
