//! Opening a repository: one that git refuses is refused, any other is fully trusted.
//!
//! git refuses where another user owns what it found on its way up, unless
//! `safe.directory` names it (git-config(1)). Where all of it is ours, that is
//! known without asking; else git is asked, before anything of the repository is read.

use std::env;
use std::path::{Path, PathBuf};

use gix::ThreadSafeRepository;
use gix::discover::upwards;
use gix::discover::upwards::TrustPolicy;
use gix::open::Permissions;
use gix::sec::trust::{DefaultForLevel, Mapping};
use gix::sec::{Permission, Trust};

use crate::git::git_cli::GitCli;
use crate::git::open::config_parameters;
use crate::git::open::real_path::real_path;
use crate::git::open::unsupported::Unsupported;
use crate::store::shared_repository::is_root;

/// The largest object that is read, 64 MiB, and the largest index of which gix reads attributes:
/// a directory of half a million names, a hundred times a message. Without a limit a history
/// could have as much memory used as it likes; git itself has none.
pub(crate) const MAX_OBJECT: usize = 64 * 1024 * 1024;

/// The same, as a setting of gix's own.
pub(crate) fn object_limit() -> String {
    format!("gitoxide.objects.allocLimit={MAX_OBJECT}")
}

/// Opens the repository of the working directory, as git itself would choose it.
pub(crate) fn of_working_directory() -> anyhow::Result<gix::Repository> {
    let Some(git_dir) = env::var_os("GIT_DIR") else {
        return match of_environment(Path::new(".")) {
            // Within a git dir, whose worktree is above, gix loses the way without a full path.
            Err(error) if !error.is::<Unsupported>() => {
                env::current_dir().map_or(Err(error), |full| of_environment(&full))
            }
            found => found,
        };
    };
    let mut git = of_git_dir(Path::new(&git_dir))?;
    if env::var_os("GIT_WORK_TREE").is_none() {
        take_top_of_git_dir(&mut git)?;
    }
    Ok(git)
}

/// git's rule for `GIT_DIR` without `GIT_WORK_TREE` (setup.c,
/// `setup_explicit_git_dir`): core.bare, else core.worktree from the git dir, else the
/// working directory. gix would take the git dir's parent, or none with
/// `--separate-git-dir`, and misses a core.worktree that begins with `..`.
fn take_top_of_git_dir(git: &mut gix::Repository) -> anyhow::Result<()> {
    let config = git.config_snapshot();
    if git.workdir().is_none() && config.boolean("core.bare") == Some(true) {
        return Ok(());
    }
    // Linked worktrees do not share it.
    let is_linked = git.git_dir() != git.common_dir();
    let configured = config.string("core.worktree").filter(|_| !is_linked);
    let top = match configured {
        Some(path) => real_path(&git.git_dir().join(gix::path::from_bstr(path)?))?,
        None => PathBuf::from("."),
    };
    git.set_workdir(top)?;
    Ok(())
}

/// Opens the repository that `GIT_DIR` names; git does not ask who owns it either.
pub(crate) fn of_git_dir(git_dir: &Path) -> anyhow::Result<gix::Repository> {
    opened(options().open_path_as_is(true).open(git_dir))
}

/// Opens the repository of `directory` by the limits that the environment sets.
pub(crate) fn of_environment(directory: &Path) -> anyhow::Result<gix::Repository> {
    let open = |trust| {
        let (walk, options) = (walk(trust), for_each_level());
        ThreadSafeRepository::discover_with_environment_overrides_opts(directory, walk, options)
    };
    accepted(directory, &GitCli::here(), open)
}

/// Opens the repository of `directory`, whatever the environment says.
pub(crate) fn of_directory(directory: &Path) -> anyhow::Result<gix::Repository> {
    let open =
        |trust| ThreadSafeRepository::discover_opts(directory, walk(trust), for_each_level());
    accepted(directory, &GitCli::at(directory), open)
}

fn accepted(
    directory: &Path,
    program: &GitCli,
    open: impl Fn(TrustPolicy) -> gix::Result<ThreadSafeRepository>,
) -> anyhow::Result<gix::Repository> {
    if is_owner_certain() {
        match open(TrustPolicy::Required(Trust::Full)) {
            Err(error) if is_owned_by_another(&error) => {}
            found => {
                let git = opened(found)?;
                if is_within_git_dir(directory, &git) {
                    ask_git(program, &git)?;
                }
                return Ok(git);
            }
        }
    }
    require_any(directory)?;
    let git_dir = accepted_git_dir(program)?;
    let git = opened(open(TrustPolicy::Assume(Trust::Full)))?;
    require_same(&git_dir, &git)?;
    Ok(git)
}

