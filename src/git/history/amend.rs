//! Which commit an amend replaced.

use std::fs::File;
use std::io;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;

impl Repo {
    /// The commit that `head` replaced, where it was made by amending; `None`
    /// also where there is no reflog.
    ///
    /// The test needs no text of the reflog, which `GIT_REFLOG_ACTION` may
    /// change: HEAD's last move came from a commit that is no parent of the
    /// new one but has the same parents.
    pub fn replaced_by_amend(&self, head: &CommitInfo) -> Option<CommitId> {
        let (old, new) = self.last_move()?;
        if new != head.id || old == head.id || old.0.is_null() || head.parents.contains(&old) {
            return None;
        }
        (self.commit(&old).ok()?.parents == head.parents).then_some(old)
    }
}

/// Old and new of the newest entry in a reflog file.
pub(crate) fn last_move_in(reflog: &Path) -> Option<(CommitId, CommitId)> {
    let line = last_line(reflog).ok()?;
    let mut fields = line.split(|&byte| byte == b' ');
    let mut id = || CommitId::from_hex(std::str::from_utf8(fields.next()?).ok()?);
    Some((id()?, id()?))
}

/// The last line of a file that may be long, without its ending.
pub(crate) fn last_line(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut window = 4096;
    loop {
        let start = length.saturating_sub(window);
        file.seek(SeekFrom::Start(start))?;
        let mut tail = Vec::new();
        file.by_ref().take(window).read_to_end(&mut tail)?;
        let end = tail.trim_ascii_end().len();
        let newline = tail[..end].iter().rposition(|&byte| byte == b'\n');
        if newline.is_some() || start == 0 {
            return Ok(tail[newline.map_or(0, |at| at + 1)..end].to_vec());
        }
        window *= 4;
    }
}

#[cfg(test)]
mod tests {
    use crate::git::testing::Sandbox;

    fn replaced(sandbox: &Sandbox) -> Option<String> {
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        repo.replaced_by_amend(&head).map(|id| id.to_hex())
    }

    #[test]
    fn an_amend_names_what_it_replaced() {
        let sandbox = Sandbox::new();
        sandbox.commit("a.txt", "a", "one");
        let old = sandbox.commit("b.txt", "b", "two");
        sandbox.git(&["commit", "-q", "--amend", "-m", &"long ".repeat(2000)]);
        assert_eq!(replaced(&sandbox), Some(old));
    }

    #[test]
    fn amending_the_first_commit_is_an_amend() {
        let sandbox = Sandbox::new();
        let old = sandbox.commit("a.txt", "a", "one");
        sandbox.git(&["commit", "-q", "--amend", "-m", "better"]);
        assert_eq!(replaced(&sandbox), Some(old));
    }

    #[test]
    fn ordinary_commits_replace_nothing() {
        let sandbox = Sandbox::new();
        sandbox.commit("a.txt", "a", "one");
        assert_eq!(replaced(&sandbox), None);
        sandbox.commit("a.txt", "b", "two");
        assert_eq!(replaced(&sandbox), None);
    }

    #[test]
    fn a_reset_replaces_nothing() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a.txt", "a", "one");
        sandbox.commit("a.txt", "b", "two");
        sandbox.commit("a.txt", "c", "three");
        for target in [&one, "HEAD@{1}", "HEAD~1"] {
            sandbox.git(&["reset", "-q", "--hard", target]);
            assert_eq!(replaced(&sandbox), None, "{target}");
        }
    }

    #[test]
    fn without_a_reflog_nothing_is_known() {
        let sandbox = Sandbox::new();
        sandbox.git(&["config", "core.logAllRefUpdates", "false"]);
        sandbox.commit("a.txt", "a", "one");
        sandbox.git(&["commit", "-q", "--amend", "-m", "better"]);
        assert_eq!(replaced(&sandbox), None);
    }
}
