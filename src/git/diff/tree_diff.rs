//! What a commit changes: trees against the index, and trees against trees.

use std::ops::ControlFlow;
use std::path::Path;

use bstr::BStr;
use gix::diff::Rewrites;
use gix::diff::index::{ChangeRef, RewriteOptions};
use gix::index::State;
use gix::index::entry::Flags;
use gix::object::tree::diff::ChangeDetached;
use gix::{ObjectId, pathspec};

use crate::git::commit::commit_id::CommitId;
use crate::git::diff::index_diff::modification;
use crate::git::repository::Repo;
use crate::terms::changed_paths::{Change, ChangeKind};

impl Repo {
    /// What the index that is being committed changes against HEAD, renames
    /// found as git finds them.
    pub fn staged(&self) -> anyhow::Result<Vec<Change>> {
        let head = self.head()?.map(|head| head.tree);
        self.index_changes(head)
    }

    /// What the index changes against that commit: for an amend, its parent
    /// (`None` where it has none).
    pub fn changed_since(&self, base: Option<&CommitId>) -> anyhow::Result<Vec<Change>> {
        let tree = base.map(|base| self.commit(base)).transpose()?.map(|commit| commit.tree);
        self.index_changes(tree)
    }

    /// What that commit changes against its first parent.
    ///
    /// # Errors
    /// Where one of them cannot be read; in a shallow clone the parent may be missing.
    pub fn commit_changes(&self, id: &CommitId) -> anyhow::Result<Vec<Change>> {
        let commit = self.commit(id)?;
        let parent = commit.parents.first().map(|parent| self.commit(parent)).transpose()?;
        self.tree_changes(parent.map(|parent| parent.tree), commit.tree)
    }

    fn index_changes(&self, tree: Option<ObjectId>) -> anyhow::Result<Vec<Change>> {
        let index = self.index()?;
        self.changes_in(index, tree)
    }

    /// What that index changes against a tree.
    pub(crate) fn changes_in(
        &self,
        index: &gix::index::File,
        tree: Option<ObjectId>,
    ) -> anyhow::Result<Vec<Change>> {
        if let Some(changes) = self.plain_changes_in(index, tree)? {
            return Ok(changes);
        }
        // `git commit` writes the index's trees before it runs pre-commit, and
        // trees are compared in the time that the changes take, not the files.
        if let Some(new) = self.tree_of(index) {
            return self.tree_changes(tree, new);
        }
        let mut index: State = (**index).clone();
        index.remove_entries(|_, _, entry| entry.flags.contains(Flags::INTENT_TO_ADD));
        let mut changes = conflicts(&index);
        let tree = tree.unwrap_or_else(|| ObjectId::empty_tree(self.handle.object_hash()));
        let git = self.git()?;
        let old = git.index_from_tree(&tree)?;
        let mut blobs = git.diff_resource_cache_for_tree_diff()?;
        let renames =
            RewriteOptions { resource_cache: &mut blobs, find: git, rewrites: Rewrites::default() };
        let mut everything = pathspec::Search::from_specs([], None, Path::new(""))?;
        let take = |change: ChangeRef<'_, '_>| {
            changes.extend(index_change(change));
            Ok::<_, gix::Error>(ControlFlow::Continue(()))
        };
        let no_attributes = &mut |_: &BStr, _, _, _: &mut _| false;
        gix::diff::index(&old, &index, take, Some(renames), &mut everything, no_attributes)?;
        changes.sort();
        changes.dedup_by(|second, first| second.path == first.path);
        Ok(changes)
    }

    /// The tree that the index would be committed as, where it says so itself.
    fn tree_of(&self, index: &gix::index::State) -> Option<ObjectId> {
        let tree = index.tree().filter(|tree| tree.num_entries.is_some())?;
        (!tree.id.is_null() && self.handle.has(tree.id)).then_some(tree.id)
    }

