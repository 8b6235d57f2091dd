//! `hash-unknown`: a recorded hash is not a commit of this history.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::rules::checkpoint_stale;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes, renamed_at};
use crate::session::record::recording::RecordedCommit;
use crate::snapshot::model::{LostHash, Snapshot};
use crate::terms::tree_and_history::Lookup;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "hash-unknown",
    level: Level::Warning,
    fires: "a recorded hash is not a commit of this history",
    why: "The hash is there to go back to; one that names nothing here was lost in a rewrite or typed by hand.",
    how: "Run `git checkpoint repair`, or remove the hash.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    for recorded in recorded_hashes(session) {
        let lost = known.lost.iter().find(|lost| lost.span == recorded.hash.span());
        let finding = match lost {
            Some(lost) => lost_finding(session, recorded.hash, lost),
            None if known.history.lookup(&recorded.hash) == Lookup::Missing => {
                missing(recorded.hash)
            }
            None => continue,
        };
        // The newer hash replaces a stale Last Checkpoint, known or not.
        let is_replaced = recorded.place == HashPlace::LastCheckpoint
            && checkpoint_stale::newer(session, known).is_some();
        found.extend((!is_replaced).then_some(finding));
    }
}

fn missing(hash: Str<'_>) -> Finding {
    Finding::new(&RULE, format!("`{hash}` is not a commit in this repository"))
        .at(hash.span(), "no such commit")
        .help("run `git checkpoint repair`, or remove the hash")
}

/// A commit that was squashed or rewritten elsewhere, or that another branch has.
fn lost_finding(session: &Session<'_>, hash: Str<'_>, lost: &LostHash) -> Finding {
    let Some((new, date)) = &lost.successor else {
        return Finding::new(&RULE, format!("`{hash}` is not a commit of this branch's history"))
            .at(hash.span(), "a commit elsewhere")
            .help(
                "run `git checkpoint repair` to see what it may have become, or remove the hash",
            );
    };
    let edits = renamed_at(session, hash.span(), &RecordedCommit { hash: new, date });
    let what = format!("`{hash}` is not a commit of this branch's history any more; `{new}` is");
    Finding::new(&RULE, what)
        .at(hash.span(), "rewritten or squashed")
        .fix(Fix { edits, is_open: false })
        .help(format!("run `git checkpoint repair`, or write `{new}`"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

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
}
