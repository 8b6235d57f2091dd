//! The same on fixtures with random damage, in each run of the tests.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fuzz;

/// What a parser may stumble over, wherever it stands.
const PIECES: [&str; 36] = [
    "\n", "\r\n", "\r", "\t", " ", "\0", "\u{feff}", "\u{2028}", "\u{202e}", "\u{1b}[31m", "```\n",
    "~~~", "- [ ] ", "- [x] ", "## Phase 3: ", "**", ": ", "#", "<!--", "-->", "|", "(", ")", "`",
    "[a](b)", "日本語", "👩‍💻", "é", "Next: ", "Phase: ", "<-- CURRENT", "{", "}", "[", "/*", "//",
];

/// The fixtures of one kind.
fn fixtures(extension: &str) -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = ["", "valid", "plans", "formatted"]
        .iter()
        .flat_map(|folder| fs::read_dir(corpus.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    assert!(files.len() > 5, "{extension}");
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

struct Damaged(Vec<u8>);

impl std::fmt::Debug for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", bstr::BStr::new(&self.0))
    }
}

/// One of these with up to six places damaged.
fn damaged(fixtures: Vec<Vec<u8>>) -> impl Strategy<Value = Damaged> {
    let piece = prop_oneof![
        6 => select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..4),
        2 => Just(Vec::new()),
    ];
    let place = (any::<Index>(), 0..20_usize, piece);
    (select(fixtures), vec(place, 0..6)).prop_map(|(mut bytes, places)| {
        for (at, length, piece) in places {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, piece);
        }
        Damaged(bytes)
    })
}

const CONFIGURATIONS: [&str; 3] = [
    "session: docs/SESSION.md\nplan: docs/PLAN.md\nexpected: [notes/, '*.log']\nrules: {next-location: error, subject: off}\n",
    "limits:\n  session-lines: 300\n  subject-columns: 72\nrecord: {last-commit: false}\nexpected:\n- a/**/b\n- '!keep'\n",
    "a: &a [1, 2]\nb: *a\nrules:\n  subject: !x loud\n",
];

/// A tenth of the usual number: each case does everything there is to do.
fn few() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(10), failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn any_message(bytes in damaged(fixtures("txt"))) {
        fuzz::message::message(&bytes.0);
    }

    #[test]
    fn any_session(bytes in damaged(fixtures("md"))) {
        fuzz::session::session(&bytes.0);
    }

    #[test]
    fn any_plan(bytes in damaged(fixtures("md"))) {
        fuzz::plan::plan(&bytes.0);
    }

    #[test]
    fn any_configuration(bytes in damaged(texts(&CONFIGURATIONS))) {
        fuzz::config::config(&bytes.0);
    }

    #[test]
    fn any_filter(bytes in damaged(fixtures("md"))) {
        fuzz::filter::filter(&bytes.0);
    }

    #[test]
    fn any_settings_of_agents(bytes in damaged(texts(&crate::agents::entry::tests::SETTINGS))) {
        fuzz::agents::agents(&bytes.0);
    }
}
