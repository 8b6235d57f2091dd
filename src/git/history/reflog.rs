//! How HEAD moved.

use std::io::{Read, Seek, SeekFrom};

use bstr::ByteSlice;

use crate::git::commit::commit_id::CommitId;
use crate::git::refs::ref_storage::RefStorage;
use crate::git::repository::Repo;
use crate::store::regular_file;

/// How much of the reflog is read, from its end: some thousand moves.
const LARGEST: u64 = 512 * 1024;

/// One move of HEAD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where it went.
    pub to: CommitId,
    /// Why, as git says it: `commit (amend): subject`, `pull: Fast-forward`.
    pub why: String,
}

impl Repo {
    /// The last moves of this worktree's HEAD, the newest first; none where
    /// there is no reflog.
    pub fn moves(&self) -> Vec<Move> {
        match self.refs {
            RefStorage::Files => {
                let text = end_of(&self.git_dir().join("logs/HEAD")).unwrap_or_default();
                text.lines().rev().filter_map(read).collect()
            }
            RefStorage::Program => {
                // Of a subject as much as tells what git did; it may be as long as it likes.
                let format = "--format=%H %<(256,trunc)%gs";
                let shown = self.program.run(&["log", "-g", "-n1000", format, "HEAD", "--"], b"");
                shown.unwrap_or_default().to_str_lossy().lines().filter_map(shown_by_git).collect()
            }
        }
    }
}

/// `<new> <why>`
fn shown_by_git(line: &str) -> Option<Move> {
    let (to, why) = line.split_once(' ')?;
    Some(Move { to: CommitId::from_hex(to)?, why: why.trim_end().to_owned() })
}

fn end_of(path: &std::path::Path) -> Option<String> {
    let mut file = regular_file::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LARGEST))).ok()?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// `<old> <new> <who> <when>\t<why>`; a line that was cut off is none.
fn read(line: &str) -> Option<Move> {
    let (ids, why) = line.split_once('\t')?;
    let mut ids = ids.split(' ');
    CommitId::from_hex(ids.next()?)?;
    Some(Move { to: CommitId::from_hex(ids.next()?)?, why: why.to_owned() })
}

#[cfg(test)]
mod with_git {
    use crate::git::testing::{Sandbox, has_no_reftable};

    #[test]
    fn moves_come_newest_first_also_from_reftable() {
        moves_come_newest_first(&["init", "-q", "-b", "main"]);
        if !has_no_reftable() {
            moves_come_newest_first(&["init", "-q", "-b", "main", "--ref-format=reftable"]);
        }
    }

    fn moves_come_newest_first(init: &[&str]) {
        let sandbox = Sandbox::empty();
        sandbox.git(init);
        assert_eq!(sandbox.repo().moves(), []);
        let one = sandbox.commit("a", "1", "one");
        let two = sandbox.commit("a", "2", "two");
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
        let moves = sandbox.repo().moves();
        let seen: Vec<_> = moves.iter().map(|m| (m.to.to_hex(), m.why.as_str())).collect();
        let expected = [
            (one.clone(), "reset: moving to HEAD~1"),
            (two, "commit: two"),
            (one, "commit (initial): one"),
        ];
        assert_eq!(seen, expected);
    }
}
