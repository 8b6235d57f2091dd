//! Which commit an amend replaced.

use std::fs::File;
use std::io;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;
use crate::store::regular_file;

impl Repo {
    /// The commit that `head` replaced, where it was made by amending; `None`
    /// also where there is no reflog.
    ///
    /// The test needs no text of the reflog, which `GIT_REFLOG_ACTION` may
    /// change: HEAD's last move came from a commit that is not a parent of the
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

/// The beginning of the last line of a file, without the line's ending: as much as ids, commands
/// and options need. A line may be as long as a commit's subject.
///
/// # Errors
/// Also where the line is so long that its beginning is not looked for.
pub(crate) fn last_line(path: &Path) -> io::Result<Vec<u8>> {
    const MAX_BEGINNING: u64 = 4096;
    const CHUNK: u64 = 64 * 1024;
    /// Four times the largest message.
    const MAX_LINE: u64 = 16 * 1024 * 1024;
    let mut file = regular_file::open(path)?;
    let length = file.metadata()?.len();
    let (mut end, mut is_in_line) = (length, false);
    let begin = loop {
        let start = end.saturating_sub(CHUNK);
        let chunk = part(&mut file, start, end - start)?;
        // What ends the line is not part of it.
        let text = if is_in_line { chunk.as_slice() } else { chunk.trim_ascii_end() };
        is_in_line |= !text.is_empty();
        if let Some(newline) = text.iter().rposition(|&byte| byte == b'\n') {
            break start + newline as u64 + 1;
        }
        if start == 0 {
            break 0;
        }
        if length - start > MAX_LINE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        end = start;
    };
    let mut line = part(&mut file, begin, MAX_BEGINNING)?;
    let newline = line.iter().position(|&byte| byte == b'\n').unwrap_or(line.len());
    line.truncate(newline);
    line.truncate(line.trim_ascii_end().len());
    Ok(line)
}

fn part(file: &mut File, start: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::last_line;
    use crate::git::testing::Sandbox;

    #[test]
    fn the_last_line_is_found_however_long_it_is() {
        let sandbox = Sandbox::new();
        let last = |text: &str| {
            sandbox.write("log", text);
            last_line(&sandbox.path("log")).ok().map(|line| String::from_utf8(line).unwrap())
        };
        let long = format!("id {}", "x".repeat(300_000));
        for before in ["", "\n", "one\n", &format!("{long}\n")] {
            for after in ["", "\n", "\r\n", &"\n".repeat(100_000)] {
                assert_eq!(last(&format!("{before}two{after}")).as_deref(), Some("two"));
                let found = last(&format!("{before}{long}{after}")).unwrap();
                assert_eq!(found, long[..4096]);
            }
        }
        assert_eq!(last("").as_deref(), Some(""));
        assert_eq!(last(&"x".repeat(17 * 1024 * 1024)), None);
        std::fs::remove_file(sandbox.path("log")).unwrap();
        assert!(last_line(&sandbox.path("log")).is_err());
        #[cfg(unix)]
        sandbox.fifo("log");
        assert!(last_line(&sandbox.path("log")).is_err());
    }
}

#[cfg(test)]
mod with_git {
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
