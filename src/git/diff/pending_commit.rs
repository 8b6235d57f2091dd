//! What a commit would hold that has not been made yet.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use bstr::{BStr, BString, ByteSlice};
use gix::ObjectId;
use gix::diff::blob::ResourceKind;
use gix::index::entry::{Flags, Mode, Stat};
use gix::object::tree::EntryKind;
use gix::worktree::stack::state::attributes::Source;

use crate::git::blob;
use crate::git::blob::TreeEntry;
use crate::git::commit::CommitInfo;
use crate::git::repository::Repo;
use crate::terms::changed_paths::{Change, ChangeKind, LineCount};

/// What `git commit` is to take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The index.
    #[default]
    Index,
    /// The index and what has changed in tracked files (`-a`).
    All,
    /// The index and these paths as the worktree has them (`-i`).
    Include(Vec<OsString>),
    /// HEAD and these paths as the worktree has them (`git commit <paths>`).
    Only(Vec<OsString>),
}

/// A commit that has not been made yet.
#[derive(Debug)]
pub struct Upcoming {
    /// Keeps the objects that are made of worktree files in memory.
    repo: Repo,
    index: gix::index::File,
    head: Option<ObjectId>,
    parent: Option<ObjectId>,
}

impl Repo {
    /// What a commit of `scope` would hold: with `replaced`, instead of that
    /// commit (`--amend`), else on top of HEAD.
    ///
    /// Nothing is written, neither the index nor objects.
    ///
    /// # Errors
    /// Where the index, HEAD or the worktree cannot be read.
    pub fn upcoming(
        &self,
        scope: &Scope,
        replaced: Option<&CommitInfo>,
    ) -> anyhow::Result<Upcoming> {
        let git = self.git.clone().with_object_memory();
        let repo = self.with_git(git);
        let head = repo.head()?.map(|head| head.tree);
        let parent = match replaced {
            None => head,
            Some(commit) => {
                let parent = commit.parents.first().map(|id| repo.commit(id)).transpose()?;
                parent.map(|parent| parent.tree)
            }
        };
        let index = repo.index_of(scope, head)?;
        Ok(Upcoming { repo, index, head, parent })
    }

    /// The index as git would make it for a commit of `scope`
    /// (builtin/commit.c, `prepare_index`).
    fn index_of(&self, scope: &Scope, head: Option<ObjectId>) -> anyhow::Result<gix::index::File> {
        let index = self.index()?;
        if *scope == Scope::Index {
            return Ok(index.clone());
        }
        let present = self.with_present(index).into_owned();
        let mut index = gix::index::File::from_state(present, index.path().to_owned());
        let touched: BTreeSet<BString> =
            self.modified(&index)?.into_iter().map(|change| change.path).collect();
        match scope {
            Scope::Index => {}
            Scope::All => self.take(&mut index, touched)?,
            Scope::Include(paths) => {
                let named = self.among(&index, paths, touched)?;
                self.take(&mut index, named)?;
            }
            Scope::Only(paths) => index = self.only(index, head, paths, &touched)?,
        }
        Ok(index)
    }

    /// HEAD's tree with the named paths as the worktree has them.
    fn only(
        &self,
        index: gix::index::File,
        head: Option<ObjectId>,
        paths: &[OsString],
        touched: &BTreeSet<BString>,
    ) -> anyhow::Result<gix::index::File> {
        let tree = head.unwrap_or_else(|| ObjectId::empty_tree(self.git.object_hash()));
        let mut result = self.git.index_from_tree(&tree)?;
        let known = [&*index, &*result].into_iter().flat_map(|index: &gix::index::State| {
            index.entries().iter().map(|entry| entry.path(index).to_owned())
        });
        let named = self.among(&index, paths, known.collect())?;
        let (from_index, from_worktree): (BTreeSet<_>, BTreeSet<_>) =
            named.into_iter().partition(|path| {
                !touched.contains(path) && blob::entry(&index, path.as_bstr()).is_some()
            });
        let as_staged = |path: BString| {
            let entry = blob::entry(&index, path.as_bstr());
            (path, entry)
        };
        put(&mut result, from_index.into_iter().map(as_staged).collect());
        self.take(&mut result, from_worktree)?;
        Ok(result)
    }

    /// Those of `paths` that the pathspecs name, as typed in the working directory.
    fn among(
        &self,
        index: &gix::index::State,
        pathspecs: &[OsString],
        mut paths: BTreeSet<BString>,
    ) -> anyhow::Result<BTreeSet<BString>> {
        if pathspecs.is_empty() {
            return Ok(BTreeSet::new());
        }
        let specs = pathspecs.iter().map(|spec| gix::path::os_str_into_bstr(spec));
        let mut specs = specs.collect::<Result<Vec<_>, _>>()?;
        let search =
            |specs: &[&BStr]| self.git.pathspec(false, specs, false, index, Source::IdMapping);
        // gix takes the `.` that names the whole worktree for a directory of that name.
        let is_everything = |pattern: &gix::pathspec::Pattern| pattern.is_nil();
        if search(&specs)?.search().patterns().any(is_everything) {
            let defaults = self.git.pathspec_defaults()?;
            specs.retain(|spec| {
                gix::pathspec::parse(spec, defaults).is_ok_and(|pattern| pattern.is_excluded())
            });
        }
        let mut search = search(&specs)?;
        paths.retain(|path| specs.is_empty() || search.is_included(path.as_bstr(), Some(false)));
        Ok(paths)
    }

