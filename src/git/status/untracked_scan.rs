//! Names in a worktree that are neither in the index nor ignored: nearly always none.

use std::path::Path;

use bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Mode;
use gix::index::{Entry, State};

use crate::git::repository::Repo;
use crate::git::status::candidates::{CandidateCount, StatusCandidate};
use crate::git::status::expected::Expected;
use crate::git::status::ignore_rules::IgnoreRules;
use crate::git::status::nested::is_linked_worktree;
use crate::store::directory;
use crate::store::directory::{DirectoryEntries, FileType};
use crate::terms::changed_paths::ChangeKind;

/// A scan for untracked files.
pub(crate) struct UntrackedScan<'a> {
    pub(crate) repo: &'a Repo,
    pub(crate) index: &'a State,
    pub(crate) expected: Option<&'a Expected>,
    pub(crate) count: &'a CandidateCount,
}

impl UntrackedScan<'_> {
    /// Returns what git may show as untracked: of a directory without tracked files itself
    /// alone. Stops early where the count is full.
    pub(crate) fn candidates(&self) -> Vec<StatusCandidate> {
        let rules = IgnoreRules::new(self.repo, self.index);
        let top = ScanPlace::Tracked(self.index.entries());
        let open = vec![OpenDirectory { path: BString::default(), depth: 0, place: top }];
        let mut walk = ScanWalk { scan: self, rules, open, found: Vec::new() };
        walk.run();
        walk.found
    }
}

/// A walk with a list of what is still to be looked at, so that neither the stack nor the
/// number of open files depends on how deep a tree is.
struct ScanWalk<'a> {
    scan: &'a UntrackedScan<'a>,
    rules: IgnoreRules<'a>,
    /// Looked at from its end: what is below a directory comes before what stands beside it.
    open: Vec<OpenDirectory<'a>>,
    found: Vec<StatusCandidate>,
}

/// A directory that is still to be looked at.
struct OpenDirectory<'a> {
    /// Empty, or with `/` at the end.
    path: BString,
    /// How many directories are above it.
    depth: usize,
    place: ScanPlace<'a>,
}

/// What is known of a directory.
#[derive(Clone, Copy)]
enum ScanPlace<'a> {
    /// These entries of the index are below it.
    Tracked(&'a [Entry]),
    /// Nothing below this directory, itself or one above it, is tracked.
    Untracked(UntrackedRoot),
}

/// A directory without tracked files that lies in one that has some.
#[derive(Clone, Copy)]
struct UntrackedRoot {
    /// How long its path is.
    length: usize,
    /// How much of the list has to be looked at after it.
    rest: usize,
}

impl<'a> ScanWalk<'a> {
    fn run(&mut self) {
        while !self.scan.count.is_full()
            && let Some(directory) = self.open.pop()
        {
            self.rules.enter(directory.depth, directory.path.as_ref());
            match directory.place {
                ScanPlace::Tracked(entries) => self.tracked_directory(&directory, entries),
                ScanPlace::Untracked(root) if self.holds_untracked(&directory, root) => {
                    self.open.truncate(root.rest);
                    self.push(directory.path[..root.length].into());
                }
                ScanPlace::Untracked(_) => {}
            }
        }
    }

    fn tracked_directory(&mut self, directory: &OpenDirectory<'a>, entries: &'a [Entry]) {
        let children = children(self.scan.index, directory.path.len(), entries);
        let found = found_in(self.scan.repo.workdir(), directory.path.as_ref());
        for (name, file_type) in found.iter().filter(is_shown) {
            if self.scan.count.is_full() {
                break;
            }
            self.visit(directory, &children, name, file_type);
        }
    }

