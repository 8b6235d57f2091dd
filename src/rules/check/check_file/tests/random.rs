//! Random text, made also of pieces of the format.

use crate::message::classify::{classify, might_be_checkpoint};
use crate::message::stored::encoding::{decode, encode};
use proptest::prelude::*;

use crate::rules::check::check_message;
use crate::rules::tests::message::*;

/// Pieces of the format, whole and broken.
const PIECES: [&str; 80] = [
    "checkpoint:",
    "checkpoint: ",
    "Phase ",
    "Phase",
    "3",
    "3.1",
    "4a",
    " - ",
    " – ",
    "—",
    "-",
    "Complete",
    "In Progress",
    "complete",
    "Paused",
    "Done",
    "Tasks API",
    "\n",
    "\n\n",
    "\r\n",
    "Phase: ",
    "Status: ",
    "Session: ",
    "Files Changed:",
    "Next: ",
    "- src/a.ts (x)\n",
    "- src/a.ts - x\n",
    "* b.ts: (y) z\n",
    "  more\n",
    "(",
    ")",
    "None",
    "TBD",
    "[x]",
    "<x>",
    "Next Steps:\n",
    "files changed:\n",
    "Sesion: ",
    "Verification:\n",
    "Note: x\n",
    "Signed-off-by: A <a@b>\n",
    "(cherry picked from commit 1)\n",
    "🤖 Generated with x\n",
    "src/routes/tasks.ts:47",
    "continue work",
    "# c\n",
    "\u{feff}",
    "é",
    "\0",
    " ",
    "\t",
    "`",
    "**",
    "*",
    ":",
    "1. x\n",
    "\u{301}",
    "<N>",
    "<Status>",
    "- <path> (<what changed>)\n",
    "\u{a0}",
    "## Next\n",
    "\n### Files Changed\n",
    "\n**Next:** ",
    "\nNext：",
    "\n  Next: ",
    "\n- Status: ",
    "\nStatus ",
    "\nNext\n",
    "\n----\n",
    "Files Changed (3):\n",
    "- M src/a.ts\n",
    "R100 a.ts b.ts\n",
    "| src/a.ts | what |\n",
    "| File | What |\n|---|---|\n",
    "(src/a.ts) - what\n",
    "a.ts -> b.ts",
    "12 files across src/a.ts\n",
    "> ",
    "Phase: 3 - Tasks API\nStatus: Complete\nSession: x\n",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        2 => "[a-z ]{1,8}",
    ]
}

fn message() -> impl Strategy<Value = String> {
    let random = || proptest::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat());
    prop_oneof![1 => random(), 3 => random().prop_map(|text| format!("checkpoint: {text}")), 3 => damaged()]
}

fn damaged() -> impl Strategy<Value = String> {
    let parts =
        (proptest::sample::select(&EXAMPLES[..]), any::<[prop::sample::Index; 3]>(), piece());
    parts.prop_map(|(text, at, piece)| damage(text, at, &piece))
}

/// What stands between two places of an (ASCII) text cut out, and a piece put in at another.
fn damage(text: &str, at: [prop::sample::Index; 3], piece: &str) -> String {
    let [insert, from, length] = at.map(|index| index.index(text.len()));
    let mut text = text.to_owned();
    text.replace_range(from..(from + length % 12).min(text.len()), "");
    text.insert_str(insert.min(text.len()), piece);
    text
}

