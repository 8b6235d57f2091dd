//! Repositories inside the worktree: linked worktrees and submodules.

use std::path::{Path, PathBuf};

use bstr::ByteSlice;
use gix::sec::Permission;

use crate::git::git_cli::GitCli;
use crate::git::open::opening::object_limit;
use crate::git::open::real_path::real_path;
use crate::git::repository::Repo;
use crate::store::regular_file;

/// Whether this `.git` belongs to a linked worktree of the repository.
pub(crate) fn is_linked_worktree(common_dir: &Path, git_file: &Path) -> bool {
    let admin_dir = || -> Option<PathBuf> {
        let folder = real_path(&git_file.parent()?.join(read_git_file(git_file)?)).ok()?;
        Some(folder.parent()?.to_owned())
    };
    let worktrees = || real_path(&common_dir.join("worktrees")).ok();
    admin_dir().is_some_and(|admin_dir| Some(admin_dir) == worktrees())
}

/// The path in a file `gitdir: <path>` (gitrepository-layout(5)).
fn read_git_file(path: &Path) -> Option<PathBuf> {
    /// Longer than any path.
    const MAX_BYTES: u64 = 16 * 1024;
    let content = regular_file::read_up_to(path, MAX_BYTES).ok()?;
    let target = content.strip_prefix(b"gitdir: ")?.trim_end_with(|c| matches!(c, '\n' | '\r'));
    Some(gix::path::from_bstr(target.as_bstr()).ok()?.into_owned())
}

/// How deep submodules within submodules are looked at; further down git is asked, which starts
/// a process for each. Real ones go three or four deep.
pub(crate) const MAX_SUBMODULE_DEPTH: usize = 8;

/// Whether the submodule, which lies in `depth` others, is certainly as the index has it: at
/// that commit, and nothing in it that git would ask about; or not checked out at all.
pub(crate) fn is_clean_submodule(folder: &Path, commit: gix::ObjectId, depth: usize) -> bool {
    if !folder.symlink_metadata().is_ok_and(|found| found.is_dir()) {
        return false;
    }
    if folder.join(".git").symlink_metadata().is_err() {
        return folder.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    }
    depth < MAX_SUBMODULE_DEPTH
        && open(folder).is_some_and(|inner| inner.is_clean_at(commit, depth + 1))
}

/// The repository in that folder, whatever the environment says of the one around it.
fn open(folder: &Path) -> Option<Repo> {
    let mut permissions = gix::open::Permissions::all();
    for permission in [
        &mut permissions.env.git_prefix,
        &mut permissions.env.objects,
        &mut permissions.env.http_transport,
        &mut permissions.env.ssh_prefix,
        &mut permissions.env.other,
    ] {
        *permission = Permission::Deny;
    }
    let options = gix::open::Options::default().permissions(permissions);
    let options = options.cli_overrides([object_limit().as_str()]);
    let git = options.open(folder).ok()?.to_thread_local();
    Repo::of(git, GitCli::at(folder)).ok()
}

impl Repo {
    fn is_clean_at(&self, commit: gix::ObjectId, depth: usize) -> bool {
        let (Ok(Some(head)), Ok(index)) = (self.head(), self.index()) else { return false };
        let is_staged = || {
            let tree = index.tree().filter(|tree| tree.num_entries.is_some());
            tree.map(|tree| tree.id) != Some(head.tree)
        };
        head.id.0 == commit && !is_staged() && self.has_no_candidates(index, depth)
    }
}