    fn visit(
        &mut self,
        directory: &OpenDirectory<'a>,
        children: &[Child<'a>],
        name: &BStr,
        file_type: FileType,
    ) {
        let path = || join(directory.path.as_ref(), name);
        match (find(children, name, file_type), file_type) {
            (Some(Below::Entries(entries)), FileType::Directory) => {
                self.open.push(directory.below(path(), ScanPlace::Tracked(entries)));
            }
            // Of submodules, their entry tells.
            (Some(Below::Nothing), FileType::File)
            | (Some(Below::Submodule), FileType::Directory) => {}
            // What took the place of a tracked file or directory, or of one left out.
            (Some(_), FileType::File | FileType::Directory) => self.push(path()),
            (_, FileType::Other) => {}
            (None, FileType::Directory) => {
                let path = path();
                if self.may_be_untracked(path.as_ref(), true) {
                    let root = UntrackedRoot { length: path.len(), rest: self.open.len() };
                    self.open.push(directory.below(path, ScanPlace::Untracked(root)));
                }
            }
            (None, FileType::File) => {
                let path = path();
                if self.may_be_untracked(path.as_ref(), false) {
                    self.push(path);
                }
            }
        }
    }

    fn push(&mut self, path: BString) {
        self.scan.count.add_one();
        self.found.push(StatusCandidate { path, kind: ChangeKind::Untracked });
    }

    /// Whether it is neither ignored nor expected.
    fn may_be_untracked(&self, path: &BStr, is_directory: bool) -> bool {
        !self.is_expected(path, is_directory) && !self.rules.is_ignored(path, is_directory)
    }

    fn is_expected(&self, path: &BStr, is_directory: bool) -> bool {
        self.scan.expected.is_some_and(|expected| match is_directory {
            true => expected.matches([path.as_bytes(), b"/"].concat().as_bstr()),
            false => expected.matches(path) || expected.is_left_over(path),
        })
    }

    /// Whether something untracked lies in the directory itself; what is below it is put on
    /// the list.
    fn holds_untracked(&mut self, directory: &OpenDirectory<'a>, root: UntrackedRoot) -> bool {
        let git_dir = join(directory.path.as_ref(), BStr::new(".git"));
        let git_dir = on_disk(self.scan.repo.workdir(), git_dir.as_ref());
        if git_dir.symlink_metadata().is_ok() {
            return !is_linked_worktree(self.scan.repo.handle.common_dir(), &git_dir);
        }
        let found = found_in(self.scan.repo.workdir(), directory.path.as_ref());
        for (name, file_type) in found.iter().filter(is_shown) {
            let is_directory = file_type == FileType::Directory;
            let path = join(directory.path.as_ref(), name);
            match file_type {
                FileType::Other => {}
                _ if !self.may_be_untracked(path.as_ref(), is_directory) => {}
                FileType::File => return true,
                FileType::Directory => {
                    self.open.push(directory.below(path, ScanPlace::Untracked(root)));
                }
            }
        }
        false
    }
}

impl<'a> OpenDirectory<'a> {
    fn below(&self, mut path: BString, place: ScanPlace<'a>) -> Self {
        path.push(b'/');
        Self { path, depth: self.depth + 1, place }
    }
}

/// What is in a directory but `.git`, which git never shows; nothing where it cannot be read, as
/// git has it.
fn found_in(workdir: &Path, directory: &BStr) -> DirectoryEntries {
    directory::entries(&on_disk(workdir, directory)).unwrap_or_default()
}

fn is_shown((name, _): &(&BStr, FileType)) -> bool {
    *name != ".git"
}

fn join(directory: &BStr, name: &BStr) -> BString {
    [directory.as_bytes(), name.as_bytes()].concat().into()
}

fn on_disk(workdir: &Path, path: &BStr) -> std::path::PathBuf {
    workdir.join(gix::path::from_bstr(path).unwrap_or_default())
}

/// What the index has directly in a directory.
struct Child<'a> {
    name: &'a BStr,
    below: Below<'a>,
}

enum Below<'a> {
    /// A file.
    Nothing,
    Submodule,
    /// A directory whose entries a sparse index leaves out.
    Collapsed,
    Entries(&'a [Entry]),
}

/// The child of that name; of a file and a directory, as in a conflict, the one that is there.
fn find<'c, 'a>(
    children: &'c [Child<'a>],
    name: &BStr,
    file_type: FileType,
) -> Option<&'c Below<'a>> {
    let first = children.partition_point(|child| child.name < name);
    let same = children[first..].iter().take_while(|child| child.name == name);
    let is_directory = file_type == FileType::Directory;
    let fits = |child: &&Child<'_>| matches!(child.below, Below::Nothing) != is_directory;
    same.clone().find(fits).or_else(|| same.clone().next()).map(|child| &child.below)
}

/// The children among these entries, whose paths begin with the same `skip` bytes; by name.
fn children<'a>(index: &'a State, skip: usize, entries: &'a [Entry]) -> Vec<Child<'a>> {
    let mut children = Vec::new();
    let mut rest = entries;
    while let Some(first) = rest.first() {
        let path = &first.path(index)[skip..];
        let (name, below, count) = match path.find_byte(b'/') {
            Some(end) if end + 1 == path.len() => (&path[..end], Below::Collapsed, 1),
            Some(end) => {
                let directory = &first.path(index)[..=skip + end];
                let is_below = |entry: &Entry| entry.path(index).starts_with(directory);
                let count = rest.partition_point(is_below);
                (&path[..end], Below::Entries(&rest[..count]), count)
            }
            None if first.mode == Mode::COMMIT => (path, Below::Submodule, 1),
            None => (path, Below::Nothing, 1),
        };
        children.push(Child { name: name.as_bstr(), below });
        rest = &rest[count..];
    }
    children.sort_by_key(|child| child.name);
    children
}
