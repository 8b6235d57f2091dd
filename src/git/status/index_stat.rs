//! Tells by stat data alone which tracked files are as the index has them, as git
//! does before it looks closer (preload-index.c): of nearly all there is nothing more to ask.

use std::borrow::Cow;
use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use bstr::{BStr, BString, ByteSlice};
use gix::fs::Capabilities;
use gix::index::entry::stat::Options;
use gix::index::entry::{Flags, Mode, Stage, Stat};
use gix::index::fs::Metadata;
use gix::index::{Entry, State};
use gix::objs::{Kind, compute_hash};

/// What is asked of the file system, and how its answers are taken.
#[derive(Clone, Copy)]
pub(crate) struct Preload<'a> {
    pub(crate) index: &'a State,
    pub(crate) workdir: &'a Path,
    pub(crate) fs: Capabilities,
    pub(crate) stat: Options,
    pub(crate) threads: Threads,
}

/// How many threads share the work; at least one.
#[derive(Clone, Copy)]
pub(crate) struct Threads(pub(crate) usize);

impl Threads {
    /// What is worth it: below some thousand entries they cost more than they give.
    pub(crate) fn for_entries(count: usize) -> Self {
        const WORTH_IT: usize = 2_000;
        let is_worth_it = count >= WORTH_IT;
        Self(if is_worth_it { thread::available_parallelism().map_or(1, NonZero::get) } else { 1 })
    }
}

impl Preload<'_> {
    /// The positions of the entries that have to be looked at closer; and what `work` gives,
    /// which is done meanwhile.
    pub(crate) fn suspects_while<T>(&self, work: impl FnOnce() -> T) -> (Vec<usize>, T) {
        let entries = self.index.entries();
        let Threads(threads @ 2..) = self.threads else {
            return (self.suspects_from(0, entries), work());
        };
        let size = entries.len().div_ceil(threads).max(1);
        thread::scope(|scope| {
            let parts: Vec<_> = entries
                .chunks(size)
                .enumerate()
                .map(|(number, part)| scope.spawn(move || self.suspects_from(number * size, part)))
                .collect();
            let done = work();
            let suspects = parts.into_iter().map(|part| part.join().expect("it cannot panic"));
            (suspects.flatten().collect(), done)
        })
    }

    fn suspects_from(&self, first: usize, entries: &[Entry]) -> Vec<usize> {
        let mut look = StatScan { at: self, directory: BString::default() };
        let suspects = entries.iter().enumerate().filter(|(_, entry)| !look.finds_as_known(entry));
        suspects.map(|(number, _)| first + number).collect()
    }
}

/// A look along the entries in their order.
struct StatScan<'a> {
    at: &'a Preload<'a>,
    /// The directory last found to be one all the way down, and no symlink.
    directory: BString,
}

impl StatScan<'_> {
    fn finds_as_known(&mut self, entry: &Entry) -> bool {
        const NEVER_LOOKED_AT: Flags =
            Flags::SKIP_WORKTREE.union(Flags::ASSUME_VALID).union(Flags::FSMONITOR_VALID);
        if entry.flags.intersects(NEVER_LOOKED_AT) {
            return true;
        }
        let path = entry.path(self.at.index);
        is_plain(entry) && self.leads_through_directories(path) && self.at.is_unchanged(entry, path)
    }

    /// Whether no symlink stands in for a directory on the way.
    fn leads_through_directories(&mut self, path: &BStr) -> bool {
        let Some(end) = path.rfind_byte(b'/') else { return true };
        let directory = path[..end].as_bstr();
        if self.directory == directory {
            return true;
        }
        let mut ways = path.find_iter(b"/").map(|end| path[..end].as_bstr());
        let are_directories = ways.all(|way| {
            let is_passed = self.directory.strip_prefix(way.as_bytes());
            is_passed.is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
                || self.at.metadata(way).is_some_and(|found| found.is_dir())
        });
        if are_directories {
            self.directory = directory.to_owned();
        }
        are_directories
    }
}

impl Preload<'_> {
    /// Whether the file is certainly as the entry says.
    fn is_unchanged(&self, entry: &Entry, path: &BStr) -> bool {
        let Some(found) = self.metadata(path).filter(|found| !found.is_dir()) else { return false };
        let Ok(stat) = Stat::from_fs(&found) else { return false };
        let changed =
            entry.mode.change_to_match_fs(&found, self.fs.symlink, self.fs.executable_bit);
        changed.is_none()
            && stat.matches(&entry.stat, self.stat)
            // git has an entry looked at by saying that it is empty.
            && (entry.stat.size == 0) == entry.id.is_empty_blob()
            // It may have been changed again in the moment in which the index was written (racy-git.txt).
            && (!stat.is_racy(self.index.timestamp(), self.stat) || self.holds(entry, path))
    }

    /// Whether the file's content is to the byte what the entry stands for; another may
    /// still be the same to git, by its filters.
    fn holds(&self, entry: &Entry, path: &BStr) -> bool {
        let content = self.file(path).and_then(|file| fs::read(file).ok());
        let hash = |content: Vec<u8>| compute_hash(entry.id.kind(), Kind::Blob, &content).ok();
        entry.mode != Mode::SYMLINK && content.and_then(hash) == Some(entry.id)
    }

    fn metadata(&self, path: &BStr) -> Option<Metadata> {
        Metadata::from_path_no_follow(&self.file(path)?).ok()
    }

    fn file<'p>(&self, path: &'p BStr) -> Option<Cow<'p, Path>> {
        let path = gix::path::from_bstr(path).ok()?;
        // A hook stands at the top of the worktree, and joining costs as much as asking.
        let is_here = self.workdir == Path::new(".");
        Some(if is_here { path } else { self.workdir.join(path).into() })
    }
}

/// Whether it is a file that would be committed: no submodule, not unmerged, not only intended.
fn is_plain(entry: &Entry) -> bool {
    matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE | Mode::SYMLINK)
        && entry.stage() == Stage::Unconflicted
        && !entry.flags.contains(Flags::INTENT_TO_ADD)
}
