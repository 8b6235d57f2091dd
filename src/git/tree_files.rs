//! The project's files, for checks to ask about: of the worktree, and of a commit.

use std::cell::OnceCell;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use bstr::ByteSlice;
use gix::ObjectId;

use crate::git::blob::TreeEntry;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::open::real_path::{is_plain_file, real_path};
use crate::git::repository::Repo;
use crate::store::regular_file;
use crate::store::regular_file::is_irregular;
use crate::terms::tree_and_history::Tree;
use crate::text::limits::MAX_TEXT_BYTES;

/// The files of the worktree. What leads out of it is absent, also by way of a
/// symlink; pipes and devices are never opened.
#[derive(Debug)]
pub struct WorktreeFiles<'a> {
    workdir: &'a Path,
    top: OnceCell<Option<PathBuf>>,
}

/// The files that a commit holds; symlinks in it are absent. Whatever is asked for in a
/// submodule, or in a directory that a partial clone lacks, is there for all that can be told.
#[derive(Debug)]
pub struct RevisionFiles<'a> {
    repo: &'a Repo,
    tree: ObjectId,
}

impl Repo {
    /// The files of the worktree.
    pub fn worktree_files(&self) -> WorktreeFiles<'_> {
        WorktreeFiles::at(self.workdir())
    }

    /// The first `limit` bytes of a file of the worktree; `None` where it is
    /// absent, no regular file, or leads out of the worktree.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn small_file(&self, path: &str, limit: usize) -> io::Result<Option<Vec<u8>>> {
        // Most projects have none, and every hook asks.
        if self.workdir().join(path).symlink_metadata().is_err() {
            return Ok(None);
        }
        let Some(target) = self.worktree_files().resolve(path) else { return Ok(None) };
        let mut bytes = Vec::new();
        match regular_file::open(&target) {
            Ok(file) => file.take(limit as u64).read_to_end(&mut bytes)?,
            Err(error) if is_irregular(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(bytes))
    }

    /// The files of that commit.
    pub fn files_at(&self, commit: &CommitInfo) -> RevisionFiles<'_> {
        RevisionFiles { repo: self, tree: commit.tree }
    }
}

impl Tree for WorktreeFiles<'_> {
    fn exists(&self, path: &str) -> bool {
        self.resolve(path).is_some_and(|path| path.is_file() || path.is_dir())
    }

    fn read(&self, path: &str) -> Option<String> {
        let mut text = String::new();
        let file = self.open(path)?;
        let length = file.take(MAX_TEXT_BYTES + 1).read_to_string(&mut text).ok()?;
        (length as u64 <= MAX_TEXT_BYTES).then_some(text)
    }

    fn lines(&self, path: &str) -> Option<usize> {
        count_lines(self.open(path)?)
    }
}

impl Tree for RevisionFiles<'_> {
    fn exists(&self, path: &str) -> bool {
        let is_submodule = |path| self.entry(path).is_some_and(|entry| entry.is_submodule());
        if self.look_up(path).is_err() {
            return true;
        }
        self.entry(path).is_some_and(|entry| entry.is_file() || entry.is_directory())
            || is_submodule(path)
            || path.match_indices('/').any(|(slash, _)| is_submodule(&path[..slash]))
    }

    fn read(&self, path: &str) -> Option<String> {
        let entry = self.entry(path)?;
        String::from_utf8(self.repo.blob(Some(entry)).ok()??).ok()
    }
}

impl<'a> WorktreeFiles<'a> {
    /// The files of the worktree with that top.
    pub fn at(workdir: &'a Path) -> Self {
        Self { workdir, top: OnceCell::new() }
    }
}

impl WorktreeFiles<'_> {
    fn open(&self, path: &str) -> Option<File> {
        regular_file::open(&self.resolve(path)?).ok()
    }

    /// Where the path really leads; `None` where nothing is, or outside.
    fn resolve(&self, path: &str) -> Option<PathBuf> {
        let path = inside(path)?;
        if is_plain_file(self.workdir, path) {
            return Some(self.workdir.join(path));
        }
        // Nothing is there, whatever leads to it.
        self.workdir.join(path).symlink_metadata().ok()?;
        let top = self.top.get_or_init(|| real_path(self.workdir).ok()).as_ref()?;
        let target = real_path(&top.join(path)).ok()?;
        target.starts_with(top).then_some(target)
    }
}

impl RevisionFiles<'_> {
    /// Whether nobody can tell what the commit has there: a partial clone lacks the file, or a
    /// directory above it.
    pub fn is_unknown(&self, path: &str) -> bool {
        match self.look_up(path) {
            Ok(Some(entry)) => entry.is_file() && !self.repo.handle.has(entry.id),
            Ok(None) => false,
            Err(_) => true,
        }
    }

    fn entry(&self, path: &str) -> Option<TreeEntry> {
        self.look_up(path).ok()?
    }

    fn look_up(&self, path: &str) -> anyhow::Result<Option<TreeEntry>> {
        let Some(path) = inside(path).and_then(Path::to_str) else { return Ok(None) };
        self.repo.tree_entry(self.tree, path.trim_end_matches('/'))
    }
}

