//! Names in a worktree that are neither in the index nor ignored: nearly always none.

use std::fs;
use std::path::Path;

use bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Mode;
use gix::index::{Entry, State};

use crate::git::status::candidates::{Candidate, CandidateCount};
use crate::git::status::expected::Expected;
use crate::git::status::ignore_rules::IgnoreRules;
use crate::git::status::nested::is_linked_worktree;
use crate::terms::changed_paths::ChangeKind;

/// A scan for untracked files.
pub(crate) struct UntrackedScan<'a> {
    pub(crate) git: &'a gix::Repository,
    pub(crate) workdir: &'a Path,
    pub(crate) index: &'a State,
    pub(crate) expected: Option<&'a Expected>,
    pub(crate) count: &'a CandidateCount,
}

impl<'a> UntrackedScan<'a> {
    /// Returns what git may show as untracked: of a directory without tracked files itself
    /// alone. Stops early where the count is full.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let rules = IgnoreRules::new(self.git, self.workdir, self.index);
        let mut walk = ScanWalk { scan: self, rules, found: Vec::new() };
        walk.tracked_directory(BStr::new(""), self.index.entries());
        walk.found
    }
}

struct ScanWalk<'a> {
    scan: &'a UntrackedScan<'a>,
    rules: IgnoreRules<'a>,
    found: Vec<Candidate>,
}

impl<'a> ScanWalk<'a> {
    /// The directory's path is empty, or ends in `/`; the entries are those below it.
    fn tracked_directory(&mut self, directory: &BStr, entries: &'a [Entry]) {
        let children = children(self.scan.index, directory.len(), entries);
        self.rules.enter(directory);
        for name in names(self.scan.workdir, directory) {
            if self.scan.count.is_full() {
                break;
            }
            self.visit(directory, &children, &name);
        }
        self.rules.leave();
    }

    fn visit(&mut self, directory: &BStr, children: &[Child<'a>], name: &DiskName) {
        let path = || join(directory, name.name.as_ref());
        match (find(children, name), name.file_type) {
            (Some(Below::Entries(entries)), FileType::Directory) => {
                let directory: BString = [path().as_slice(), b"/"].concat().into();
                self.tracked_directory(directory.as_ref(), entries);
            }
            // Of submodules, their entry tells.
            (Some(Below::Nothing), FileType::File)
            | (Some(Below::Submodule), FileType::Directory) => {}
            // What took the place of a tracked file or directory, or of one left out.
            (Some(_), FileType::File | FileType::Directory) => self.push(path()),
            (_, FileType::Other) => {}
            (None, _) => {
                let path = path();
                if self.is_untracked(path.as_ref(), name.file_type) {
                    self.push(path);
                }
            }
        }
    }

    fn push(&mut self, path: BString) {
        self.scan.count.add_one();
        self.found.push(Candidate { path, kind: ChangeKind::Untracked });
    }

    /// Whether it is, or holds, something neither ignored nor expected.
    fn is_untracked(&mut self, path: &BStr, file_type: FileType) -> bool {
        let is_directory = file_type == FileType::Directory;
        if self.is_expected(path, is_directory) || self.rules.is_ignored(path, is_directory) {
            return false;
        }
        !is_directory || self.directory_holds_untracked(path)
    }

    fn is_expected(&self, path: &BStr, is_directory: bool) -> bool {
        self.scan.expected.is_some_and(|expected| match is_directory {
            true => expected.matches([path.as_bytes(), b"/"].concat().as_bstr()),
            false => expected.matches(path),
        })
    }

    fn directory_holds_untracked(&mut self, path: &BStr) -> bool {
        let directory: BString = [path.as_bytes(), b"/"].concat().into();
        let git_dir = join(directory.as_ref(), BStr::new(".git"));
        let git_dir = on_disk(self.scan.workdir, git_dir.as_ref());
        if git_dir.symlink_metadata().is_ok() {
            return !is_linked_worktree(self.scan.git, &git_dir);
        }
        self.rules.enter(directory.as_ref());
        let holds = names(self.scan.workdir, directory.as_ref())
            .filter(|name| name.file_type != FileType::Other)
            .any(|name| {
                let path = join(directory.as_ref(), name.name.as_ref());
                self.is_untracked(path.as_ref(), name.file_type)
            });
        self.rules.leave();
        holds
    }
}

/// A name in a directory.
struct DiskName {
    name: BString,
    file_type: FileType,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileType {
    /// Regular, or a symlink.
    File,
    Directory,
    /// A pipe or a socket, which git can never add.
    Other,
}

/// The names in a directory but `.git`, which git never shows; none where it cannot be read,
/// as git has it.
fn names(workdir: &Path, directory: &BStr) -> impl Iterator<Item = DiskName> + use<> {
    let entries = fs::read_dir(on_disk(workdir, directory));
    entries.into_iter().flatten().flatten().filter_map(|entry| {
        let file_type = entry.file_type().ok()?;
        let file_type = match () {
            () if file_type.is_dir() => FileType::Directory,
            () if file_type.is_file() || file_type.is_symlink() => FileType::File,
            () => FileType::Other,
        };
        let name: BString = gix::path::os_string_into_bstring(entry.file_name()).ok()?;
        (name != ".git").then_some(DiskName { name, file_type })
    })
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
fn find<'c, 'a>(children: &'c [Child<'a>], name: &DiskName) -> Option<&'c Below<'a>> {
    let first = children.partition_point(|child| child.name < name.name);
    let same = children[first..].iter().take_while(|child| child.name == name.name);
    let is_directory = name.file_type == FileType::Directory;
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
