//! `hash-unknown`: a recorded hash is not a commit of this repository.

use crate::finding::{Finding, Level, Rule};
use crate::rules::checkpoint_stale;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::snapshot::model::Snapshot;
use crate::terms::project_files::Lookup;

pub static RULE: Rule = Rule {
    name: "hash-unknown",
    level: Level::Warning,
    fires: "a recorded hash is not a commit of this repository",
    why: "The hash is there to go back to; one that names nothing was lost in a rewrite or typed by hand.",
    how: "Run `git checkpoint repair`, or remove the hash.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    for recorded in recorded_hashes(session) {
        if known.history.lookup(&recorded.hash) != Lookup::Missing {
            continue;
        }
        // The newer hash replaces a stale Last Checkpoint, known or not.
        let is_replaced = recorded.place == HashPlace::LastCheckpoint
            && checkpoint_stale::newer(session, known).is_some();
        if !is_replaced {
            let hash = recorded.hash;
            found.push(
                Finding::new(&RULE, format!("`{hash}` is not a commit in this repository"))
                    .at(hash.span(), "no such commit")
                    .help("run `git checkpoint repair`, or remove the hash"),
            );
        }
    }
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
