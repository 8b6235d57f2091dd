//! What the hooks remember in the git dirs, gone with them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::install::forms::write::io_context;
use crate::install::hooks_dir::own_hooks_dir;
use crate::store::state_file::{STATE_DIR, StateFile};

/// Removes our state from the git dir of the repository and of all its worktrees.
pub(crate) fn remove_state(at: &Path) -> Result<()> {
    let own = own_hooks_dir(at)?;
    let common = own.path.parent().context("a hooks folder lies in a git dir")?;
    let linked = fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten();
    let git_dirs = std::iter::once(common.to_owned()).chain(linked.map(|entry| entry.path()));
    for path in
        git_dirs.flat_map(|dir| [STATE_DIR, StateFile::Draft.name()].map(|name| dir.join(name)))
    {
        remove(&path).with_context(|| io_context("remove", &path))?;
    }
    Ok(())
}

/// A link goes, and not what it leads to.
fn remove(path: &PathBuf) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    }
}
