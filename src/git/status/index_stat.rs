//! Tells by stat data alone which tracked files are as the index has them, as git does before
//! it compares contents (preload-index.c): of nearly all there is nothing more to ask.

use std::borrow::Cow;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use bstr::{BStr, BString, ByteSlice};
use gix::fs::Capabilities;
use gix::index::entry::stat::Options;
use gix::index::entry::{Flags, Mode, Stage, Stat};
use gix::index::fs::Metadata;
use gix::index::{Entry, State};
use gix::objs::compute_hash;

use crate::git::status::candidates::{CandidateCount, StatusCandidate};
use crate::git::status::expected::Expected;
use crate::git::status::nested::is_clean_submodule;
use crate::git::status::sparse::Absent;
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
    pub(crate) threads: Threads,
}

/// How many threads share the work; at least one.
#[derive(Clone, Copy)]
pub(crate) struct Threads(pub(crate) usize);

/// What the stat data left open.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct StatResult {
    /// What differs, as far as can be told.
    pub(crate) dirty: Vec<StatusCandidate>,
    /// The positions of entries whose files hold the same bytes, though their stat data does
    /// not tell: clean where no filter applies.
    pub(crate) same_bytes: Vec<usize>,
}

/// What is known of one entry.
enum IndexEntryState {
    Clean,
    SameBytes,
    Dirty(ChangeKind),
}

impl Threads {
    /// What is worth it: below some thousand entries they cost more than they give.
    pub(crate) fn for_entries(count: usize) -> Self {
        const MIN_ENTRIES: usize = 2_000;
        let is_worth_it = count >= MIN_ENTRIES;
        Self(if is_worth_it { thread::available_parallelism().map_or(1, NonZero::get) } else { 1 })
    }
}

impl IndexStat<'_> {
    /// The result, and that of `work`, which is done meanwhile. Where no thread can be made,
    /// one after the other.
    pub(crate) fn check_while<T>(&self, work: impl FnOnce() -> T) -> (StatResult, T) {
        let entries = self.index.entries();
        let Threads(threads @ 2..) = self.threads else { return (self.check(0, entries), work()) };
        let size = entries.len().div_ceil(threads).max(1);
        thread::scope(|scope| {
            let parts = entries.chunks(size).enumerate();
            let parts = parts.map(|(number, part)| {
                let check = move || self.check(number * size, part);
                thread::Builder::new().spawn_scoped(scope, check).map_err(|_| check)
            });
            let parts: Vec<_> = parts.collect();
            let done = work();
            let checked = parts.into_iter().map(|part| match part {
                Ok(thread) => thread.join().expect("nothing in it panics"),
                Err(check) => check(),
            });
            (checked.fold(StatResult::default(), StatResult::followed_by), done)
        })
    }

    fn check(&self, first: usize, entries: &[Entry]) -> StatResult {
        let mut walk = EntryWalk { at: self, directory: BString::default(), absent: None };
        let mut result = StatResult::default();
        for (number, entry) in entries.iter().enumerate() {
            if self.count.is_full() {
                break;
            }
            match walk.state(entry) {
                IndexEntryState::Clean => {}
                IndexEntryState::SameBytes => result.same_bytes.push(first + number),
                IndexEntryState::Dirty(kind) => result.dirty.extend(self.candidate(entry, kind)),
            }
        }
        result
    }

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

impl StatResult {
    fn followed_by(mut self, next: Self) -> Self {
        self.dirty.extend(next.dirty);
        self.same_bytes.extend(next.same_bytes);
        self
    }
}

/// A walk along the entries in their order.
struct EntryWalk<'a> {
    at: &'a IndexStat<'a>,
    /// The directory last found to be one all the way down, and no symlink.
    directory: BString,
    absent: Option<Absent<'a>>,
}

impl<'a> EntryWalk<'a> {
    fn state(&mut self, entry: &Entry) -> IndexEntryState {
        let path = entry.path(self.at.index);
        match entry.flags {
            flags if flags.contains(Flags::SKIP_WORKTREE) && self.is_left_out(path) => {
                IndexEntryState::Clean
            }
            flags if flags.contains(Flags::ASSUME_VALID) && entry.stage_raw() == 0 => {
                IndexEntryState::Clean
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
            _ => self.at.file_state(entry, path),
        }
    }

    /// Whether git takes the file for absent, and never looks at it.
    fn is_left_out(&mut self, path: &BStr) -> bool {
        let at: &'a IndexStat<'a> = self.at;
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
                || self.at.metadata(parent).is_some_and(|found| found.is_dir())
        });
        if are_directories {
            self.directory = directory.to_owned();
        }
        are_directories
    }
}

impl IndexStat<'_> {
    fn submodule_state(&self, entry: &Entry, path: &BStr) -> IndexEntryState {
        let is_clean =
            self.file(path).is_some_and(|file| is_clean_submodule(&file, entry.id, self.depth));
        if is_clean { IndexEntryState::Clean } else { IndexEntryState::Dirty(ChangeKind::Modified) }
    }

    fn file_state(&self, entry: &Entry, path: &BStr) -> IndexEntryState {
        let Some(found) = self.metadata(path) else {
            return IndexEntryState::Dirty(ChangeKind::Deleted);
        };
        let modified = IndexEntryState::Dirty(ChangeKind::Modified);
        let Ok(stat) = Stat::from_fs(&found) else { return modified };
        let changed =
            entry.mode.change_to_match_fs(&found, self.fs.symlink, self.fs.executable_bit);
        if found.is_dir() || changed.is_some() {
            return IndexEntryState::Dirty(ChangeKind::TypeChanged);
        }
        let is_known = stat.matches(&entry.stat, self.stat)
            // git has an entry compared again by recording an empty file.
            && (entry.stat.size == 0) == entry.id.is_empty_blob()
            // It may have changed again in the moment in which the index was written (racy-git.txt).
            && !stat.is_racy(self.index.timestamp(), self.stat);
        match is_known {
            true => IndexEntryState::Clean,
            false if self.has_same_bytes(entry, path, &found) => IndexEntryState::SameBytes,
            false => modified,
        }
    }

    /// Whether the file's content is to the byte what the entry stands for, and holds nothing
    /// that line endings or `ident` would convert.
    fn has_same_bytes(&self, entry: &Entry, path: &BStr, found: &Metadata) -> bool {
        /// git hashes larger files without reading them whole.
        const MAX_BYTES: u64 = 16 * 1024 * 1024;
        // Of a file of another size git compares no content (read-cache.c, `ie_modified`).
        let may_be_same = entry.stat.size == 0 || u64::from(entry.stat.size) == found.len();
        if !may_be_same || found.len() > MAX_BYTES || entry.mode == Mode::SYMLINK {
            return false;
        }
        // By now something else may be in its place.
        let content = |file: Cow<'_, Path>| regular_file::read_up_to(&file, found.len()).ok();
        let Some(content) = self.file(path).and_then(content) else { return false };
        let id = compute_hash(entry.id.kind(), gix::objs::Kind::Blob, &content);
        id.is_ok_and(|id| id == entry.id)
            && !content.contains(&b'\r')
            && !content.contains_str("$Id")
    }

    fn metadata(&self, path: &BStr) -> Option<Metadata> {
        Metadata::from_path_no_follow(&self.file(path)?).ok()
    }

    fn file<'p>(&self, path: &'p BStr) -> Option<Cow<'p, Path>> {
        let path = gix::path::from_bstr(path).ok()?;
        // A hook runs at the top of the worktree, and joining costs as much as asking.
        let is_here = self.workdir == Path::new(".");
        Some(if is_here { path } else { self.workdir.join(path).into() })
    }
}
