//! The plan as a table: what was found out, and the SESSION.md that comes of it.

use std::collections::HashMap;

use crate::git::commit::commit_info::testing::made_up_commit;
use crate::session::record::recording::{CheckpointStatus, RecordOptions};
use crate::sync::backlog::*;
use crate::sync::commit_record::TickBaseline;
use crate::sync::remap::{Rename, RenameKind};
use crate::terms::status::Status;

const FILE: &str = "\
**Current Phase**: Phase 1
**Last Checkpoint**: 1111111 (2026-03-01)
**Last Commit**: 2222222 (2026-03-02)

## Phase 1: A [In Progress]

- [x] a
- [x] b (commit: 2222222)
";

const CHECKPOINT: &str = "checkpoint: Phase 1 In Progress - a";

fn step(digit: char, is_checkpoint: bool, parts: RecordOptions) -> CommitRecord {
    let status = Some(Status::InProgress);
    CommitRecord {
        hash: digit.to_string().repeat(7),
        date: format!("2026-03-0{digit}"),
        checkpoint: is_checkpoint.then_some(CheckpointStatus { number: None, status }),
        before: TickBaseline::Unknown,
        parts,
    }
}

fn renames(pairs: &[(char, char, RenameKind)], message: &str) -> HashRemap {
    let rename = |(old, new, kind): &(char, char, RenameKind)| {
        let to = made_up_commit(*new, "", message);
        let rename = Rename { to, hash: new.to_string().repeat(7), kind: *kind };
        (old.to_string().repeat(7), rename)
    };
    HashRemap(pairs.iter().map(rename).collect::<HashMap<_, _>>())
}

/// Last Checkpoint, Last Commit and the notes of the two tasks, by their first digits; `-` is none.
fn said(text: &str) -> String {
    let after = |line: &str, key: &str| {
        let digit = line.split_once(key).and_then(|(_, rest)| rest.chars().next());
        digit.filter(char::is_ascii_digit).unwrap_or('-')
    };
    let keys =
        ["**Last Checkpoint**: ", "**Last Commit**: ", "- [x] a (commit: ", "- [x] b (commit: "];
    keys.map(|key| after(text, key)).iter().collect()
}

#[test]
fn a_plan_says_what_becomes_of_the_file() {
    let all = RecordOptions::default();
    let not_last = RecordOptions { last_commit: false, ..all };
    let open = FILE.replace("- [x] a", "- [ ] a");
    let ticks = |digit| CommitRecord {
        before: TickBaseline::Left(open.clone()),
        ..step(digit, false, all)
    };
    let rewritten = [('1', '4', RenameKind::Rewrite), ('2', '5', RenameKind::Rewrite)];
    let squashed = [('1', '4', RenameKind::Squash), ('2', '4', RenameKind::Squash)];
    let steps = |steps| Backlog { steps, ..Backlog::default() };
    let renamed =
        |pairs, message| Backlog { renames: renames(pairs, message), ..steps(Vec::new()) };
    let after = |plan, step| Backlog { steps: vec![step], ..plan };
    for (name, plan, expected) in [
        ("nothing", Backlog::default(), "12-2"),
        ("a commit", steps(vec![step('3', false, all)]), "13-2"),
        ("a checkpoint", steps(vec![step('3', true, all)]), "33-2"),
        ("one that waited", steps(vec![step('3', true, not_last)]), "32-2"),
        (
            "two in their order",
            steps(vec![step('3', true, not_last), step('4', false, all)]),
            "34-2",
        ),
        ("a tick", steps(vec![ticks('3')]), "1332"),
        ("a rewrite", renamed(&rewritten, "x"), "45-5"),
        ("a squash that is not a checkpoint", renamed(&squashed, "x"), "14-4"),
        ("a squash that is one", renamed(&squashed, CHECKPOINT), "44-4"),
        ("rewrites before commits", after(renamed(&rewritten, "x"), step('6', false, all)), "46-5"),
        ("no checkpoint left", Backlog { has_no_checkpoint: true, ..steps(Vec::new()) }, "-2-2"),
    ] {
        let text = plan.apply(FILE);
        assert_eq!(said(&text), expected, "{name}:\n{text}");
        assert_eq!(plan.apply(&text), text, "{name}: applied twice");
    }
}

/// What is said of a chain of commits, the newest first: `C` a checkpoint, `c` one that was.
#[test]
fn last_checkpoint_follows_the_newest_of_the_chain() {
    let chain = |letters: &str| -> Vec<CommitInfo> {
        let count = letters.len();
        let commit = |(at, letter): (usize, char)| {
            let digit = char::from_digit((at + 1) as u32, 10).unwrap();
            let parent = char::from_digit((at + 2) as u32, 10)
                .filter(|_| at + 1 < count || letters.ends_with('…'));
            let message = if letter == 'C' { CHECKPOINT } else { "work" };
            made_up_commit(digit, &parent.map(String::from).unwrap_or_default(), message)
        };
        letters.chars().enumerate().filter(|(_, letter)| *letter != '…').map(commit).collect()
    };
    for (letters, recorded, expected) in [
        ("ooC", "3333", "stays"),
        ("oCC", "3333", "2"),
        ("ooC", "", "3"),
        ("ooo", "2222", "stays"),
        ("oco", "2222", "none left"),
        ("coC", "1111", "3"),
        ("ooo", "9999", "none left"),
        ("ooo…", "9999", "stays"),
    ] {
        let commits = chain(letters);
        let was = |commit: &CommitInfo| {
            let at = commits.iter().position(|other| other.id == commit.id).unwrap();
            letters.chars().nth(at) == Some('c')
        };
        let found = match newest_of(commits.clone().into_iter(), recorded, &was) {
            None => "stays".to_owned(),
            Some(Newest::NoneLeft) => "none left".to_owned(),
            Some(Newest::Is(commit)) => commit.id.to_hex()[..1].to_owned(),
        };
        assert_eq!(found, expected, "{letters} {recorded}");
    }
}