/// Distinguishes a missing repository from one that git refuses.
fn require_any(directory: &Path) -> anyhow::Result<()> {
    let walk = walk(TrustPolicy::Assume(Trust::Full)).apply_environment();
    match gix::discover::upwards_opts(directory, walk) {
        Err(error) if is_absence(&error) => Err(Unsupported::NoRepository.into()),
        _ => Ok(()),
    }
}

fn ask_git(program: &GitCli, git: &gix::Repository) -> anyhow::Result<()> {
    require_same(&accepted_git_dir(program)?, git)
}

/// The git dir that git accepts for this directory.
fn accepted_git_dir(program: &GitCli) -> anyhow::Result<String> {
    program
        .run_for_text(&["rev-parse", "--absolute-git-dir"], b"")
        .map_err(|error| refused(&error).into())
}

/// What git says where it refuses: a sentence, and below it the command that helps.
fn refused(error: &anyhow::Error) -> Unsupported {
    const REMEDY: &str = "git config --global --add safe.directory ";
    let said = error.to_string();
    let mut lines = said.lines().map(str::trim);
    let reason = lines.next().unwrap_or_default().to_owned();
    let remedy = lines.find(|line| line.starts_with(REMEDY)).map(str::to_owned);
    Unsupported::Refused { reason, remedy }
}

/// Holds that git has judged the repository that was opened, and no other.
fn require_same(git_dir: &str, git: &gix::Repository) -> anyhow::Result<()> {
    let is_same = real_path(Path::new(git_dir)).ok() == real_path(git.git_dir()).ok();
    anyhow::ensure!(is_same, "git takes another repository here: the one in {git_dir}");
    Ok(())
}

/// Whether the owners of files say what git makes of them, as gix compares them.
fn is_owner_certain() -> bool {
    // git heeds who has called sudo for root alone (setup.c, `is_path_owned_by_current_uid`).
    (is_root() || env::var_os("SUDO_UID").is_none())
        // git's own tests, and ours.
        && env::var_os("GIT_TEST_ASSUME_DIFFERENT_OWNER").is_none()
}

fn is_owned_by_another(error: &gix::Error) -> bool {
    let found = error.downcast_any_ref::<upwards::Error>();
    matches!(found, Some(upwards::Error::NoTrustedGitRepository { .. }))
}

/// Whether the way up began inside what was found: a bare repository, which
/// `safe.bareRepository`, by default or by its setting, may forbid.
fn is_within_git_dir(directory: &Path, git: &gix::Repository) -> bool {
    // git never forbids one of that name (setup.c, `is_implicit_bare_repo`).
    if git.git_dir().ends_with(".git") {
        return false;
    }
    match (real_path(directory), real_path(git.git_dir())) {
        (Ok(directory), Ok(git_dir)) => directory.starts_with(git_dir),
        _ => true,
    }
}

fn walk(trust: TrustPolicy) -> upwards::Options<'static> {
    // git does not mind a ceiling that lies elsewhere.
    upwards::Options { match_ceiling_dir_or_error: false, trust, ..Default::default() }
}

/// The same for every level: whether to trust is settled before anything is opened.
fn for_each_level() -> Mapping<gix::open::Options> {
    Mapping { full: options(), reduced: options() }
}

fn options() -> gix::open::Options {
    let settings =
        env::var("GIT_CONFIG_PARAMETERS").map(|variable| config_parameters::parse(&variable));
    let mut settings: Vec<String> = settings.unwrap_or_default();
    settings.push(object_limit());
    // Nothing here edits configuration, so its comments need not be kept.
    let options = gix::open::Options::default_for_level(Trust::Full).lossy_config(true);
    let options = options.permissions(permissions());
    options.cli_overrides(settings.iter().map(String::as_str))
}

/// Nothing here uses the network, nor an editor, and to ask for their settings takes its time.
fn permissions() -> Permissions {
    let mut permissions = Permissions::default_for_level(Trust::Full);
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

fn opened(found: gix::Result<ThreadSafeRepository>) -> anyhow::Result<gix::Repository> {
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
