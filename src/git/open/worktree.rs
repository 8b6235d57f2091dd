//! The worktree around the working directory, found without opening the repository.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The top of the worktree; `None` where only git can tell: the environment or the configuration
/// names another one, the repository is bare or belongs to somebody else, or there is none.
pub fn plain_worktree() -> Option<PathBuf> {
    let is_told = ["GIT_DIR", "GIT_WORK_TREE", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_PARAMETERS"];
    if is_told.iter().any(|name| env::var_os(name).is_some()) {
        return None;
    }
    let folder = env::current_dir().ok()?;
    let top = folder.ancestors().find(|folder| ends_search(folder))?;
    (is_plain(top) && is_ours(top) && is_ours(&top.join(".git"))).then(|| top.to_owned())
}

/// Whether git looks no further up: a worktree, or a git dir.
fn ends_search(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok() || is_git_dir(folder)
}

fn is_git_dir(folder: &Path) -> bool {
    ["HEAD", "objects", "refs"].iter().all(|name| folder.join(name).exists())
}

/// Whether what is at the top is a worktree, and no setting says otherwise.
fn is_plain(top: &Path) -> bool {
    let git = top.join(".git");
    match fs::read_to_string(git.join("config")) {
        Ok(config) => {
            let config = config.to_lowercase();
            is_git_dir(&git) && !["worktree", "bare = true"].iter().any(|key| config.contains(key))
        }
        // The file of a linked worktree or a submodule.
        Err(_) => fs::read_to_string(&git).is_ok_and(|text| text.starts_with("gitdir: ")),
    }
}

#[cfg(unix)]
fn is_ours(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    path.symlink_metadata().is_ok_and(|found| found.uid() == user)
}

#[cfg(not(unix))]
fn is_ours(_: &Path) -> bool {
    false
}
