//! What an index changes against a tree, in the time that the changes take: where the index knows
//! the tree of a directory, and it is the same, nothing below is looked at.

use std::collections::BTreeMap;
use std::ops::Range;

use bstr::{BStr, BString, ByteSlice};
use gix::ObjectId;
use gix::index::State;
use gix::index::entry::{Flags, Mode};
use gix::index::extension::Tree;
use gix::objs::tree::EntryMode;
use gix::objs::{Kind, TreeRefIter};

use crate::git::repository::Repo;
use crate::terms::changed_paths::{Change, ChangeKind};

impl Repo {
    /// What that index changes against a tree; `None` where that takes more than a look: where
    /// something may be renamed, in a conflict, and where a sparse index has collapsed what changed.
    ///
    /// # Errors
    /// Where a tree cannot be read.
    pub(crate) fn plain_changes_in(
        &self,
        index: &State,
        tree: Option<ObjectId>,
    ) -> anyhow::Result<Option<Vec<Change>>> {
        if index.entries().iter().any(|entry| entry.stage_raw() != 0) {
            return Ok(None);
        }
        let mut diff =
            IndexDiff { repo: self, index, changes: Vec::new(), has_collapsed_change: false };
        let top = DirectoryPair {
            path: BString::default(),
            tree,
            entries: 0..index.entries().len(),
            known: index.tree(),
        };
        let mut waiting = vec![top];
        while let Some(directory) = waiting.pop() {
            diff.compare(directory, &mut waiting)?;
        }
        let mut changes = std::mem::take(&mut diff.changes);
        let has = |kind: &ChangeKind| changes.iter().any(|change| change.kind == *kind);
        let may_be_renamed = has(&ChangeKind::Added) && has(&ChangeKind::Deleted);
        if may_be_renamed || diff.has_collapsed_change {
            return Ok(None);
        }
        changes.sort();
        Ok(Some(changes))
    }
}

/// A directory as the tree has it, and as the index has it.
struct DirectoryPair<'a> {
    /// Empty, or with `/` at the end.
    path: BString,
    tree: Option<ObjectId>,
    /// The positions of the index's entries below it.
    entries: Range<usize>,
    /// What the index knows of its tree.
    known: Option<&'a Tree>,
}

/// What stands under one name, on both sides.
#[derive(Default)]
struct NamePair {
    tree: Option<(Mode, ObjectId)>,
    entries: Option<Range<usize>>,
}

struct IndexDiff<'a> {
    repo: &'a Repo,
    index: &'a State,
    changes: Vec<Change>,
    has_collapsed_change: bool,
}

impl<'a> IndexDiff<'a> {
    fn compare(
        &mut self,
        directory: DirectoryPair<'a>,
        waiting: &mut Vec<DirectoryPair<'a>>,
    ) -> anyhow::Result<()> {
        let known = directory.known.filter(|tree| tree.num_entries.is_some());
        if known.is_some_and(|known| Some(known.id) == directory.tree) {
            return Ok(());
        }
        for ((name, is_directory), pair) in self.names(&directory)? {
            let path = BString::from([directory.path.as_slice(), &name].concat());
            if is_directory {
                let known = directory.known.and_then(|known| child(known, name.as_ref()));
                let tree = pair.tree.map(|(_, id)| id);
                let entries = pair.entries.unwrap_or_default();
                let first = self.index.entries()[entries.clone()].first();
                if let Some(collapsed) = first.filter(|entry| entry.mode == Mode::DIR) {
                    self.has_collapsed_change |= tree != Some(collapsed.id);
                    continue;
                }
                let path = [path.as_slice(), b"/"].concat().into();
                waiting.push(DirectoryPair { path, tree, entries, known });
            } else if let Some(kind) = self.change(pair) {
                self.changes.push(Change { path, kind });
            }
        }
        Ok(())
    }

    /// What stands directly in the directory: by name, and whether it is a directory.
    fn names(
        &self,
        directory: &DirectoryPair<'a>,
    ) -> anyhow::Result<BTreeMap<(BString, bool), NamePair>> {
        let mut names: BTreeMap<(BString, bool), NamePair> = BTreeMap::new();
        if let Some(tree) = directory.tree {
            let (kind, bytes) = self.repo.handle.find(tree)?;
            anyhow::ensure!(kind == Kind::Tree, "{tree} is not a tree");
            for entry in TreeRefIter::from_bytes(&bytes, tree.kind()) {
                let entry = entry?;
                // Old trees have modes like 100664, which the index never has.
                let mode = Mode::from(EntryMode::from(entry.mode.kind()));
                let key = (entry.filename.to_owned(), mode == Mode::DIR);
                names.entry(key).or_default().tree = Some((mode, entry.oid.to_owned()));
            }
        }
        let mut start = directory.entries.start;
        while start < directory.entries.end {
            let entries = &self.index.entries()[start..directory.entries.end];
            let path = entries[0].path(self.index);
            let name = path[directory.path.len()..].as_bytes();
            let (name, is_directory, count) = match name.find_byte(b'/') {
                Some(end) => {
                    let above = &path[..=directory.path.len() + end];
                    let is_below =
                        |entry: &gix::index::Entry| entry.path(self.index).starts_with(above);
                    (&name[..end], true, entries.partition_point(is_below))
                }
                None => (name, false, 1),
            };
            let key = (BString::from(name), is_directory);
            names.entry(key).or_default().entries = Some(start..start + count);
            start += count;
        }
        Ok(names)
    }

    fn change(&self, pair: NamePair) -> Option<ChangeKind> {
        let entry = pair.entries.map(|entries| &self.index.entries()[entries.start]);
        let entry = entry.filter(|entry| !entry.flags.contains(Flags::INTENT_TO_ADD));
        match (pair.tree, entry) {
            (None, None) => None,
            (None, Some(_)) => Some(ChangeKind::Added),
            (Some(_), None) => Some(ChangeKind::Deleted),
            (Some(old), Some(new)) if old == (new.mode, new.id) => None,
            (Some((old, _)), Some(new)) => Some(modification(old, new.mode)),
        }
    }
}

fn child<'a>(tree: &'a Tree, name: &BStr) -> Option<&'a Tree> {
    tree.children.iter().find(|child| child.name.as_slice() == name.as_bytes())
}

/// What it is that the content or the mode of a path became another.
pub(crate) fn modification(old: Mode, new: Mode) -> ChangeKind {
    let executable = Mode::FILE_EXECUTABLE;
    let plain = |mode| if mode == executable { Mode::FILE } else { mode };
    if plain(old) == plain(new) { ChangeKind::Modified } else { ChangeKind::TypeChanged }
}
