//! One walk through the directories that the index has files in: each file's stat data against
//! the index's, as git does before it compares contents (preload-index.c), and names that the
//! index does not know. Of nearly all there is nothing more to ask.

use std::num::NonZero;
use std::ops::Range;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Mode;
use gix::index::{Entry, State};

use crate::git::status::index_stat::{EntryWalk, IndexEntryState, IndexStat};
use crate::git::status::status_command::StatusCandidate;
use crate::store::directory::{Directory, FileType};
use crate::terms::changed_paths::ChangeKind;

/// A walk through the directories that the index has files in.
#[derive(Clone, Copy)]
pub(crate) struct TrackedWalk<'a> {
    pub(crate) stat: IndexStat<'a>,
    /// Whether names that the index does not know are told.
    pub(crate) tells_unknown: bool,
}

/// What the walk left open.
#[derive(Debug, Default)]
pub(crate) struct WalkResult {
    /// What differs, as far as can be told.
    pub(crate) dirty: Vec<StatusCandidate>,
    /// The positions of entries whose files hold the same bytes, though their stat data does
    /// not tell: clean where no filter applies.
    pub(crate) same_bytes: Vec<usize>,
    unknown: Vec<UnknownName>,
}

/// A name in a directory with tracked files that the index does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnknownName {
    pub(crate) path: BString,
    pub(crate) file_type: FileType,
}

impl TrackedWalk<'_> {
    /// Gives names that the index does not know to `judge`, in this thread and as soon as it finds
    /// them. Stops early where the count of candidates is full. Where no thread can be made, one
    /// does all of it.
    pub(crate) fn run(&self, mut judge: impl FnMut(Vec<UnknownName>)) -> WalkResult {
        let work = SharedWork::with(TrackedDirectory::top(self.stat.index));
        let others = threads_for(self.stat.index.entries().len()) - 1;
        let mut result = thread::scope(|scope| {
            let walk = || Walker::new(*self).run(&work, &mut |_| {});
            let others: Vec<_> = (0..others)
                .map_while(|_| thread::Builder::new().spawn_scoped(scope, walk).ok())
                .collect();
            let others =
                others.into_iter().map(|other| other.join().expect("nothing in it panics"));
            let first = Walker::new(*self).run(&work, &mut |unknown| {
                if !unknown.is_empty() {
                    judge(std::mem::take(unknown));
                }
            });
            others.fold(first, WalkResult::with)
        });
        // Neighbours have their ignore rules in common.
        result.unknown.sort();
        judge(std::mem::take(&mut result.unknown));
        result
    }
}

impl WalkResult {
    fn with(mut self, other: Self) -> Self {
        self.dirty.extend(other.dirty);
        self.same_bytes.extend(other.same_bytes);
        self.unknown.extend(other.unknown);
        self
    }
}

/// How many threads share the work: below some thousand entries more cost more than they give.
fn threads_for(entries: usize) -> usize {
    const MIN_ENTRIES: usize = 2_000;
    if entries < MIN_ENTRIES { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) }
}

/// A directory that the index has files in.
struct TrackedDirectory<'a> {
    /// Empty, or with `/` at the end.
    path: &'a BStr,
    /// The positions of the entries below it.
    entries: Range<usize>,
}

impl<'a> TrackedDirectory<'a> {
    fn top(index: &'a State) -> Self {
        Self { path: BStr::new(""), entries: 0..index.entries().len() }
    }
}

/// The directories that are still to be walked through, for all threads.
struct SharedWork<'a> {
    directories: Mutex<OpenWork<'a>>,
    changed: Condvar,
}

struct OpenWork<'a> {
    waiting: Vec<TrackedDirectory<'a>>,
    /// How many threads are at work, and how many wait for what they find.
    at_work: usize,
    idle: usize,
}

impl<'a> SharedWork<'a> {
    fn with(first: TrackedDirectory<'a>) -> Self {
        let work = OpenWork { waiting: vec![first], at_work: 0, idle: 0 };
        Self { directories: Mutex::new(work), changed: Condvar::new() }
    }

    /// The next one; `None` where all are done.
    fn take(&self) -> Option<TrackedDirectory<'a>> {
        let mut work = self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        while work.waiting.is_empty() && work.at_work > 0 {
            work.idle += 1;
            work = self.changed.wait(work).unwrap_or_else(PoisonError::into_inner);
            work.idle -= 1;
        }
        let next = work.waiting.pop()?;
        work.at_work += 1;
        Some(next)
    }

    /// One is done, and these are below it.
    fn done(&self, below: &mut Vec<TrackedDirectory<'a>>) {
        let mut work = self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        work.waiting.append(below);
        work.at_work -= 1;
        // To wake somebody is a system call, also where nobody sleeps.
        if work.idle > 0 {
            self.changed.notify_all();
        }
    }
}

/// One thread's part.
struct Walker<'a> {
    walk: TrackedWalk<'a>,
    entries: EntryWalk<'a>,
    result: WalkResult,
    /// What is below the directory of now.
    below: Vec<TrackedDirectory<'a>>,
}

impl<'a> Walker<'a> {
    fn new(walk: TrackedWalk<'a>) -> Self {
        let entries = EntryWalk::new(walk.stat);
        Self { walk, entries, result: WalkResult::default(), below: Vec::new() }
    }

    fn run(
        mut self,
        work: &SharedWork<'a>,
        settle: &mut dyn FnMut(&mut Vec<UnknownName>),
    ) -> WalkResult {
        while let Some(directory) = work.take() {
            if !self.walk.stat.count.is_full() {
                self.directory(&directory);
            }
            work.done(&mut self.below);
            settle(&mut self.result.unknown);
        }
        self.result
    }

