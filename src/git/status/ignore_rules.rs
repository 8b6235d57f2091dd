//! Ignore rules with git's precedence (dir.c, `last_matching_pattern` and `prep_exclude`):
//! the deepest `.gitignore` first, then info/exclude, then core.excludesFile; and whatever
//! lies in an ignored directory is ignored.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use bstr::{BStr, BString, ByteSlice};
use gix::glob::pattern::Case;
use gix::glob::search::pattern::List;
use gix::ignore::search::{Ignore, pattern_matching_relative_path};
use gix::index::State;
use gix::index::entry::{Flags, Stage};
use gix::sec::Permission;

use crate::git::open::real_path::home_folder;
use crate::git::repository::Repo;
use crate::store::regular_file;

/// The levels that apply everywhere: core.excludesFile and info/exclude.
const GLOBAL_LEVELS: usize = 2;

/// The rules that apply in one directory after another; each file is read when first needed.
pub(crate) struct IgnoreRules<'a> {
    repo: &'a Repo,
    index: &'a State,
    case: Case,
    /// From the least important to the most important: those that apply everywhere, then a
    /// level for each directory on the way down.
    levels: Vec<IgnoreLevel>,
}

struct IgnoreLevel {
    /// Where the patterns apply: empty, or with `/` at the end.
    base: BString,
    source: PatternSource,
    patterns: OnceCell<List<Ignore>>,
    is_ignored: OnceCell<bool>,
}

enum PatternSource {
    /// core.excludesFile, which applies everywhere.
    ExcludesFile,
    /// A file that applies everywhere.
    File(PathBuf),
    Directory,
}

impl<'a> IgnoreRules<'a> {
    pub(crate) fn new(repo: &'a Repo, index: &'a State) -> Self {
        let folds_case = repo.config_bool("core.ignoreCase") == Some(true);
        let case = if folds_case { Case::Fold } else { Case::Sensitive };
        let exclude = repo.handle.common_dir().join("info/exclude");
        let global: [IgnoreLevel; GLOBAL_LEVELS] =
            [PatternSource::ExcludesFile, PatternSource::File(exclude)]
                .map(|source| IgnoreLevel::new("", source));
        Self { repo, index, case, levels: global.into() }
    }

    /// Goes to that directory (empty, or with `/` at the end), from wherever it was: what is known
    /// of the directories above both stays.
    pub(crate) fn enter(&mut self, directory: &BStr) {
        let is_above = |level: &&IgnoreLevel| directory.starts_with(&level.base);
        let kept = self.levels[GLOBAL_LEVELS..].iter().take_while(is_above).count();
        self.levels.truncate(GLOBAL_LEVELS + kept);
        if kept == 0 {
            self.levels.push(IgnoreLevel::new("", PatternSource::Directory));
        }
        let known = self.levels.last().map_or(0, |level| level.base.len());
        for slash in directory[known..].find_iter("/") {
            let base = directory[..=known + slash].as_bstr();
            self.levels.push(IgnoreLevel::new(base, PatternSource::Directory));
        }
    }

    /// Whether a name in the directory entered last is ignored.
    pub(crate) fn is_ignored(&self, path: &BStr, is_directory: bool) -> bool {
        self.is_within_ignored(self.levels.len() - 1)
            || self.matches(self.levels.len(), path, is_directory)
    }

    /// Whether the directory of that level, or one above it, is ignored.
    fn is_within_ignored(&self, level: usize) -> bool {
        let known = |level: &usize| self.levels[*level].is_ignored.get().copied();
        let first_unknown = (0..=level).rev().find(|level| known(level).is_some());
        let first_unknown = first_unknown.map_or(0, |level| level + 1);
        (first_unknown..=level).for_each(|level| self.judge_level(level));
        known(&level).unwrap_or(false)
    }

