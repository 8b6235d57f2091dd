//! `hash-unknown`: a recorded hash is not a commit of this history.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::rules::checkpoint_stale;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes, renamed_at};
use crate::session::record::recording::RecordedCommit;
use crate::snapshot::model::{LostHash, Snapshot};
use crate::terms::tree_and_history::Lookup;
use crate::text::str::Str;
use crate::text::words::first_few;

pub static RULE: Rule = Rule {
    name: "hash-unknown",
    level: Level::Warning,
    fires: "a recorded hash is not a commit of this history",
    why: "The hash is there to go back to; one that names nothing here was lost in a rewrite or typed by hand.",
    how: "Run `git checkpoint repair`; for a hash whose commit is lost write `[none yet]`.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let (mut rewritten, mut elsewhere, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    for recorded in recorded_hashes(session) {
        // The newer hash replaces a stale Last Checkpoint, known or not.
        if recorded.place == HashPlace::LastCheckpoint
            && checkpoint_stale::newer(session, known).is_some()
        {
            continue;
        }
        match known.lost.iter().find(|lost| lost.span == recorded.hash.span()) {
            Some(lost) if lost.successor.is_some() => rewritten.push((recorded.hash, lost)),
            Some(_) => elsewhere.push(recorded.hash),
            None if known.history.lookup(&recorded.hash) == Lookup::Missing => {
                absent.push(recorded.hash);
            }
            None => {}
        }
    }
    // What a rewrite took away is one finding, however many hashes are recorded.
    found.extend(of_rewritten(session, &rewritten));
    found.extend(merged(&elsewhere, lost_finding, "are not commits of this branch's history"));
    found.extend(merged(&absent, missing, "are not commits in this repository"));
}

fn merged(hashes: &[Str<'_>], finding: fn(Str<'_>) -> Finding, are_what: &str) -> Option<Finding> {
    Finding::merged(hashes.iter().map(|hash| finding(*hash)).collect(), || {
        format!("{} {are_what}", named(hashes))
    })
}

fn named(hashes: &[Str<'_>]) -> String {
    first_few(hashes.iter().map(|hash| format!("`{hash}`")), "recorded hashes")
}

fn missing(hash: Str<'_>) -> Finding {
    Finding::new(&RULE, format!("`{hash}` is not a commit in this repository"))
        .at(hash.span(), "no such commit")
        .help("write the hash of a commit, or `[none yet]`; `git checkpoint repair` fixes what is certain")
}

/// A commit that another branch has, or that was rewritten into nobody knows what.
fn lost_finding(hash: Str<'_>) -> Finding {
    Finding::new(&RULE, format!("`{hash}` is not a commit of this branch's history"))
        .at(hash.span(), "a commit elsewhere")
        .help("write the commit that it has become, which `git checkpoint repair` may offer, or `[none yet]`")
}

fn of_rewritten(session: &Session<'_>, lost: &[(Str<'_>, &LostHash)]) -> Option<Finding> {
    let hashes: Vec<Str<'_>> = lost.iter().map(|(hash, _)| *hash).collect();
    let findings = lost.iter().filter_map(|(hash, lost)| rewritten(session, *hash, lost));
    let merged = Finding::merged(findings.collect(), || {
        format!("{} are not commits of this branch's history any more", named(&hashes))
    })?;
    // What they all have become is named by the first help already.
    let mut new = lost.iter().filter_map(|(_, lost)| Some(&lost.successor.as_ref()?.0));
    let first = new.next()?;
    Some(match new.all(|other| other == first) {
        true => merged,
        false => merged.help("run `git checkpoint repair`, which writes what they have become"),
    })
}

/// A commit that was squashed or rewritten elsewhere.
fn rewritten(session: &Session<'_>, hash: Str<'_>, lost: &LostHash) -> Option<Finding> {
    let (new, date) = lost.successor.as_ref()?;
    let edits = renamed_at(session, hash.span(), &RecordedCommit { hash: new, date });
    let what = format!("`{hash}` is not a commit of this branch's history any more; `{new}` is");
    let finding = Finding::new(&RULE, what)
        .at(hash.span(), "rewritten or squashed")
        .fix(Fix { edits, is_open: false });
    Some(finding.help(format!("run `git checkpoint repair`, or write `{new}`")))
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
        let others = ["1a1a1a1", "2b2b2b2", "3c3c3c3", "4d4d4d4"];
        let text =
            others.iter().fold(GOOD.replace("e4f5a6b (2026", "d1d1d1d (2026"), |text, hash| {
                text.replacen("- [x] ", &format!("- [x] (commit: {hash}) an\n- [x] "), 1)
            });
        let findings = findings_of(&text, None, &files(), None);
        assert_eq!(rules_of(&findings), ["hash-unknown"]);
        let message = &findings[0].message;
        assert!(message.starts_with("`d1d1d1d`, `"), "{message}");
        assert!(message.ends_with("and 2 more recorded hashes are not commits in this repository"));
        // The help names a fix that works wherever a hash is recorded.
        for hash in ["(commit: e4f5a6b)", "Checkpoint**: e4f5a6b (2026-11-20)"] {
            let lost = GOOD.replace(hash, &hash.replace("e4f5a6b", "d1d1d1d"));
            let help = findings_of(&lost, None, &files(), None)[0].help.clone().unwrap();
            assert!(help.contains("or `[none yet]`"), "{help}");
            let fixed = lost.replace("d1d1d1d", "[none yet]");
            assert_eq!(rules_of(&findings_of(&fixed, None, &files(), None)), NONE, "{hash}");
        }
        for placeholder in ["[none yet]", "pending", "abc1234 (2025-10-23)", "a word or two"] {
            assert_eq!(changed("e4f5a6b (2026-11-20)", placeholder), NONE, "{placeholder}");
        }
    }
}
