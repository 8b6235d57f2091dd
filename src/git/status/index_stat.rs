//! Tells by stat data alone which tracked files are as the index has them, as git does before
//! it compares contents (preload-index.c): of nearly all there is nothing more to ask.

use std::borrow::Cow;
use std::path::Path;

use bstr::{BStr, BString, ByteSlice};
use gix::fs::Capabilities;
use gix::index::entry::stat::Options;
use gix::index::entry::{Flags, Mode, Stage};
#[cfg(not(unix))]
use gix::index::fs::Metadata;
use gix::index::{Entry, State};
use gix::objs::compute_hash;

use crate::git::sparse::Absent;
use crate::git::status::expected::Expected;
use crate::git::status::file_stat::FileStat;
use crate::git::status::nested::is_clean_submodule;
use crate::git::status::status_command::{CandidateCount, StatusCandidate};
use crate::store::directory::Directory;
use crate::store::regular_file;
use crate::terms::changed_paths::ChangeKind;

/// What is asked of the file system, and how its answers are taken.
#[derive(Clone, Copy)]
pub(crate) struct IndexStat<'a> {
    pub(crate) index: &'a State,
    pub(crate) workdir: &'a Path,
    pub(crate) expected: Option<&'a Expected>,
    pub(crate) count: &'a CandidateCount,
    /// How many repositories this one lies in, as a submodule.
    pub(crate) depth: usize,
    pub(crate) fs: Capabilities,
    pub(crate) stat: Options,
    /// Whether files that a sparse checkout leaves out count where they are present.
    pub(crate) finds_present: bool,
}

/// What is known of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IndexEntryState {
    /// What it has to be, where a flag says that it is not to be looked at.
    NotLookedAt,
    Clean,
    /// Its file holds the same bytes, though its stat data does not tell: clean where no
    /// filter applies.
    SameBytes,
    Dirty(ChangeKind),
}

impl IndexStat<'_> {
    /// The candidate, unless it may stay as it is.
    pub(crate) fn candidate(&self, entry: &Entry, kind: ChangeKind) -> Option<StatusCandidate> {
        // A directory that a sparse index has collapsed ends in `/`.
        let path = entry.path(self.index).trim_end_with(|c| c == '/').as_bstr();
        if self.expected.is_some_and(|expected| expected.matches(path)) {
            return None;
        }
        self.count.add_one();
        Some(StatusCandidate { path: path.to_owned(), kind })
    }
}

/// A walk along entries.
pub(crate) struct EntryWalk<'a> {
    at: IndexStat<'a>,
    /// The directory last found to be one all the way down, and no symlink.
    directory: BString,
    /// The same, where it is open.
    opened: Option<Directory>,
    absent: Option<Absent<'a>>,
}

impl<'a> EntryWalk<'a> {
    pub(crate) fn new(at: IndexStat<'a>) -> Self {
        Self { at, directory: BString::default(), opened: None, absent: None }
    }

    /// Goes to a directory (empty, or with `/` at the end) that is one all the way down.
    pub(crate) fn enter(&mut self, path: &BStr, opened: Directory) {
        self.directory.clear();
        self.directory.extend_from_slice(path.strip_suffix(b"/").unwrap_or_default());
        self.opened = Some(opened);
    }

    pub(crate) fn state(&mut self, entry: &Entry) -> IndexEntryState {
        let path = entry.path(self.at.index);
        match entry.flags {
            flags if flags.contains(Flags::SKIP_WORKTREE) && self.is_left_out(path) => {
                IndexEntryState::NotLookedAt
            }
            flags if flags.contains(Flags::ASSUME_VALID) && entry.stage_raw() == 0 => {
                IndexEntryState::NotLookedAt
            }
            _ if entry.stage() != Stage::Unconflicted => {
                IndexEntryState::Dirty(ChangeKind::Conflicted)
            }
            flags if flags.contains(Flags::INTENT_TO_ADD) => {
                IndexEntryState::Dirty(ChangeKind::Added)
            }
            _ if entry.mode == Mode::DIR => IndexEntryState::Dirty(ChangeKind::Modified),
            _ if !self.leads_through_directories(path) => {
                IndexEntryState::Dirty(ChangeKind::Deleted)
            }
            _ if entry.mode == Mode::COMMIT => self.at.submodule_state(entry, path),
            _ => self.file_state(entry, path),
        }
    }

