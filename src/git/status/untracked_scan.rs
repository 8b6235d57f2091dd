//! Which names in a worktree are neither known to the index nor ignored, told with less
//! than a whole walk: nearly always none.

use std::fs;
use std::fs::DirEntry;
use std::path::Path;

use anyhow::Result;
use bstr::{BStr, BString, ByteSlice};
use gix::AttributeStack;
use gix::index::entry::Mode;
use gix::index::{Entry, State};
use gix::worktree::stack::state::ignore::Source;

use crate::git::status::expected::Expected;

/// The paths below which there may be something to tell, in no order.
pub(crate) fn strangers(
    git: &gix::Repository,
    workdir: &Path,
    index: &State,
    expected: Option<&Expected>,
) -> Result<Vec<BString>> {
    let mut look =
        NameScan { git, workdir, index, expected, excludes: None, strangers: Vec::new() };
    look.along(BStr::new(""), index.entries())?;
    Ok(look.strangers)
}

struct NameScan<'a> {
    git: &'a gix::Repository,
    workdir: &'a Path,
    index: &'a State,
    expected: Option<&'a Expected>,
    /// Made when first needed: most directories hold tracked files alone.
    excludes: Option<AttributeStack<'a>>,
    strangers: Vec<BString>,
}

impl<'a> NameScan<'a> {
    /// The directory's path is empty, or ends in `/`; the entries are those below it.
    fn along(&mut self, directory: &BStr, entries: &'a [Entry]) -> Result<()> {
        let children = children(self.index, directory.len(), entries);
        for found in fs::read_dir(self.workdir.join(gix::path::from_bstr(directory)?))? {
            self.meet(directory, &children, &found?)?;
        }
        Ok(())
    }

    fn meet(&mut self, directory: &BStr, children: &[Child<'a>], found: &DirEntry) -> Result<()> {
        let name = found.file_name();
        let name = gix::path::os_str_into_bstr(&name)?;
        let is_directory = found.file_type()?.is_dir();
        let path = || -> BString { [directory.as_bytes(), name.as_bytes()].concat().into() };
        let child = children.binary_search_by(|child| child.name.cmp(name));
        match child.map(|place| &children[place].below) {
            Ok(Below::Nothing) if !is_directory => {}
            Ok(Below::Submodule) if is_directory => {}
            Ok(Below::Entries(entries)) if is_directory => {
                self.along([path().as_bytes(), b"/"].concat().as_bstr(), entries)?;
            }
            // Also that of another repository among the tracked files: git never shows it.
            Err(_) if name == ".git" => {}
            Err(_) if self.may_stay(path().as_ref(), is_directory)? => {}
            _ => self.strangers.push(path()),
        }
        Ok(())
    }

    /// Whether it is ignored, or a file that is expected.
    fn may_stay(&mut self, path: &BStr, is_directory: bool) -> Result<bool> {
        if !is_directory && self.expected.is_some_and(|expected| expected.matches(path)) {
            return Ok(true);
        }
        let excludes = match &mut self.excludes {
            Some(excludes) => excludes,
            none => {
                let source = Source::WorktreeThenIdMappingIfNotSkipped;
                none.insert(self.git.excludes(self.index, None, source)?)
            }
        };
        let mode = if is_directory { Mode::DIR } else { Mode::FILE };
        Ok(excludes.at_entry(path, Some(mode))?.is_excluded())
    }
}

/// What the index knows directly in a directory.
struct Child<'a> {
    name: &'a BStr,
    below: Below<'a>,
}

enum Below<'a> {
    Nothing,
    Submodule,
    Entries(&'a [Entry]),
}

/// The children among these entries, whose paths begin with the same `skip` bytes; by name.
fn children<'a>(index: &'a State, skip: usize, entries: &'a [Entry]) -> Vec<Child<'a>> {
    let mut children = Vec::new();
    let mut rest = entries;
    while let Some(first) = rest.first() {
        let path = &first.path(index)[skip..];
        let (name, below, count) = match path.find_byte(b'/') {
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