    fn directory(&mut self, directory: &TrackedDirectory<'a>) {
        let TrackedDirectory { path, entries } = directory;
        let opened = Directory::open(
            self.walk.stat.workdir.join(gix::path::from_bstr(*path).unwrap_or_default()),
        );
        let found = opened.and_then(|opened| Ok((opened.entries()?, opened)));
        // It may be entered all the same, and each file in it asked for.
        let Ok((found, opened)) = found else {
            self.check(entries.clone());
            return;
        };
        self.entries.enter(path, opened);
        let mut children = children(self.walk.stat.index, path.len(), entries);
        let mut files_there = 0;
        for child in children.iter().filter(|child| child.below != Below::Entries) {
            let is_there = self.check(child.entries.clone());
            files_there += usize::from(is_there && child.below == Below::Nothing);
        }
        let files = found.iter().filter(is_shown).filter(|(_, kind)| *kind == FileType::File);
        // As many as are known, and all of those are there: so none is unknown. Unless one is
        // there under two names.
        let has_known_files = !self.walk.stat.fs.ignore_case && files.count() == files_there;
        for (name, file_type) in found.iter().filter(is_shown) {
            if file_type != FileType::File || !has_known_files {
                self.name(path, &children, name, file_type);
            }
        }
        // Of a directory that is not there, each file is missing.
        let is_there =
            |child: &Child<'_>| self.below.iter().any(|below| below.entries == child.entries);
        children.retain(|child| child.below == Below::Entries && !is_there(child));
        for child in children {
            self.check(child.entries);
        }
    }

    /// Checks these entries; whether for certain there is a file for each.
    fn check(&mut self, positions: Range<usize>) -> bool {
        let stat = self.walk.stat;
        let mut are_there = true;
        for position in positions {
            if stat.count.is_full() {
                return false;
            }
            let entry = &stat.index.entries()[position];
            match self.entries.state(entry) {
                IndexEntryState::Clean => {}
                IndexEntryState::NotLookedAt => are_there = false,
                IndexEntryState::SameBytes => self.result.same_bytes.push(position),
                IndexEntryState::Dirty(kind) => {
                    are_there &= kind == ChangeKind::Modified;
                    self.result.dirty.extend(stat.candidate(entry, kind));
                }
            }
        }
        are_there
    }

    fn name(
        &mut self,
        directory: &'a BStr,
        children: &[Child<'a>],
        name: &BStr,
        file_type: FileType,
    ) {
        let path = || BString::from([directory.as_bytes(), name.as_bytes()].concat());
        let known = find(children, name, file_type);
        match (known.map(|child| child.below), file_type) {
            (Some(Below::Entries), FileType::Directory) => {
                let entries = known.map(|child| child.entries.clone()).unwrap_or_default();
                let first =
                    self.walk.stat.index.entries()[entries.start].path(self.walk.stat.index);
                let path = first[..=directory.len() + name.len()].as_bstr();
                self.below.push(TrackedDirectory { path, entries });
            }
            // Of submodules, their entry tells.
            (Some(Below::Nothing), FileType::File)
            | (Some(Below::Submodule), FileType::Directory)
            | (_, FileType::Other) => {}
            _ if !self.walk.tells_unknown => {}
            // What took the place of a tracked file or directory, or of one left out.
            (Some(_), FileType::File | FileType::Directory) => {
                self.walk.stat.count.add_one();
                let candidate = StatusCandidate { path: path(), kind: ChangeKind::Untracked };
                self.result.dirty.push(candidate);
            }
            (None, FileType::File | FileType::Directory) => {
                self.result.unknown.push(UnknownName { path: path(), file_type });
            }
        }
    }
}

/// git never shows what is called `.git`.
pub(crate) fn is_shown((name, _): &(&BStr, FileType)) -> bool {
    *name != ".git"
}

/// What the index has directly in a directory.
struct Child<'a> {
    name: &'a BStr,
    below: Below,
    /// The positions of its entries.
    entries: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// A file.
    Nothing,
    Submodule,
    /// A directory whose entries a sparse index leaves out.
    Collapsed,
    Entries,
}

/// The child of that name; of a file and a directory, as in a conflict, the one that is there.
fn find<'c, 'a>(
    children: &'c [Child<'a>],
    name: &BStr,
    file_type: FileType,
) -> Option<&'c Child<'a>> {
    let first = children.partition_point(|child| child.name < name);
    let same = children[first..].iter().take_while(|child| child.name == name);
    let is_directory = file_type == FileType::Directory;
    let fits = |child: &&Child<'_>| matches!(child.below, Below::Nothing) != is_directory;
    same.clone().find(fits).or_else(|| same.clone().next())
}

/// The children among the entries of these positions, whose paths begin with the same `skip`
/// bytes; by name.
fn children<'a>(index: &'a State, skip: usize, positions: &Range<usize>) -> Vec<Child<'a>> {
    let mut children = Vec::new();
    let mut start = positions.start;
    while start < positions.end {
        let rest = &index.entries()[start..positions.end];
        let path = &rest[0].path(index)[skip..];
        let (name, below, count) = match path.find_byte(b'/') {
            Some(end) if end + 1 == path.len() => (&path[..end], Below::Collapsed, 1),
            Some(end) => {
                let directory = &rest[0].path(index)[..=skip + end];
                let is_below = |entry: &Entry| entry.path(index).starts_with(directory);
                (&path[..end], Below::Entries, rest.partition_point(is_below))
            }
            None if rest[0].mode == Mode::COMMIT => (path, Below::Submodule, 1),
            None => (path, Below::Nothing, 1),
        };
        let entries = start..start + count;
        start = entries.end;
        children.push(Child { name: name.as_bstr(), below, entries });
    }
    children.sort_by_key(|child| child.name);
    children
}