    /// Finds out whether the directory of that level is ignored, where that of the level
    /// before is known.
    fn judge_level(&self, level: usize) {
        let IgnoreLevel { base, is_ignored, .. } = &self.levels[level];
        is_ignored.get_or_init(|| {
            let directory = base.strip_suffix(b"/");
            directory.is_some_and(|directory| {
                self.levels[level - 1].is_ignored.get() == Some(&true)
                    || self.matches(level, directory.into(), true)
            })
        });
    }

    /// Whether the most important match among the first `count` levels ignores the path.
    fn matches(&self, count: usize, path: &BStr, is_directory: bool) -> bool {
        let name = path.rfind_byte(b'/').map(|slash| slash + 1);
        let found = self.levels[..count].iter().rev().find_map(|level| {
            let patterns = level.patterns.get_or_init(|| self.read(level));
            pattern_matching_relative_path(patterns, path, name, Some(is_directory), self.case)
        });
        found.is_some_and(|found| !found.pattern.is_negative())
    }

    fn read(&self, level: &IgnoreLevel) -> List<Ignore> {
        let content = match &level.source {
            PatternSource::ExcludesFile => {
                excludes_file(self.repo).and_then(|path| read(&path, true))
            }
            PatternSource::File(path) => read(path, true),
            PatternSource::Directory => self.read_gitignore(level.base.as_ref()),
        };
        let content = content.unwrap_or_default();
        let list = List::from_bytes(&content, PathBuf::new(), None, Ignore::default());
        let mut list = list.expect("without a root there is no base to compute");
        list.base = Some(level.base.clone()).filter(|base| !base.is_empty());
        list
    }

    /// The `.gitignore` on disk, else the one that a sparse checkout left out.
    fn read_gitignore(&self, directory: &BStr) -> Option<Vec<u8>> {
        let path: BString = [directory.as_bytes(), b".gitignore"].concat().into();
        let file = self.repo.workdir().join(gix::path::from_bstr(path.as_bstr()).ok()?);
        if file.symlink_metadata().is_ok() {
            return read(&file, false);
        }
        let entry = self.index.entry_by_path_and_stage(path.as_bstr(), Stage::Unconflicted)?;
        let is_left_out = entry.flags.contains(Flags::SKIP_WORKTREE);
        let blob = is_left_out.then(|| self.repo.handle.find(entry.id).ok()).flatten()?;
        Some(blob.1)
    }
}

impl IgnoreLevel {
    fn new(base: impl Into<BString>, source: PatternSource) -> Self {
        let (patterns, is_ignored) = (OnceCell::new(), OnceCell::new());
        Self { base: base.into(), source, patterns, is_ignored }
    }
}

/// core.excludesFile, else `git/ignore` in the user's configuration folder (gitignore(5)).
fn excludes_file(repo: &Repo) -> Option<PathBuf> {
    let git = repo.git().ok()?;
    let config = git.config_snapshot();
    match config.trusted_path("core.excludesFile") {
        Ok(Some(path)) => Some(path),
        Err(_) => None,
        Ok(None) => {
            let allowed = &git.open_options().permissions.env;
            let set = |name, permission| {
                let value = std::env::var_os(name).filter(|value| !value.is_empty());
                value.filter(|_| permission == Permission::Allow).map(PathBuf::from)
            };
            let xdg = set("XDG_CONFIG_HOME", allowed.xdg_config_home);
            let home = home_folder().filter(|_| allowed.home == Permission::Allow);
            let home = || home.map(|home| home.join(".config"));
            Some(xdg.or_else(home)?.join("git/ignore"))
        }
    }
}

/// A file of patterns; git follows no `.gitignore` that is a symlink.
fn read(path: &Path, follow_symlinks: bool) -> Option<Vec<u8>> {
    /// As git has it (dir.c, `PATTERN_MAX_FILE_SIZE`): of a larger file nothing is read.
    const MAX_BYTES: u64 = 100 * 1024 * 1024;
    let content = match follow_symlinks {
        true => regular_file::read_linked(path, MAX_BYTES),
        false => regular_file::read_up_to(path, MAX_BYTES),
    };
    content.ok().filter(|content| content.len() as u64 <= MAX_BYTES)
}