    pub(crate) fn tree_changes(
        &self,
        old: Option<ObjectId>,
        new: ObjectId,
    ) -> anyhow::Result<Vec<Change>> {
        let git = self.git()?;
        let old = old.map(|old| git.find_tree(old)).transpose()?;
        let new = git.find_tree(new)?;
        let options = |rewrites| {
            let mut options = gix::diff::Options::default();
            options.track_path().track_rewrites(rewrites);
            options
        };
        // Renames are found by content, which a partial clone may not have.
        let found = git
            .diff_tree_to_tree(old.as_ref(), &new, options(Some(Rewrites::default())))
            .or_else(|_| git.diff_tree_to_tree(old.as_ref(), &new, options(None)))?;
        let mut changes: Vec<_> = found.into_iter().filter_map(tree_change).collect();
        changes.sort();
        Ok(changes)
    }
}

/// The unmerged paths.
fn conflicts(index: &gix::index::State) -> Vec<Change> {
    let unmerged = index.entries().iter().filter(|entry| entry.stage_raw() != 0);
    unmerged.map(|entry| change(entry.path(index), ChangeKind::Conflicted)).collect()
}

fn index_change(found: gix::diff::index::ChangeRef<'_, '_>) -> Option<Change> {
    use gix::diff::index::ChangeRef as Found;
    Some(match found {
        Found::Addition { location, .. } => change(&location, ChangeKind::Added),
        Found::Deletion { location, .. } => change(&location, ChangeKind::Deleted),
        Found::Modification { location, previous_entry_mode, entry_mode, .. } => {
            change(&location, modification(previous_entry_mode, entry_mode))
        }
        Found::Rewrite { source_location, location, .. } => {
            change(&location, ChangeKind::Renamed { from: source_location.into_owned() })
        }
    })
}

/// Trees themselves are not changes: what is in them is told too.
fn tree_change(found: ChangeDetached) -> Option<Change> {
    use ChangeDetached as Found;
    Some(match found {
        Found::Addition { location, entry_mode, .. } if !entry_mode.is_tree() => {
            change(location.as_ref(), ChangeKind::Added)
        }
        Found::Deletion { location, entry_mode, .. } if !entry_mode.is_tree() => {
            change(location.as_ref(), ChangeKind::Deleted)
        }
        Found::Modification { location, previous_entry_mode, entry_mode, .. }
            if !entry_mode.is_tree() =>
        {
            change(location.as_ref(), modification(previous_entry_mode.into(), entry_mode.into()))
        }
        Found::Rewrite { source_location, location, entry_mode, .. } if !entry_mode.is_tree() => {
            change(location.as_ref(), ChangeKind::Renamed { from: source_location })
        }
        _ => return None,
    })
}

