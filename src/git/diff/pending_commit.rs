//! What a commit would hold that has not been made yet: git itself says it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use anyhow::bail;
use bstr::{BStr, BString, ByteSlice};
use gix::ObjectId;
use gix::diff::blob::ResourceKind;
use gix::index::entry::Mode;
use gix::object::tree::EntryKind;
use gix::worktree::stack::state::attributes::Source;

use crate::git::blob;
use crate::git::blob::TreeEntry;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;
use crate::terms::changed_paths::{Change, ChangeKind, LineCount};

/// `git commit` with these options lists what it would take, runs no hook and
/// commits nothing. The empty message makes sure of it, and has git refuse
/// options that bring another one. They come first: nothing that a user leaves
/// without its value can swallow them.
const DRY_RUN: [&str; 7] =
    ["commit", "--dry-run", "--porcelain", "-z", "--untracked-files=no", "-F", "/dev/null"];

/// A commit that has not been made yet.
#[derive(Debug)]
pub struct PendingCommit {
    /// Keeps the objects that are made of worktree files in memory.
    repo: Repo,
    changes: Option<Vec<Change>>,
    sources: BTreeMap<BString, ContentSource>,
    head: Option<ObjectId>,
    parent: Option<ObjectId>,
}

/// Where the content of a changed path comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ContentSource {
    /// The worktree's file, which the commit takes as it is.
    Worktree,
    /// The index, which has another version than the worktree.
    Index,
    /// The index or HEAD: an amend lists what HEAD has changed already.
    IndexOrHead,
}

impl Repo {
    /// What `git commit` with these arguments would take: with `replaced`,
    /// instead of that commit (`--amend`), else on top of HEAD. `stdin` is for
    /// `--pathspec-from-file=-`.
    ///
    /// # Errors
    /// Where git refuses the arguments; its own words are the error.
    pub fn pending_commit(
        &self,
        arguments: &[OsString],
        stdin: &[u8],
        replaced: Option<&CommitInfo>,
    ) -> anyhow::Result<PendingCommit> {
        let dry_run = DRY_RUN.iter().map(OsStr::new);
        let all: Vec<&OsStr> = dry_run.chain(arguments.iter().map(OsString::as_os_str)).collect();
        let output = self.program.output(&all, stdin)?;
        let is_refused = !matches!(output.status.code(), Some(0 | 1))
            || output.stdout.is_empty() && output.stderr.starts_with(b"error: ");
        if is_refused {
            bail!("{}", refusal(&output.stderr));
        }
        let parsed = parse(&output.stdout, replaced.is_some());
        let head = self.head()?.map(|head| head.tree);
        let parent = match replaced {
            None => head,
            Some(commit) => {
                let parent = commit.parents.first().map(|id| self.commit(id)).transpose()?;
                parent.map(|parent| parent.tree)
            }
        };
        let sources = parsed.iter().flatten().map(|(change, from)| (change.path.clone(), *from));
        Ok(PendingCommit {
            repo: self.with_git(self.git()?.clone().with_object_memory()),
            sources: sources.collect(),
            changes: parsed.map(|all| all.into_iter().map(|(change, _)| change).collect()),
            head,
            parent,
        })
    }
}

impl PendingCommit {
    /// What it changes; `None` where git asks first (`--patch`).
    pub fn changes(&self) -> Option<&[Change]> {
        self.changes.as_deref()
    }

    /// How many lines these changes add and remove. Binary files and
    /// submodules are not counted, nor is what cannot be read.
    pub fn line_counts(&self, changes: &[&Change]) -> BTreeMap<BString, LineCount> {
        let cache = self.repo.git().and_then(|git| Ok(git.diff_resource_cache_for_tree_diff()?));
        let Ok(mut cache) = cache else { return BTreeMap::new() };
        let count = |change: &&Change| {
            let count = self.line_count(change, &mut cache)?;
            cache.clear_resource_cache_keep_allocation();
            Some((change.path.clone(), count))
        };
        changes.iter().filter_map(count).collect()
    }

    /// The content of a path, where the commit changes it.
    pub fn changed_blob(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        self.repo.blob(self.entry(path.into()).flatten())
    }

    /// The content of a path as the commit has it that this one comes to stand on.
    pub fn parent_blob(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(parent) = self.parent else { return Ok(None) };
        self.repo.blob(self.repo.tree_entry(parent, path)?)
    }

