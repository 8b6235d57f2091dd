//! Any checkpoint message, and what is made of it.

use crate::draft::repair::repair;
use crate::finding::{Finding, Level, PARTS};
use crate::fuzz::world::{Files, PLAN, SESSION, changes, draw, fixes_settle, known};
use crate::message::classify::{MessageKind, might_be_checkpoint};
use crate::message::parse::Message;
use crate::message::stored::cleanup::{Cleanup, CleanupMode, CommentPrefix};
use crate::message::stored::encoding::{Encoding, decode, encode, within_limit};
use crate::plan::model::Plan;
use crate::rules::check::check_file::{CheckedMessage, check_file};
use crate::rules::check::check_message;
use crate::rules::check::sure_fixes::with_sure_fixes;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::Change;
use crate::text::str::Str;

/// Reads, judges, draws and repairs a message.
///
/// # Panics
/// Where something that always holds does not.
pub fn message(bytes: &[u8]) {
    let decoded = decode(bytes);
    assert_eq!(encode(&decoded.text, decoded.encoding), bytes, "a message is re-coded as it was");
    assert!(within_limit(bytes).is_some());
    let (changes, session, plan) = (changes(), Session::parse(SESSION), Plan::parse(PLAN));
    let known = known(&changes, &session, &plan);
    for (mode, comment) in [
        (CleanupMode::Strip, CommentPrefix::Auto),
        (CleanupMode::Verbatim, CommentPrefix::default()),
        (CleanupMode::Whitespace, CommentPrefix::default()),
    ] {
        let cleanup = Cleanup { comment, mode };
        let checked = check(&decoded.text, &cleanup, &known);
        // A byte that is not UTF-8 may hide a near miss.
        let may_hide =
            decoded.encoding == Encoding::Latin1 && checked.kind == MessageKind::NearMiss;
        let is_seen = checked.kind == MessageKind::Other || might_be_checkpoint(bytes);
        assert!(is_seen || may_hide, "a checkpoint passes unseen");
        draw(&decoded.text, &checked.findings);
        if checked.kind == MessageKind::Checkpoint {
            repair(&checked, known.changes, &known);
        }
    }
    a_repaired_message_is_in_form(&decoded.text, &changes);
    a_fix_settles_its_finding(&decoded.text, &known);
}

fn check<'a>(text: &'a str, cleanup: &Cleanup, known: &Snapshot<'_>) -> CheckedMessage<'a> {
    check_file(Str::new(text), cleanup, known, |findings| findings)
}

/// Once its open parts are filled in.
fn a_repaired_message_is_in_form(text: &str, changes: &[Change]) {
    let known = Snapshot { changes: Some(changes), files: &Files, ..Snapshot::default() };
    let cleanup = whitespace();
    let lines = cleanup.retained(Str::new(text));
    let message = Message::of_lines(Str::new(text), &lines);
    // What the author wrote as we write what is open is not told from ours.
    let is_odd = PARTS.iter().any(|part| text.contains(part));
    if is_odd || message.kind() != MessageKind::Checkpoint {
        return;
    }
    let findings = check_message::check(&message, &known);
    let checked = CheckedMessage { kind: message.kind(), message, findings };
    let repaired = repair(&checked, known.changes, &known);
    let errors = |text: &str| -> Vec<Finding> {
        let found = check_message::check(&Message::parse(text), &known);
        found.into_iter().filter(|finding| finding.level == Level::Error).collect()
    };
    let found = errors(&repaired.text);
    assert!(
        found.is_empty() != repaired.is_open,
        "open, and without errors, or the reverse: {found:?}\n{}",
        repaired.text
    );
    let found = errors(&filled_in(&repaired.text));
    assert!(found.is_empty(), "{found:?}\n{}", filled_in(&repaired.text));
}

fn filled_in(draft: &str) -> String {
    let filled = draft.replace("<N>", "3").replace("<Status>", "Paused");
    let filled = filled.replace("<what ", "what ").replace("<description>", "words");
    let filled = filled.replace("<phase name>", "Name").replace("<path>", "src/a.ts");
    let filled = filled.replace("<line", "line").replace("accomplished this session>", "done");
    filled.replace("changed>)", "is new)").replace("file and line>", "file")
}

fn whitespace() -> Cleanup {
    Cleanup { comment: CommentPrefix::default(), mode: CleanupMode::Whitespace }
}

fn a_fix_settles_its_finding(text: &str, known: &Snapshot<'_>) {
    let check = |text: &str| check(text, &whitespace(), known).findings;
    let findings = check(text);
    fixes_settle(text, &with_sure_fixes(text, findings.clone(), check), check);
    // Of several mistakes one may hide another.
    if findings.len() == 1 {
        fixes_settle(text, &findings, check);
    }
}
