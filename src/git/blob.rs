//! Single files as the index, HEAD or a commit has them.

use bstr::BStr;
use gix::ObjectId;
use gix::index::State;
use gix::index::entry::{Flags, Mode, Stage};
use gix::objs::tree::EntryMode;
use gix::objs::{Kind, TreeRefIter};

use crate::git::commit::commit_id::CommitId;
use crate::git::repository::Repo;
use crate::text::limits::MAX_TEXT_BYTES;

impl Repo {
    /// Whether the commit that is being made changes that path (from the top of the worktree).
    pub fn session_is_staged(&self, path: &str) -> anyhow::Result<bool> {
        let index = self.index()?;
        let staged = self.entry(index, path)?;
        let Some(head) = self.head()? else { return Ok(staged.is_some()) };
        let committed = self.tree_entry(head.tree, path)?;
        Ok(staged != committed)
    }

    /// The content of a path as the index has it; `None` where it is not in there.
    pub fn index_blob(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        self.blob(self.entry(self.index()?, path)?)
    }

    /// The content of a path as HEAD has it; `None` where HEAD has no such file.
    pub fn head_blob(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(head) = self.head()? else { return Ok(None) };
        self.blob(self.tree_entry(head.tree, path)?)
    }

    /// The content of a path as that commit has it; `None` where it has no such file.
    pub fn blob_at(&self, id: &CommitId, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        self.blob(self.tree_entry(self.commit(id)?.tree, path)?)
    }

    /// The index that git gave us (`GIT_INDEX_FILE`), else that of this worktree:
    /// read once, for what is told of it must agree.
    pub(crate) fn index(&self) -> anyhow::Result<&gix::index::File> {
        match self.index.get() {
            Some(index) => Ok(index),
            None => {
                let index = self.read_index()?;
                Ok(self.index.get_or_init(|| index))
            }
        }
    }

    pub(crate) fn read_index(&self) -> anyhow::Result<gix::index::File> {
        let path = self.handle.index_path();
        let kind = self.handle.object_hash();
        // git itself checks the index's hash only in fsck.
        let skip_hash = true;
        Ok(gix::index::File::at_or_default(path, kind, skip_hash, Default::default())?)
    }

    /// Id and mode of a path in a tree; of what is in a submodule it knows nothing.
    pub(crate) fn tree_entry(
        &self,
        tree: ObjectId,
        path: &str,
    ) -> anyhow::Result<Option<TreeEntry>> {
        let mut entry = TreeEntry { id: tree, mode: Mode::DIR };
        for name in path.split('/').filter(|name| !name.is_empty()) {
            if !entry.is_directory() {
                return Ok(None);
            }
            let (kind, tree) = self.handle.find(entry.id)?;
            anyhow::ensure!(kind == Kind::Tree, "{} is not a tree", entry.id);
            let mut entries =
                TreeRefIter::from_bytes(&tree, entry.id.kind()).filter_map(Result::ok);
            let Some(found) = entries.find(|found| found.filename == name) else { return Ok(None) };
            // Old trees have modes like 100664, which the index never has.
            let mode = Mode::from(EntryMode::from(found.mode.kind()));
            entry = TreeEntry { id: found.oid.to_owned(), mode };
        }
        Ok(Some(entry))
    }

    /// The entry that would be committed: neither unmerged nor only intended.
    pub(crate) fn entry(&self, index: &State, path: &str) -> anyhow::Result<Option<TreeEntry>> {
        match index.entry_by_path_and_stage(path.into(), Stage::Unconflicted) {
            Some(_) => Ok(entry(index, path.into())),
            None => self.collapsed_entry(index, path),
        }
    }

    /// The entry in a directory that a sparse index has collapsed.
    fn collapsed_entry(&self, index: &State, path: &str) -> anyhow::Result<Option<TreeEntry>> {
        if !index.is_sparse() {
            return Ok(None);
        }
        let directories = path.match_indices('/').map(|(slash, _)| path.split_at(slash + 1));
        let mut collapsed = directories.filter_map(|(directory, inside)| {
            let entry = index.entry_by_path_and_stage(directory.into(), Stage::Unconflicted)?;
            (entry.mode == Mode::DIR).then_some((entry.id, inside))
        });
        let Some((tree, inside)) = collapsed.next_back() else { return Ok(None) };
        self.tree_entry(tree, inside)
    }