fn change(path: &BStr, kind: ChangeKind) -> Change {
    Change { path: path.to_owned(), kind }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::git_cli::GitCli;
    use crate::git::testing::Sandbox;
    use bstr::BString;

    /// What git says, in our terms.
    fn by_git(sandbox: &Sandbox, arguments: &[&str]) -> Vec<Change> {
        let shown =
            sandbox.git(&[&["diff-tree", "-r", "-M", "-z", "--no-commit-id"], arguments].concat());
        by_raw(&shown)
    }

    fn by_index(sandbox: &Sandbox) -> Vec<Change> {
        by_raw(&sandbox.git(&["diff-index", "--cached", "-M", "-z", "HEAD"]))
    }

    fn by_raw(shown: &str) -> Vec<Change> {
        let mut fields = shown.split('\0').filter(|field| !field.is_empty());
        let mut changes = Vec::new();
        while let Some(raw) = fields.next() {
            let path: BString = fields.next().unwrap().into();
            let kind = match raw.rsplit(' ').next().unwrap().as_bytes()[0] {
                b'A' => ChangeKind::Added,
                b'D' => ChangeKind::Deleted,
                b'M' => ChangeKind::Modified,
                b'T' => ChangeKind::TypeChanged,
                b'U' => ChangeKind::Conflicted,
                b'R' => {
                    let to = fields.next().unwrap().into();
                    changes.push(Change { path: to, kind: ChangeKind::Renamed { from: path } });
                    continue;
                }
                other => panic!("{}", char::from(other)),
            };
            changes.push(Change { path, kind });
        }
        changes.sort();
        changes.dedup_by(|second, first| second.path == first.path);
        changes
    }

    fn with_every_kind() -> Sandbox {
        let sandbox = Sandbox::new();
        for name in ["kept", "changed", "gone", "moved", "linked", "d/deep/moved"] {
            sandbox.write(name, &format!("{name}\n").repeat(20));
        }
        sandbox.git(&["add", "."]);
        sandbox.git(&["commit", "-q", "-m", "one"]);
        sandbox.write("changed", "other");
        sandbox.write("new/file", "new");
        sandbox.git(&["mv", "moved", "there"]);
        sandbox.git(&["mv", "d/deep", "d/deeper"]);
        sandbox.git(&["rm", "-q", "gone", "linked"]);
        #[cfg(unix)]
        sandbox.link("kept", "linked");
        #[cfg(not(unix))]
        sandbox.write("linked", "other\n");
        sandbox.git(&["add", "."]);
        sandbox
    }

    #[test]
    fn staged_changes_are_those_of_git_with_and_without_a_cached_tree() {
        let sandbox = with_every_kind();
        let expected = by_index(&sandbox);
        assert_eq!(expected.len(), 6);
        assert_eq!(sandbox.repo().staged().unwrap(), expected);
        sandbox.git(&["write-tree"]);
        assert!(sandbox.repo().tree_of(sandbox.repo().index().unwrap()).is_some());
        assert_eq!(sandbox.repo().staged().unwrap(), expected);
    }

    #[test]
    fn changes_without_renames_are_those_of_git_whatever_the_index_knows_of_trees() {
        type Step = (&'static str, fn(&Sandbox));
        let steps: [Step; 6] = [
            ("changed", |sandbox| sandbox.write("d/e/deep", "changed")),
            ("added", |sandbox| sandbox.write("d/new/file", "new")),
            ("like the folder", |sandbox| sandbox.write("d.x", "new")),
            ("executable", |sandbox| {
                sandbox.git(&["update-index", "--chmod=+x", "d/f"]);
            }),
            ("another type", |sandbox| {
                let blob = sandbox.git(&["rev-parse", "HEAD:a"]);
                let entry = format!("120000,{},a", blob.trim());
                sandbox.git(&["update-index", "--cacheinfo", &entry]);
            }),
            ("intended", |sandbox| {
                sandbox.write("later", "later");
                sandbox.git(&["add", "-N", "later"]);
            }),
        ];
        for write_tree in [false, true] {
            let sandbox = Sandbox::new();
            for name in ["a", "d/e/deep", "d/f", "other/g"] {
                sandbox.write(name, name);
            }
            sandbox.git(&["add", "."]);
            sandbox.git(&["commit", "-q", "-m", "one"]);
            for (what, step) in &steps {
                step(&sandbox);
                sandbox.git(&["add", "d", "other"]);
                if write_tree {
                    sandbox.git(&["write-tree"]);
                }
                let expected = by_index(&sandbox);
                let expected: Vec<Change> =
                    expected.into_iter().filter(|change| change.path != "later").collect();
                let repo = sandbox.repo();
                let head = repo.head().unwrap().map(|head| head.tree);
                let found = repo.plain_changes_in(repo.index().unwrap(), head).unwrap();
                assert_eq!(found, Some(expected), "{what} {write_tree}");
            }
        }
    }

    #[test]
    fn in_a_sparse_index_staged_changes_are_those_of_git() {
        let sandbox = Sandbox::new();
        for name in ["a", "in/b", "out/c", "out/deep/d"] {
            sandbox.write(name, name);
        }
        sandbox.git(&["add", "."]);
        sandbox.git(&["commit", "-q", "-m", "one"]);
        sandbox.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
        sandbox.write("in/b", "changed");
        sandbox.git(&["add", "in"]);
        assert!(sandbox.repo().index().unwrap().is_sparse());
        assert_eq!(sandbox.repo().staged().unwrap(), by_index(&sandbox));
    }

    #[test]
    fn what_may_be_renamed_takes_more_than_a_look() {
        let sandbox = with_every_kind();
        let repo = sandbox.repo();
        let head = repo.head().unwrap().map(|head| head.tree);
        assert_eq!(repo.plain_changes_in(repo.index().unwrap(), head).unwrap(), None);
        sandbox.git(&["reset", "-q", "--hard"]);
        sandbox.git(&["rm", "-q", "-r", "d", "gone"]);
        let repo = sandbox.repo();
        let found = repo.plain_changes_in(repo.index().unwrap(), head).unwrap();
        assert_eq!(found, Some(by_index(&sandbox)));
    }

    #[test]
    fn a_commit_changes_what_git_says() {
        let sandbox = with_every_kind();
        sandbox.git(&["commit", "-q", "-m", "two"]);
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        assert_eq!(repo.commit_changes(&head.id).unwrap(), by_git(&sandbox, &["HEAD"]));
        assert_eq!(repo.changed_since(head.parents.first()).unwrap(), by_git(&sandbox, &["HEAD"]));
        let first = repo.commit_changes(&head.parents[0]).unwrap();
        assert_eq!(first.len(), 6);
        assert!(first.iter().all(|change| change.kind == ChangeKind::Added));
        assert_eq!(repo.staged().unwrap(), []);
    }

    #[test]
    fn before_the_first_commit_all_is_added_but_what_is_only_intended() {
        let sandbox = Sandbox::new();
        assert_eq!(sandbox.repo().staged().unwrap(), []);
        sandbox.write("a", "a");
        sandbox.write("later", "b");
        sandbox.git(&["add", "a"]);
        sandbox.git(&["add", "-N", "later"]);
        let staged = sandbox.repo().staged().unwrap();
        assert_eq!(staged, [Change { path: "a".into(), kind: ChangeKind::Added }]);
        assert_eq!(sandbox.repo().changed_since(None).unwrap(), staged);
    }

    #[test]
    fn unmerged_paths_are_conflicts() {
        let sandbox = Sandbox::new();
        sandbox.commit("a", "base", "base");
        sandbox.git(&["checkout", "-q", "-b", "side"]);
        sandbox.commit("a", "side", "side");
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.commit("a", "main", "main");
        sandbox.may_git(&["merge", "side"]);
        let staged = sandbox.repo().staged().unwrap();
        assert_eq!(staged, [Change { path: "a".into(), kind: ChangeKind::Conflicted }]);
    }

    #[test]
    fn a_partial_index_is_followed() {
        let sandbox = Sandbox::new();
        sandbox.commit("a", "a", "one");
        sandbox.write("a", "changed");
        sandbox.write("b", "b");
        sandbox.git(&["add", "."]);
        std::fs::copy(sandbox.path(".git/index"), sandbox.path(".git/next-index")).unwrap();
        sandbox.git(&["reset", "-q"]);
        let mut options = gix::open::Permissions::all();
        options.env = gix::open::permissions::Environment::isolated();
        let options = gix::open::Options::default().permissions(options);
        let options = options.config_overrides(["gitoxide.core.indexFile=next-index"]);
        let git = options.open(sandbox.root()).unwrap().to_thread_local();
        assert_eq!(Repo::of(git, GitCli::at(sandbox.root())).unwrap().staged().unwrap().len(), 2);
        assert_eq!(sandbox.repo().staged().unwrap(), []);
    }
}