    /// The entry of a changed path, `Some(None)` where it is deleted; `None`
    /// where that is not known.
    fn entry(&self, path: &BStr) -> Option<Option<TreeEntry>> {
        match self.sources.get(path)? {
            ContentSource::Index => Some(blob::entry(self.repo.index().ok()?, path)),
            ContentSource::Worktree => self.worktree_entry(path),
            ContentSource::IndexOrHead => {
                let staged = blob::entry(self.repo.index().ok()?, path);
                let in_head = self.repo.tree_entry(self.head?, path.to_str().ok()?).ok()?;
                (staged == in_head).then_some(staged)
            }
        }
    }

    /// Reads the file whole, as gix has it: of a large one it tells nothing.
    fn worktree_entry(&self, path: &BStr) -> Option<Option<TreeEntry>> {
        /// As large as an object may be that is read.
        const MAX_BYTES: u64 = 64 * 1024 * 1024;
        let file = self.repo.workdir().join(gix::path::from_bstr(path).ok()?);
        let found = file.symlink_metadata();
        if found.is_ok_and(|found| found.is_file() && found.len() > MAX_BYTES) {
            return None;
        }
        let (git, index) = (self.repo.git().ok()?, self.repo.index().ok()?);
        let attributes = git.attributes_only(index, Source::WorktreeThenIdMapping).ok()?;
        let mut filter = gix::filter::Pipeline::new(git, attributes.detach()).ok()?;
        let object = filter.worktree_file_to_object(path, index).ok()?;
        Some(object.map(|(id, kind, _)| TreeEntry { id, mode: mode(kind) }))
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
        let new = if change.kind == ChangeKind::Deleted {
            None
        } else {
            self.entry(change.path.as_ref())?
        };
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
        let nothing = ObjectId::null(self.repo.handle.object_hash());
        let id = match entry {
            Some(entry) if entry.is_file() => entry.id,
            Some(_) => return None,
            None => nothing,
        };
        cache.set_resource(id, EntryKind::Blob, path, side, &self.repo.git().ok()?.objects).ok()
    }
}

/// The changes in the output of a dry run, by path; `None` where it is not
/// wholly `XY path NUL`: X is what the commit changes, Y what stays different
/// in the worktree (git-status(1), "Porcelain Format Version 1").
fn parse(output: &[u8], amends: bool) -> Option<Vec<(Change, ContentSource)>> {
    let mut fields = output.strip_suffix(b"\0").unwrap_or(output).split(|&byte| byte == 0);
    let mut found = Vec::new();
    while let Some(field) = fields.next().filter(|field| !output.is_empty() || !field.is_empty()) {
        let [x, y, b' ', path @ ..] = field else { return None };
        // Options of the user's ask for the branch and untracked files too.
        if matches!([x, y], [b'#', b'#'] | [b'?', b'?'] | [b'!', b'!']) {
            continue;
        }
        let is_moved = [x, y].into_iter().any(|letter| matches!(letter, b'R' | b'C'));
        let from = if is_moved { Some(fields.next()?.into()) } else { None };
        let is_unknown = |letter: &u8| !b" MTADRCU".contains(letter);
        if [x, y].into_iter().any(is_unknown)
            || [x, y] == [b" ", b" "].map(|[l]| l)
            || path.is_empty()
        {
            return None;
        }
        let is_unmerged = matches!([x, y], [b'U', _] | [_, b'U'] | [b'A', b'A'] | [b'D', b'D']);
        if let Some(kind) = kind(*x, from).filter(|_| !is_unmerged) {
            let source = match y {
                b' ' => ContentSource::Worktree,
                _ if amends => ContentSource::IndexOrHead,
                _ => ContentSource::Index,
            };
            found.push((Change { path: path.into(), kind }, source));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Some(found)
}

fn kind(letter: u8, from: Option<BString>) -> Option<ChangeKind> {
    Some(match letter {
        b'M' => ChangeKind::Modified,
        b'T' => ChangeKind::TypeChanged,
        b'A' | b'C' => ChangeKind::Added,
        b'D' => ChangeKind::Deleted,
        b'R' => ChangeKind::Renamed { from: from? },
        _ => return None,
    })
}

/// git's own sentence, and what to do where it is about a second message.
fn refusal(said: &[u8]) -> String {
    let said = said.to_str_lossy();
    let line = said.lines().next().unwrap_or("git commit failed").trim_start_matches("fatal: ");
    let line = line.trim_start_matches("error: ");
    if line.contains("-F") {
        return format!(
            "{line}: the message is drafted here and passed with -F; give --session, --summary and --next instead"
        );
    }
    line.to_owned()
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
