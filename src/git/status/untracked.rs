//! Files that the index does not know.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use bstr::{BStr, BString, ByteSlice};
use gix::dir::EntryRef;
use gix::dir::entry::{Kind as DiskKind, Status};
use gix::dir::walk::{Action, Delegate, EmissionMode, ForDeletionMode};
use gix::index::AccelerateLookup;

use crate::git::status::expected::Expected;
use crate::git::status::untracked_scan::strangers;
use crate::terms::changed_paths::{Change, ChangeKind};

/// Of more places than these, a walk through all of the worktree tells sooner.
const FEW: usize = 50;

/// Untracked files as `git status` shows them, but for those that may stay:
/// of a directory that holds no tracked file, itself alone.
pub(crate) fn untracked(
    git: &gix::Repository,
    workdir: &Path,
    index: &gix::index::State,
    expected: Option<&Expected>,
) -> anyhow::Result<Vec<Change>> {
    let Some(shown) = shown(git) else { return Ok(Vec::new()) };
    let places = match strangers(git, workdir, index, expected) {
        Ok(none) if none.is_empty() => return Ok(Vec::new()),
        Ok(few) if few.len() <= FEW => few,
        // What we cannot read, the walk may know how to pass over.
        _ => Vec::new(),
    };
    // To be told of each file as it is found, and to say ourselves where to go
    // on, spares reading the rest of a directory that is told already.
    let options = git.dirwalk_options()?.emit_untracked(EmissionMode::Matching);
    let ignores_case = git.config_snapshot().boolean("core.ignoreCase") == Some(true);
    let by_case = OnceCell::new();
    let mut seen = WalkCollector {
        workdir,
        index,
        ignores_case,
        by_case,
        expected,
        shown,
        found: BTreeSet::new(),
    };
    let literal =
        |path: BString| -> BString { [b":(top,literal)", path.as_slice()].concat().into() };
    let places = places.into_iter().map(literal);
    git.dirwalk(index, places, &AtomicBool::new(false), options, &mut seen)?;
    let found = seen.found.into_iter();
    Ok(found.map(|path| Change { path, kind: ChangeKind::Untracked }).collect())
}

/// How untracked files are shown (status.showUntrackedFiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    EachFile,
    Directories,
}

/// `None` where the user wants to hear of none.
fn shown(git: &gix::Repository) -> Option<Shown> {
    let key = "status.showUntrackedFiles";
    let config = git.config_snapshot();
    let value = config.string(key).unwrap_or_default();
    match value.to_ascii_lowercase().as_slice() {
        b"no" => None,
        b"all" => Some(Shown::EachFile),
        b"normal" => Some(Shown::Directories),
        _ if config.boolean(key) == Some(false) => None,
        _ => Some(Shown::Directories),
    }
}

/// What the walk has found so far.
struct WalkCollector<'a> {
    workdir: &'a Path,
    index: &'a gix::index::State,
    ignores_case: bool,
    by_case: OnceCell<AccelerateLookup<'a>>,
    expected: Option<&'a Expected>,
    shown: Shown,
    found: BTreeSet<BString>,
}

impl Delegate for WalkCollector<'_> {
    fn emit(&mut self, entry: EntryRef<'_>, _: Option<Status>) -> Action {
        let is_untracked = entry.status == Status::Untracked;
        let path = match entry.disk_kind.filter(|_| is_untracked) {
            Some(DiskKind::File | DiskKind::Symlink) => Some(entry.rela_path.into_owned()),
            Some(DiskKind::Repository) => Some(slashed(entry.rela_path.as_ref())),
            // Directories come here when we did not want to read them. Pipes and sockets
            // can never be added, and git does not show them.
            Some(DiskKind::Directory | DiskKind::Untrackable) | None => None,
        };
        if let Some(path) = path.filter(|path| !self.may_stay(path)) {
            self.found.insert(self.as_shown(path));
        }
        ControlFlow::Continue(())
    }

    fn can_recurse(
        &mut self,
        entry: EntryRef<'_>,
        for_deletion: Option<ForDeletionMode>,
        is_top_a_repository: bool,
    ) -> bool {
        let (kind, matched) = (entry.disk_kind, entry.pathspec_match);
        entry.status.can_recurse(kind, matched, for_deletion, is_top_a_repository)
            && (entry.status != Status::Untracked || self.is_worth_reading(&entry.rela_path))
    }
}

impl WalkCollector<'_> {
    fn may_stay(&self, path: &BString) -> bool {
        self.expected.is_some_and(|expected| expected.matches(path.as_ref()))
    }

    /// Whether an untracked directory could hold news.
    fn is_worth_reading(&self, directory: &BStr) -> bool {
        if directory.is_empty() {
            return true;
        }
        let path = slashed(directory);
        // What we may not read is empty to git too; gix would give up.
        let is_readable = || {
            let path = gix::path::from_bstr(directory);
            path.is_ok_and(|path| fs::read_dir(self.workdir.join(path)).is_ok())
        };
        !self.may_stay(&path) && !self.found.contains(&self.as_shown(path)) && is_readable()
    }

    fn holds_tracked(&self, directory: &BStr) -> bool {
        if !self.ignores_case {
            return self.index.path_is_directory(directory);
        }
        let lookup = self.by_case.get_or_init(|| self.index.prepare_icase_backing());
        self.index.path_is_directory_icase(directory, true, lookup)
    }

    /// The topmost directory on the way that holds nothing tracked.
    fn as_shown(&self, path: BString) -> BString {
        let mut ends = path.find_iter(b"/");
        let topmost = match self.shown {
            Shown::EachFile => None,
            Shown::Directories => ends.find(|&end| !self.holds_tracked(path[..end].as_bstr())),
        };
        topmost.map_or_else(|| path.clone(), |end| path[..=end].into())
    }
}

fn slashed(path: &BStr) -> BString {
    [path.as_bytes(), b"/"].concat().into()
}