/// Words that stand in no template, put somewhere.
fn with_words(text: &str, at: [prop::sample::Index; 3], dress: usize) -> (String, [String; 3]) {
    const DRESSES: [(&str, &str); 6] =
        [(" ", " "), ("", ""), ("\n", "\n"), ("\n\n", "\n\n"), ("- ", "\n"), ("(", ")")];
    let words = ["qzone", "qztwo", "qzthree"].map(str::to_owned);
    let all: Vec<usize> = (11..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
    let mut places = at.map(|index| all[index.index(all.len())]);
    places.sort_unstable_by(|one, other| other.cmp(one));
    let mut text = text.to_owned();
    for (index, word) in words.iter().enumerate() {
        let (before, after) = DRESSES[(dress + index) % DRESSES.len()];
        text.insert_str(places[index], &format!("{before}{word}{after}"));
    }
    (text, words)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_panics_and_all_spans_are_in_bounds(text in message(), mode in 0..3_usize) {
        let mode = [CleanupMode::Strip, CleanupMode::Whitespace, CleanupMode::Verbatim][mode];
        let (changes, session) = (example_changes(), session(Status::InProgress));
        let judged = judge(Str::new(&text), &guess(mode), &facts(Some(&changes), Some(&session)));
        for finding in &judged.findings {
            if let Some(span) = finding.span {
                prop_assert!(text.get(span.range()).is_some(), "{finding:?}");
            }
        }
        might_be_checkpoint(text.as_bytes());
        prop_assert!(judged.kind == MessageKind::Other || might_be_checkpoint(text.as_bytes()));
    }

    #[test]
    fn a_repaired_message_is_in_form_once_it_is_filled_in(text in message()) {
        let changes = example_changes();
        let facts = facts(Some(&changes), None);
        let cleanup = guess(CleanupMode::Whitespace);
        let lines = cleanup.retained(Str::new(&text));
        let message = Message::of_lines(Str::new(&text), &lines);
        if message.kind() != MessageKind::Checkpoint {
            return Ok(());
        }
        // As it stands: without its headings, which git may drop, it may be another message.
        let errors = |text: &str| -> Vec<Finding> {
            let found = check_message::check(&Message::parse(text), &facts);
            found.into_iter().filter(|finding| finding.level == Level::Error).collect()
        };
        let first = repair(&message, &facts);
        let found = errors(&first.text);
        prop_assert!(found.is_empty() || first.is_open, "{}\n{found:?}", first.text);
        // Template text within a sentence of the author's may be taken for open.
        let is_stated = !found.is_empty() || !first.is_open || text.contains("<what changed>");
        prop_assert!(is_stated, "{}", first.text);
        if text.contains('<') {
            return Ok(()); // the author's own brackets are not the draft's
        }
        let filled = first.text.replace("<N>", "3").replace("<Status>", "Paused");
        let filled = filled.replace("<what ", "what ").replace("<description>", "words");
        let filled = filled.replace("<phase name>", "Name").replace("<path>", "src/a.ts");
        let filled = filled.replace("<line", "line").replace("accomplished this session>", "done");
        let filled = filled.replace("changed>)", "is new)").replace("file and line>", "file");
        let found = errors(&filled);
        prop_assert!(found.is_empty(), "{filled}\n{found:?}");
    }

    #[test]
    fn a_fix_removes_its_finding_and_causes_no_other(text in damaged(), is_known: bool) {
        let (changes, session) = (example_changes(), session(Status::InProgress));
        let facts = facts(Some(&changes), is_known.then_some(&session));
        let cleanup = guess(CleanupMode::Whitespace);
        let rules = |text: &str| names(&judge(Str::new(text), &cleanup, &facts));
        let before = judge(Str::new(&text), &cleanup, &facts);
        // A near miss was not checked yet.
        for finding in before.findings.iter().filter(|found| found.rule.name != "near-miss") {
            let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.is_open) else { continue };
            let fixed = edit::apply(&text, &fix.edits);
            let after = rules(&fixed);
            let count = |rules: &[&str], name: &str| rules.iter().filter(|n| **n == name).count();
            let rule = finding.rule.name;
            let was = names(&before);
            prop_assert!(count(&after, rule) < count(&was, rule), "{rule}: {fixed}\n{after:?}\n{was:?}");
            let new = after.iter().find(|name| count(&after, name) > count(&was, name));
            prop_assert!(new.is_none_or(|name| *name == "subject-length"), "{rule}: {fixed}\n{after:?}");
        }
    }

    #[test]
    fn no_word_of_the_authors_is_lost(
        text in message(), at in any::<[prop::sample::Index; 3]>(), dress in 0..6_usize,
    ) {
        // In brackets they would be a template's.
        if classify(&text) != MessageKind::Checkpoint || text.contains(['[', '<']) {
            return Ok(());
        }
        let (text, words) = with_words(&text, at, dress);
        let changes = example_changes();
        for mode in [CleanupMode::Whitespace, CleanupMode::Verbatim] {
            let judged = judge(Str::new(&text), &guess(mode), &facts(Some(&changes), None));
            let draft = repair(&judged.message, &facts(Some(&changes), None)).text;
            for word in &words {
                prop_assert!(draft.contains(word), "{word} of\n{text}\nis not in\n{draft}");
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let decoded = decode(&bytes);
        prop_assert_eq!(encode(&decoded.text, decoded.encoding), bytes.clone());
        might_be_checkpoint(&bytes);
    }
}
