//! Finding the repository that git means.

use std::cell::OnceCell;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use gix::discover::upwards;
use gix::open::Permissions;
use gix::sec::trust::{DefaultForLevel, Mapping};
use gix::sec::{Permission, Trust};

use super::program::Program;
use super::refs::Refs;
use super::{Repo, parameters};

/// A repository that we cannot work in, or none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// Neither here nor above is a repository.
    NoRepository,
    /// The repository has no worktree.
    Bare,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRepository => "this is no git repository",
            Self::Bare => "this repository is bare: it has no worktree",
        })
    }
}

impl std::error::Error for Unsupported {}

impl Repo {
    /// The repository of the working directory, as git itself would choose it:
    /// with the environment that git gives to hooks, and its `-c` settings.
    ///
    /// # Errors
    /// [`Unsupported`] (by `downcast_ref`) where there is none that we can work in.
    pub fn discover() -> anyhow::Result<Self> {
        Self::of(here()?, Program::here())
    }

    /// The same, also where it is bare: filters run there, too (`git archive`).
    /// The worktree is then the working directory, and holds nothing.
    ///
    /// # Errors
    /// Where there is no repository.
    pub fn discover_for_filter() -> anyhow::Result<Self> {
        let mut git = here()?;
        if git.workdir().is_none() {
            git.set_workdir(PathBuf::from("."))?;
        }
        Self::of(git, Program::here())
    }

    /// The repository of `directory`, whatever `GIT_DIR` says.
    ///
    /// # Errors
    /// [`Unsupported`] (by `downcast_ref`) where there is none that we can work in.
    pub fn discover_at(directory: &Path) -> anyhow::Result<Self> {
        let git = opened(gix::ThreadSafeRepository::discover_opts(directory, walk(), options()))?;
        Self::of(git, Program::at(directory))
    }

    pub(super) fn of(git: gix::Repository, program: Program) -> anyhow::Result<Self> {
        let workdir = git.workdir().ok_or(Unsupported::Bare)?;
        let is_here = workdir.as_os_str().is_empty();
        let workdir = if is_here { PathBuf::from(".") } else { workdir.to_owned() };
        let refs = Refs::of(&git);
        Ok(Self {
            git,
            program,
            refs,
            workdir,
            common_dir: OnceCell::new(),
            index: OnceCell::new(),
        })
    }
}

fn here() -> anyhow::Result<gix::Repository> {
    let at = |directory: &Path| {
        use gix::ThreadSafeRepository as Found;
        opened(Found::discover_with_environment_overrides_opts(directory, walk(), options()))
    };
    let mut git = match at(Path::new(".")) {
        // Within a git dir, whose worktree is above, gix loses the way without a full path.
        Err(error) if !error.is::<Unsupported>() => {
            env::current_dir().map_or(Err(error), |full| at(&full))?
        }
        found => found?,
    };
    if env::var_os("GIT_DIR").is_some() && env::var_os("GIT_WORK_TREE").is_none() {
        take_top_of_git_dir(&mut git)?;
    }
    Ok(git)
}

fn walk() -> upwards::Options<'static> {
    // git does not mind a ceiling that lies elsewhere.
    upwards::Options { match_ceiling_dir_or_error: false, ..Default::default() }
}

fn options() -> Mapping<gix::open::Options> {
    let settings = env::var("GIT_CONFIG_PARAMETERS").map(|variable| parameters::parse(&variable));
    let settings = settings.unwrap_or_default();
    let at = |trust| {
        // Nothing here edits configuration, so its comments need not be kept.
        let options = gix::open::Options::default_for_level(trust).lossy_config(true);
        let options = options.permissions(permissions(trust));
        options.cli_overrides(settings.iter().map(String::as_str))
    };
    Mapping { full: at(Trust::Full), reduced: at(Trust::Reduced) }
}

/// Nothing here uses the network, nor an editor, and to ask for their settings takes its time.
fn permissions(trust: Trust) -> Permissions {
    let mut permissions = Permissions::default_for_level(trust);
    let unused = [
        &mut permissions.env.http_transport,
        &mut permissions.env.ssh_prefix,
        &mut permissions.env.other,
    ];
    for permission in unused {
        *permission = Permission::Deny;
    }
    permissions
}

fn opened(found: gix::Result<gix::ThreadSafeRepository>) -> anyhow::Result<gix::Repository> {
    match found {
        Ok(repository) => Ok(repository.to_thread_local()),
        Err(error) if is_absence(&error) => Err(Unsupported::NoRepository.into()),
        Err(error) => Err(error.into()),
    }
}

fn is_absence(error: &gix::Error) -> bool {
    use upwards::Error::{NoGitRepository, NoGitRepositoryWithinCeiling, NoGitRepositoryWithinFs};
    matches!(
        error.downcast_any_ref::<upwards::Error>(),
        Some(
            NoGitRepository { .. }
                | NoGitRepositoryWithinCeiling { .. }
                | NoGitRepositoryWithinFs { .. }
        )
    )
}

/// git's rule for `GIT_DIR` without `GIT_WORK_TREE` (setup.c,
/// `setup_explicit_git_dir`): core.bare, else core.worktree from the git dir, else the
/// working directory. gix would take the git dir's parent, or none with
/// `--separate-git-dir`, and misses core.worktree behind a `..`.
fn take_top_of_git_dir(git: &mut gix::Repository) -> anyhow::Result<()> {
    let config = git.config_snapshot();
    if git.workdir().is_none() && config.boolean("core.bare") == Some(true) {
        return Ok(());
    }
    // Linked worktrees do not share it.
    let is_linked = git.git_dir() != git.common_dir();
    let configured = config.string("core.worktree").filter(|_| !is_linked);
    let top = match configured {
        Some(path) => git.git_dir().join(gix::path::from_bstr(path)?).canonicalize()?,
        None => PathBuf::from("."),
    };
    git.set_workdir(top)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sandbox;
    use super::*;

    fn why(directory: &Path) -> Unsupported {
        *Repo::discover_at(directory).unwrap_err().downcast_ref().unwrap()
    }

    #[test]
    fn a_directory_without_a_repository_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(why(directory.path()), Unsupported::NoRepository);
    }

    #[test]
    fn a_bare_repository_is_told_apart() {
        let sandbox = Sandbox::empty();
        sandbox.git(&["init", "-q", "--bare", "bare.git"]);
        assert_eq!(why(&sandbox.path("bare.git")), Unsupported::Bare);
    }

    #[test]
    fn a_repository_is_found_from_below() {
        let sandbox = Sandbox::new();
        sandbox.write("src/deep/a.rs", "");
        let repo = Repo::discover_at(&sandbox.path("src/deep")).unwrap();
        assert_eq!(repo.workdir().canonicalize().unwrap(), sandbox.root());
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