/// The path, where it goes down only.
pub(crate) fn inside(path: &str) -> Option<&Path> {
    let path = Path::new(path.strip_prefix("./").unwrap_or(path));
    let goes_down = path.components().all(|part| matches!(part, Component::Normal(_)));
    (goes_down && !path.as_os_str().is_empty()).then_some(path)
}

/// Lines as [`str::lines`] counts them, of any file; bytes that are not text do
/// not matter, and of a huge file only as many as a sane reference can mean.
fn count_lines(file: File) -> Option<usize> {
    const HUGE: u64 = 64 * 1024 * 1024;
    let mut file = file.take(HUGE);
    let mut buffer = vec![0; 64 * 1024];
    let (mut lines, mut last) = (0, b'\n');
    loop {
        let length = file.read(&mut buffer).ok()?;
        let Some(&end) = buffer[..length].last() else { break };
        lines += buffer[..length].find_iter("\n").count();
        last = end;
    }
    Some(lines + usize::from(last != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn files_of_the_worktree_are_read() {
        let sandbox = Sandbox::new();
        sandbox.write("src/a.rs", "one\ntwo");
        std::fs::write(sandbox.path("image.png"), b"\xff\n\xfe\n").unwrap();
        let repo = sandbox.repo();
        let files = repo.worktree_files();
        assert!(files.exists("src/a.rs") && files.exists("src") && files.exists("./src/"));
        assert_eq!(files.read("src/a.rs").as_deref(), Some("one\ntwo"));
        assert_eq!(files.lines("src/a.rs"), Some(2));
        assert_eq!((files.read("image.png"), files.lines("image.png")), (None, Some(2)));
        assert_eq!((files.read("src"), files.lines("none")), (None, None));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_the_worktree_is_there() {
        let sandbox = Sandbox::new();
        let outside = tempfile::NamedTempFile::new().unwrap();
        sandbox.link(outside.path(), "out");
        sandbox.write("a", "in");
        sandbox.link("a", "in");
        let repo = sandbox.repo();
        let files = repo.worktree_files();
        for path in ["out", "../x", "..", "/etc/passwd", "", ".", "a/../../a", "a\0b"] {
            assert!(!files.exists(path), "{path}");
            assert_eq!(files.read(path), None, "{path}");
        }
        assert_eq!(files.read("in").as_deref(), Some("in"));
    }

    #[cfg(unix)]
    #[test]
    fn pipes_are_never_opened_and_large_files_not_read() {
        let sandbox = Sandbox::new();
        sandbox.fifo("pipe");
        sandbox.write("large", &"x\n".repeat(2 * 1024 * 1024 + 1));
        let repo = sandbox.repo();
        let files = repo.worktree_files();
        assert!(!files.exists("pipe"));
        assert_eq!((files.read("pipe"), files.lines("pipe")), (None, None));
        assert_eq!(files.read("large"), None);
        assert_eq!(files.lines("large"), Some(2 * 1024 * 1024 + 1));
    }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn a_commit_cannot_tell_what_is_in_a_submodule() {
        let sandbox = Sandbox::new();
        let id = sandbox.commit("src/a.rs", "old\n", "one");
        let absent = id.chars().rev().collect::<String>();
        let entry = format!("160000,{absent},libs/sub");
        sandbox.git(&["update-index", "--add", "--cacheinfo", &entry]);
        sandbox.git(&["commit", "-q", "-m", "sub"]);
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        let files = repo.files_at(&head);
        for path in ["libs/sub", "libs/sub/", "libs/sub/a.rs", "libs/sub/x/y.rs"] {
            assert!(files.exists(path) && files.lines(path).is_none(), "{path}");
            assert_eq!(repo.head_blob(path).unwrap(), None, "{path}");
        }
        assert!(!files.exists("libs/other") && !files.exists("src/a.rs/b"));
    }

    #[test]
    fn a_commit_has_its_own_files() {
        let sandbox = Sandbox::new();
        sandbox.commit("src/a.rs", "old\n", "one");
        sandbox.write("src/a.rs", "new\n\n");
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        let files = repo.files_at(&head);
        assert!(files.exists("src/a.rs") && files.exists("src/") && !files.exists("src/b.rs"));
        assert_eq!(
            (files.read("src/a.rs").as_deref(), files.lines("src/a.rs")),
            (Some("old\n"), Some(1))
        );
        assert!(!files.exists("../a") && files.read("src").is_none());
    }
}
