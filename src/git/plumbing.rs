//! One file, committed or staged by itself: whatever else is staged or changed
//! stays as it is.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use bstr::ByteSlice;
use gix::index::entry::Mode;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::open::real_path::real_path;
use crate::git::repository::Repo;
use crate::store::state_file::StateFile;

impl Repo {
    /// Commits another content of a file of HEAD, and nothing besides. The index
    /// and the worktree are not touched; no hook runs.
    ///
    /// # Errors
    /// Where git refuses; its own words are the error.
    pub fn commit_content(
        &self,
        path: &str,
        content: &[u8],
        message: &str,
    ) -> anyhow::Result<CommitId> {
        let head = self.head()?.context("there is no commit yet")?;
        let id = head.id.to_hex();
        let entry =
            self.tree_entry(head.tree, path)?.with_context(|| format!("no {path} there"))?;
        let tree = self.tree_with(&head, path, (entry.mode, content))?;
        let sign = self.config_bool("commit.gpgSign").unwrap_or(false).then_some("-S");
        let tail = ["-p", &id, "-F", "-", &tree];
        let arguments: Vec<&str> = ["commit-tree"].into_iter().chain(sign).chain(tail).collect();
        let commit = self.program.run_for_text(&arguments, message.as_bytes())?;
        let reflog = format!("commit: {}", message.lines().next().unwrap_or_default());
        self.program.run_for_text(&["update-ref", "-m", &reflog, "HEAD", &commit, &id], b"")?;
        self.forget_head();
        CommitId::from_hex(&commit).context("git commit-tree printed no hash")
    }

    /// Puts another content of a file into the index, where it has the file.
    ///
    /// # Errors
    /// Where git refuses; its own words are the error.
    pub fn stage_content(&self, path: &str, content: &[u8]) -> anyhow::Result<()> {
        let index = self.read_index()?;
        let Some(entry) = self.entry(&index, path)? else { return Ok(()) };
        let cacheinfo = self.cacheinfo(entry.mode, content, path)?;
        self.program.run_for_text(&["update-index", "--cacheinfo", &cacheinfo], b"")?;
        Ok(())
    }

    /// The tree of that commit with another file under that path.
    fn tree_with(
        &self,
        commit: &CommitInfo,
        path: &str,
        (mode, content): (Mode, &[u8]),
    ) -> anyhow::Result<String> {
        // An index of its own; git wants its path from wherever it stands.
        let index = real_path(self.state().made()?)?.join(StateFile::Index.name());
        // One that was killed has left it.
        let _ = fs::remove_file(&index);
        let program = self.program.with_index(index.clone());
        let git = |arguments: &[&str]| program.run_for_text(arguments, b"");
        let tree = || {
            git(&["read-tree", &commit.id.to_hex()])?;
            git(&["update-index", "--cacheinfo", &self.cacheinfo(mode, content, path)?])?;
            git(&["write-tree"])
        };
        let tree = tree();
        let _ = fs::remove_file(&index);
        tree
    }

    /// The entry of a new blob, as `git update-index` takes it.
    fn cacheinfo(&self, mode: Mode, content: &[u8], path: &str) -> anyhow::Result<String> {
        let blob = self.program.run_for_text(&["hash-object", "-w", "--stdin"], content)?;
        Ok(format!("{:06o},{blob},{path}", mode.bits()))
    }

    /// All worktrees of the repository that are there, this one included.
    pub fn worktrees(&self) -> anyhow::Result<Vec<PathBuf>> {
        let listed = self.program.run(&["worktree", "list", "--porcelain"], b"")?;
        let paths = listed.lines().filter_map(|line| line.strip_prefix(b"worktree "));
        let paths = paths.filter_map(|path| Some(path.to_path().ok()?.to_owned()));
        Ok(paths.filter(|path| path.is_dir()).collect())
    }
}
