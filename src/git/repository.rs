//! [`Repo`]: an opened repository, its worktree, git dir and index.
//!
//! What it returns is plain data ([`CommitInfo`],
//! [`Change`](crate::terms::changed_paths::Change)); what it writes are SESSION.md, through
//! [`SessionFile`], and a few small files in the git dir, through [`State`].

use crate::git::git_cli;
use crate::git::open::handle::RepositoryHandle;
use crate::git::open::real_path::real_path;
use crate::git::refs::{known_head, ref_storage};
use crate::store::shared_repository;
use std::cell::OnceCell;
use std::path::{Component, Path, PathBuf};

use crate::store::state::State;

/// A repository with a worktree.
#[derive(Debug)]
pub struct Repo {
    pub(crate) handle: RepositoryHandle,
    pub(crate) program: git_cli::GitCli,
    pub(crate) refs: ref_storage::RefStorage,
    pub(crate) known_head: known_head::KnownHead,
    pub(crate) workdir: PathBuf,
    pub(crate) common_dir: OnceCell<PathBuf>,
    pub(crate) index: OnceCell<gix::index::File>,
    pub(crate) state: OnceCell<State>,
}

impl Repo {
    /// The same repository, through another handle on it.
    pub(crate) fn with_git(&self, git: gix::Repository) -> Self {
        Self {
            handle: RepositoryHandle::opened(git),
            program: self.program.clone(),
            refs: self.refs,
            known_head: known_head::KnownHead::default(),
            workdir: self.workdir.clone(),
            common_dir: self.common_dir.clone(),
            index: OnceCell::new(),
            state: self.state.clone(),
        }
    }

    /// The repository as gix opens it, for whatever is not known without.
    ///
    /// # Errors
    /// Where gix cannot open it.
    pub(crate) fn git(&self) -> anyhow::Result<&gix::Repository> {
        self.handle.git()
    }

    /// The top of the worktree; may be relative to the working directory.
    pub fn workdir(&self) -> &Path {
        &self.workdir
    }

    /// The git dir of this worktree: where its HEAD and index are.
    pub fn git_dir(&self) -> &Path {
        self.handle.git_dir()
    }

    /// The git dir that all worktrees share: where objects and branches are.
    pub fn common_dir(&self) -> &Path {
        // `commondir` holds `../..` (gitrepository-layout(5)), and only the
        // system knows what that means where a link is on the way.
        self.common_dir.get_or_init(|| {
            let told = self.handle.common_dir();
            let is_plain = !told.components().any(|part| part == Component::ParentDir);
            let real = if is_plain { None } else { real_path(told).ok() };
            real.unwrap_or_else(|| told.to_owned())
        })
    }

    /// What we keep in the git dir of this worktree.
    pub fn state(&self) -> &State {
        self.state.get_or_init(|| State::new(self.git_dir(), self.sharing(self.git_dir())))
    }

    pub(crate) fn sharing(&self, git_dir: &Path) -> shared_repository::SharedPermissions {
        shared_repository::SharedPermissions::of(
            git_dir,
            self.config_string("core.sharedRepository").as_deref(),
        )
    }
}