    /// Whether git takes the file for absent, and never looks at it.
    fn is_left_out(&mut self, path: &BStr) -> bool {
        let at = self.at;
        !at.finds_present || self.absent.get_or_insert_with(|| Absent::new(at.workdir)).holds(path)
    }

    /// Whether no symlink stands in for a directory on the way.
    fn leads_through_directories(&mut self, path: &BStr) -> bool {
        let Some(end) = path.rfind_byte(b'/') else { return true };
        let directory = path[..end].as_bstr();
        if self.directory == directory {
            return true;
        }
        let mut parents = path.find_iter(b"/").map(|end| path[..end].as_bstr());
        let are_directories = parents.all(|parent| {
            let rest = self.directory.strip_prefix(parent.as_bytes());
            rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
                || self.at.stat(parent).is_some_and(|found| found.is_directory())
        });
        if are_directories {
            self.directory = directory.to_owned();
            self.opened = None;
        }
        are_directories
    }

    fn file_state(&self, entry: &Entry, path: &BStr) -> IndexEntryState {
        let Some(found) = self.stat(path) else {
            return IndexEntryState::Dirty(ChangeKind::Deleted);
        };
        if found.is_directory() || found.has_other_type(entry.mode, self.at.fs) {
            return IndexEntryState::Dirty(ChangeKind::TypeChanged);
        }
        let is_known = found.stat.matches(&entry.stat, self.at.stat)
            // git has an entry compared again by recording an empty file.
            && (entry.stat.size == 0) == entry.id.is_empty_blob()
            // It may have changed again in the moment in which the index was written (racy-git.txt).
            && !found.stat.is_racy(self.at.index.timestamp(), self.at.stat);
        match is_known {
            true => IndexEntryState::Clean,
            false if self.at.has_same_bytes(entry, path, &found) => IndexEntryState::SameBytes,
            false => IndexEntryState::Dirty(ChangeKind::Modified),
        }
    }

    #[cfg(unix)]
    fn stat(&self, path: &BStr) -> Option<FileStat> {
        let Some(opened) = &self.opened else { return self.at.stat(path) };
        let name = path.rfind_byte(b'/').map_or(path.as_bytes(), |end| &path[end + 1..]);
        opened.stat(name).ok().map(FileStat::from)
    }

    #[cfg(not(unix))]
    fn stat(&self, path: &BStr) -> Option<FileStat> {
        self.at.stat(path)
    }
}

impl IndexStat<'_> {
    fn submodule_state(&self, entry: &Entry, path: &BStr) -> IndexEntryState {
        let is_clean =
            self.file(path).is_some_and(|file| is_clean_submodule(&file, entry.id, self.depth));
        if is_clean { IndexEntryState::Clean } else { IndexEntryState::Dirty(ChangeKind::Modified) }
    }

    /// Whether the file's content is to the byte what the entry stands for, and holds nothing
    /// that line endings or `ident` would convert.
    fn has_same_bytes(&self, entry: &Entry, path: &BStr, found: &FileStat) -> bool {
        /// git hashes larger files without reading them whole.
        const MAX_BYTES: u64 = 16 * 1024 * 1024;
        // Of a file of another size git compares no content (read-cache.c, `ie_modified`).
        let may_be_same = entry.stat.size == 0 || u64::from(entry.stat.size) == found.length;
        if !may_be_same || found.length > MAX_BYTES || entry.mode == Mode::SYMLINK {
            return false;
        }
        // By now something else may be in its place.
        let content = |file: Cow<'_, Path>| regular_file::read_up_to(&file, found.length).ok();
        let Some(content) = self.file(path).and_then(content) else { return false };
        let id = compute_hash(entry.id.kind(), gix::objs::Kind::Blob, &content);
        id.is_ok_and(|id| id == entry.id)
            && !content.contains(&b'\r')
            && !content.contains_str("$Id")
    }

    #[cfg(unix)]
    fn stat(&self, path: &BStr) -> Option<FileStat> {
        rustix::fs::lstat(&*self.file(path)?).ok().map(FileStat::from)
    }

    #[cfg(not(unix))]
    fn stat(&self, path: &BStr) -> Option<FileStat> {
        FileStat::of(&Metadata::from_path_no_follow(&self.file(path)?).ok()?)
    }

    fn file<'p>(&self, path: &'p BStr) -> Option<Cow<'p, Path>> {
        let path = gix::path::from_bstr(path).ok()?;
        // A hook runs at the top of the worktree, and joining costs as much as asking.
        let is_here = self.workdir == Path::new(".");
        Some(if is_here { path } else { self.workdir.join(path).into() })
    }
}