    /// Brings entries to what the worktree has.
    fn take(&self, index: &mut gix::index::State, paths: BTreeSet<BString>) -> anyhow::Result<()> {
        let attributes = self.git.attributes_only(index, Source::WorktreeThenIdMapping)?;
        let mut filter = gix::filter::Pipeline::new(&self.git, attributes.detach())?;
        let mut entries = BTreeMap::new();
        for path in paths {
            let object = filter.worktree_file_to_object(path.as_bstr(), index)?;
            let entry = object.map(|(id, kind, _)| TreeEntry { id, mode: mode(kind) });
            entries.insert(path, entry);
        }
        put(index, entries);
        Ok(())
    }
}

impl Upcoming {
    /// What it changes, renames found as git finds them.
    ///
    /// # Errors
    /// Where a tree or a blob cannot be read.
    pub fn changes(&self) -> anyhow::Result<Vec<Change>> {
        self.repo.changes_in(&self.index, self.parent)
    }

    /// How many lines these changes add and remove. Binary files and
    /// submodules are not counted, nor is what cannot be read.
    pub fn line_counts(&self, changes: &[&Change]) -> BTreeMap<BString, LineCount> {
        let Ok(mut cache) = self.repo.git.diff_resource_cache_for_tree_diff() else {
            return BTreeMap::new();
        };
        let count = |change: &&Change| {
            let count = self.line_count(change, &mut cache)?;
            cache.clear_resource_cache_keep_allocation();
            Some((change.path.clone(), count))
        };
        changes.iter().filter_map(count).collect()
    }

    /// The content of a path, where the commit changes what HEAD has there.
    ///
    /// # Errors
    /// Where HEAD or the object cannot be read.
    pub fn changed_blob(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let entry = blob::entry(&self.index, path.into());
        let in_head = self.head.map(|head| self.repo.tree_entry(head, path)).transpose()?.flatten();
        if entry == in_head {
            return Ok(None);
        }
        self.repo.blob(entry)
    }

    /// The content of a path as the commit has it that this one comes to stand on.
    ///
    /// # Errors
    /// Where the object cannot be read.
    pub fn parent_blob(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(parent) = self.parent else { return Ok(None) };
        self.repo.blob(self.repo.tree_entry(parent, path)?)
    }

    fn line_count(
        &self,
        change: &Change,
        cache: &mut gix::diff::blob::Platform,
    ) -> Option<LineCount> {
        let from = match &change.kind {
            ChangeKind::Renamed { from } => from.as_bstr(),
            _ => change.path.as_bstr(),
        };
        let tree = self.parent.zip(from.to_str().ok());
        let old = tree.and_then(|(tree, path)| self.repo.tree_entry(tree, path).ok()?);
        let new = blob::entry(&self.index, change.path.as_bstr());
        let sides = [
            (ResourceKind::OldOrSource, old, from),
            (ResourceKind::NewOrDestination, new, change.path.as_bstr()),
        ];
        for (side, entry, path) in sides {
            self.set(cache, side, entry, path)?;
        }
        let lines = gix::object::blob::diff::Platform { resource_cache: cache }.line_counts();
        let lines = lines.ok()??;
        Some(LineCount { added: lines.insertions as usize, removed: lines.removals as usize })
    }

    fn set(
        &self,
        cache: &mut gix::diff::blob::Platform,
        side: ResourceKind,
        entry: Option<TreeEntry>,
        path: &BStr,
    ) -> Option<()> {
        let nothing = ObjectId::null(self.repo.git.object_hash());
        let id = match entry {
            Some(entry) if entry.is_file() => entry.id,
            Some(_) => return None,
            None => nothing,
        };
        cache.set_resource(id, EntryKind::Blob, path, side, &self.repo.git.objects).ok()
    }
}

/// Puts entries in the place of what is there; `None` takes it away.
fn put(index: &mut gix::index::State, entries: BTreeMap<BString, Option<TreeEntry>>) {
    // The trees that the index remembers are no longer its own.
    index.remove_tree();
    index.remove_entries(|_, path, _| entries.contains_key(path));
    for (path, entry) in &entries {
        if let Some(TreeEntry { id, mode }) = *entry {
            let (stat, flags) = (Stat::default(), Flags::empty());
            index.dangerously_push_entry(stat, id, flags, mode, path.as_bstr());
        }
    }
    index.sort_entries();
}

fn mode(kind: EntryKind) -> Mode {
    match kind {
        EntryKind::Tree => Mode::DIR,
        EntryKind::Blob => Mode::FILE,
        EntryKind::BlobExecutable => Mode::FILE_EXECUTABLE,
        EntryKind::Link => Mode::SYMLINK,
        EntryKind::Commit => Mode::COMMIT,
    }
}

#[cfg(test)]
mod tests;
