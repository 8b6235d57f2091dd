//! git: the only place that names gix.
//!
//! A [`Repo`] is a worktree with its git dir and the index that is being
//! committed. What it tells is plain data ([`CommitInfo`],
//! [`Change`](crate::changes::Change)); what it writes are SESSION.md, through
//! [`SessionFile`], and a few small files in the git dir, through [`State`].

mod amend;
mod blob;
mod commit;
mod config;
mod diff;
mod discover;
mod files;
mod filter;
mod history;
mod ignore;
mod left_behind;
mod lock;
mod newest;
mod opening;
mod operation;
mod parameters;
mod patch;
mod path;
mod preload;
mod program;
mod reachable;
mod reflog;
mod refs;
mod remedy;
mod replace;
mod rewrites;
mod sharing;
mod single;
mod spare;
mod sparse;
mod state;
mod strangers;
mod submodules;
mod untracked;
mod upcoming;
mod versions;
mod walk;
mod write;

#[cfg(test)]
mod testing;

use std::cell::OnceCell;
use std::path::{Component, Path, PathBuf};

pub use self::commit::{CommitId, CommitInfo};
pub use self::discover::Unsupported;
pub use self::files::{RevisionFiles, WorktreeFiles};
pub use self::filter::{Passing, Way, serve};
pub use self::history::{REACH, RepoHistory};
pub use self::ignore::Expected;
pub use self::operation::Operation;
pub use self::reachable::Effort;
pub use self::reflog::Move;
pub use self::state::{Baseline, State, Turn};
pub use self::upcoming::{Scope, Upcoming};
pub use self::walk::Named;
pub use self::write::{Outcome, Refusal, SessionFile};

/// A repository with a worktree.
#[derive(Debug)]
pub struct Repo {
    git: gix::Repository,
    program: program::Program,
    refs: refs::Refs,
    workdir: PathBuf,
    common_dir: OnceCell<PathBuf>,
    index: OnceCell<gix::index::File>,
}

impl Repo {
    /// The same repository, through another handle on it.
    fn with_git(&self, git: gix::Repository) -> Self {
        Self {
            git,
            program: self.program.clone(),
            refs: self.refs,
            workdir: self.workdir.clone(),
            common_dir: self.common_dir.clone(),
            index: OnceCell::new(),
        }
    }

    /// The top of the worktree; may be relative to the working directory.
    pub fn workdir(&self) -> &Path {
        &self.workdir
    }

    /// The git dir of this worktree: where its HEAD and index are.
    pub fn git_dir(&self) -> &Path {
        self.git.git_dir()
    }

    /// The git dir that all worktrees share: where objects and branches are.
    pub fn common_dir(&self) -> &Path {
        // `commondir` holds `../..` (gitrepository-layout(5)), and only the
        // system knows what that means where a link is on the way.
        self.common_dir.get_or_init(|| {
            let told = self.git.common_dir();
            let is_plain = !told.components().any(|part| part == Component::ParentDir);
            let real = if is_plain { None } else { told.canonicalize().ok() };
            real.unwrap_or_else(|| told.to_owned())
        })
    }

    /// What we keep in the git dir of this worktree.
    pub fn state(&self) -> State {
        State::new(self.git_dir(), self.sharing(self.git_dir()))
    }

    fn sharing(&self, git_dir: &Path) -> sharing::Sharing {
        sharing::Sharing::of(git_dir, self.config_string("core.sharedRepository").as_deref())
    }
}
