//! Finding the repository that git means.

use std::cell::OnceCell;
use std::env;
use std::path::{Path, PathBuf};

use crate::git::git_cli::GitCli;
use crate::git::open::handle::RepositoryHandle;
use crate::git::open::opening;
use crate::git::open::plain::PlainRepository;
use crate::git::open::real_path::real_path;
use crate::git::open::unsupported::Unsupported;
use crate::git::refs::known_head::KnownHead;
use crate::git::refs::ref_storage::RefStorage;
use crate::git::repository::Repo;

impl Repo {
    /// The repository of the working directory, as git itself would choose it:
    /// with the environment that git gives to hooks, and its `-c` settings.
    ///
    /// # Errors
    /// [`Unsupported`] (by `downcast_ref`) where there is none that we can work in.
    pub fn discover() -> anyhow::Result<Self> {
        if let Some((plain, head)) = PlainRepository::here() {
            let handle = RepositoryHandle::plain(plain);
            let refs = if head.is_some() { RefStorage::Files } else { RefStorage::Program };
            let known_head = KnownHead { head: head.into(), ..KnownHead::default() };
            let (program, workdir) = (GitCli::here(), PathBuf::from("."));
            return Ok(Self { known_head, ..Self::with(handle, program, refs, workdir) });
        }
        let repo = Self::of(opening::of_working_directory()?, GitCli::here())?;
        // dulwich runs commit-msg and post-commit there.
        let program = match is_within_git_dir(&repo) {
            true => repo.program.started_in(&repo.workdir),
            false => repo.program,
        };
        Ok(Self { program, ..repo })
    }

    /// The same, also where it is bare: filters run there, too (`git archive`).
    /// The worktree is then the working directory, and holds nothing.
    ///
    /// # Errors
    /// Where there is no repository.
    pub fn discover_for_filter() -> anyhow::Result<Self> {
        let mut git = opening::of_working_directory()?;
        if git.workdir().is_none() {
            git.set_workdir(PathBuf::from("."))?;
        }
        Self::of(git, GitCli::here())
    }

    /// The repository of `directory`, whatever `GIT_DIR` says.
    ///
    /// # Errors
    /// [`Unsupported`] (by `downcast_ref`) where there is none that we can work in.
    pub fn discover_at(directory: &Path) -> anyhow::Result<Self> {
        let git = opening::of_directory(directory)?;
        Self::of(git, GitCli::at(directory))
    }

    pub(crate) fn of(mut git: gix::Repository, program: GitCli) -> anyhow::Result<Self> {
        // GIT_NAMESPACE is for transports; `git commit` does not heed it (gitnamespaces(7)).
        git.clear_namespace();
        let workdir = git.workdir().ok_or(Unsupported::Bare)?;
        let is_here = workdir.as_os_str().is_empty();
        let workdir = if is_here { PathBuf::from(".") } else { workdir.to_owned() };
        let backend = program.reads_environment().then(|| env::var_os("GIT_REFERENCE_BACKEND"));
        let refs = RefStorage::of(&git, backend.flatten().as_deref());
        Ok(Self::with(RepositoryHandle::opened(git), program, refs, workdir))
    }

    fn with(handle: RepositoryHandle, program: GitCli, refs: RefStorage, workdir: PathBuf) -> Self {
        Self {
            handle,
            program,
            refs,
            known_head: KnownHead::default(),
            workdir,
            common_dir: OnceCell::new(),
            index: OnceCell::new(),
            state: OnceCell::new(),
        }
    }
}

/// Whether the working directory is inside the git dir of an ordinary repository.
pub(crate) fn is_within_git_dir(repo: &Repo) -> bool {
    let is_at_top = repo.workdir == Path::new(".");
    let git_dir = || real_path(repo.git_dir()).ok();
    let is_inside = || Some(real_path(&env::current_dir().ok()?).ok()?.starts_with(git_dir()?));
    !is_at_top && env::var_os("GIT_DIR").is_none() && is_inside() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    pub(crate) fn why(directory: &Path) -> Unsupported {
        Repo::discover_at(directory).unwrap_err().downcast().unwrap()
    }

    #[test]
    fn a_directory_without_a_repository_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(why(directory.path()), Unsupported::NoRepository);
    }

    #[test]
    fn a_repository_is_found_from_below() {
        let sandbox = Sandbox::new();
        sandbox.write("src/deep/a.rs", "");
        let repo = Repo::discover_at(&sandbox.path("src/deep")).unwrap();
        assert_eq!(real_path(repo.workdir()).unwrap(), sandbox.root());
    }
}

#[cfg(test)]
mod with_git {
    use super::tests::why;
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn a_bare_repository_is_told_apart() {
        let sandbox = Sandbox::empty();
        sandbox.git(&["init", "-q", "--bare", "bare.git"]);
        assert_eq!(why(&sandbox.path("bare.git")), Unsupported::Bare);
    }

    #[test]
    fn linked_worktrees_have_their_own_git_dir() {
        let sandbox = Sandbox::new();
        sandbox.commit("a.txt", "a", "one");
        sandbox.git(&["worktree", "add", "-q", "linked"]);
        let repo = Repo::discover_at(&sandbox.path("linked")).unwrap();
        assert!(repo.git_dir().ends_with("worktrees/linked"));
        assert_eq!(repo.common_dir(), sandbox.path(".git"));
    }
}