    /// The content of an entry that is a regular file; `None` where it is larger
    /// than any file that we look at.
    pub(crate) fn blob(&self, entry: Option<TreeEntry>) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(entry) = entry.filter(|entry| entry.is_file()) else { return Ok(None) };
        // Told by the object's header, before anything is unpacked.
        if self.handle.header(entry.id)?.1 > MAX_TEXT_BYTES {
            return Ok(None);
        }
        Ok(Some(self.handle.find(entry.id)?.1))
    }
}

/// What a tree or the index holds under a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TreeEntry {
    pub(crate) id: ObjectId,
    pub(crate) mode: Mode,
}

impl TreeEntry {
    /// Whether it is a regular file.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.mode, Mode::FILE | Mode::FILE_EXECUTABLE)
    }

    /// Whether it is another repository's commit.
    pub(crate) fn is_submodule(&self) -> bool {
        self.mode == Mode::COMMIT
    }

    /// Whether it is a directory.
    pub(crate) fn is_directory(&self) -> bool {
        self.mode == Mode::DIR
    }
}

/// The entry that would be committed: neither unmerged nor only intended.
pub(crate) fn entry(index: &gix::index::State, path: &BStr) -> Option<TreeEntry> {
    let entry = index.entry_by_path_and_stage(path, Stage::Unconflicted)?;
    let is_intended = entry.flags.contains(Flags::INTENT_TO_ADD);
    (!is_intended).then_some(TreeEntry { id: entry.id, mode: entry.mode })
}

#[cfg(test)]
mod with_git {
    use crate::git::testing::Sandbox;
    use crate::text::limits::MAX_TEXT_BYTES;

    #[test]
    fn index_head_and_commits_each_have_their_own_version() {
        let sandbox = Sandbox::new();
        let first = sandbox.commit("d/S.md", "one", "one");
        sandbox.commit("d/S.md", "two", "two");
        sandbox.write("d/S.md", "three");
        sandbox.git(&["add", "."]);
        sandbox.write("d/S.md", "four");
        let repo = sandbox.repo();
        let first = crate::git::commit::commit_id::CommitId::from_hex(&first).unwrap();
        let text =
            |blob: anyhow::Result<Option<Vec<u8>>>| String::from_utf8(blob.unwrap().unwrap());
        assert_eq!(text(repo.index_blob("d/S.md")).unwrap(), "three");
        assert_eq!(text(repo.head_blob("d/S.md")).unwrap(), "two");
        assert_eq!(text(repo.blob_at(&first, "d/S.md")).unwrap(), "one");
        assert_eq!(repo.head_blob("d").unwrap(), None);
        assert_eq!(repo.head_blob("absent/S.md").unwrap(), None);
        assert_eq!(repo.index_blob("../S.md").unwrap(), None);
    }

    #[test]
    fn a_blob_that_is_too_large_is_never_read() {
        let sandbox = Sandbox::new();
        sandbox.commit("S.md", &"x".repeat(MAX_TEXT_BYTES as usize), "one");
        sandbox.write("S.md", &"x".repeat(MAX_TEXT_BYTES as usize + 1));
        sandbox.git(&["add", "S.md"]);
        let repo = sandbox.repo();
        assert_eq!(
            repo.head_blob("S.md").unwrap().map(|blob| blob.len() as u64),
            Some(MAX_TEXT_BYTES)
        );
        assert_eq!(repo.index_blob("S.md").unwrap(), None);
    }

    #[test]
    fn a_session_is_staged_when_index_and_head_differ() {
        let sandbox = Sandbox::new();
        let is_staged = || sandbox.repo().session_is_staged("S.md").unwrap();
        assert!(!is_staged());
        sandbox.write("S.md", "one");
        assert!(!is_staged());
        sandbox.git(&["add", "-N", "S.md"]);
        assert!(!is_staged());
        sandbox.git(&["add", "S.md"]);
        assert!(is_staged());
        sandbox.git(&["commit", "-q", "-m", "one"]);
        sandbox.write("S.md", "two");
        assert!(!is_staged());
        sandbox.git(&["rm", "-q", "--cached", "S.md"]);
        assert!(is_staged());
    }
}
