//! Who else may read and write what we put into the git dir.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

#[cfg(unix)]
use crate::store::regular_file;

/// The mode and owner of files in the git dir, as git itself would have them
/// (git-config(1), `core.sharedRepository`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SharedPermissions {
    mode: SharedMode,
    owner: Option<FileOwner>,
}

/// Whether root runs this: the system then asks neither mode nor owner.
#[cfg(unix)]
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
pub(crate) fn is_root() -> bool {
    false
}

/// What becomes of the mode that the umask gives a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SharedMode {
    /// It stays.
    Umask,
    /// These bits come to it.
    Wider(u32),
    /// These bits take its place.
    Exactly(u32),
}

/// Whom the git dir belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileOwner {
    user: u32,
    group: u32,
}

impl SharedPermissions {
    /// Of the repository with this git dir, and this core.sharedRepository.
    pub(crate) fn of(git_dir: &Path, setting: Option<&str>) -> Self {
        Self {
            mode: setting.map_or(SharedMode::Umask, SharedMode::parse),
            owner: FileOwner::of(git_dir),
        }
    }

    /// Gives a file or directory that was just made to those who share the repository.
    /// What somebody else of them made stays as they left it.
    pub(crate) fn open_up(self, file: &File) {
        if let (Some(owner), Ok(metadata)) = (self.owner, file.metadata()) {
            owner.take(file, &metadata);
        }
        if self.mode != SharedMode::Umask
            && let Ok(metadata) = file.metadata()
        {
            self.change_mode(file, &metadata);
        }
    }

    /// The same for a directory.
    #[cfg(unix)]
    pub(crate) fn open_up_directory(self, directory: &Path) -> io::Result<()> {
        regular_file::open_directory(directory).map(|directory| self.open_up(&directory))
    }

    /// Where there are no modes and no owners to change, a directory cannot be opened either.
    #[cfg(not(unix))]
    pub(crate) fn open_up_directory(self, _directory: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Whether a file that we make would have that owner.
    #[cfg(unix)]
    pub(crate) fn is_owner_of(self, metadata: &Metadata) -> bool {
        let ours = || rustix::process::geteuid().as_raw();
        let user = self.owner.map_or_else(ours, |owner| owner.user);
        std::os::unix::fs::MetadataExt::uid(metadata) == user
    }

    #[cfg(not(unix))]
    pub(crate) fn is_owner_of(self, _metadata: &Metadata) -> bool {
        true
    }

    #[cfg(unix)]
    fn change_mode(self, file: &File, metadata: &Metadata) {
        use std::fs::Permissions;
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let present = metadata.mode() & 0o7777;
        let wanted = self.mode.applied(present, metadata.is_dir());
        if wanted != present {
            let _ = file.set_permissions(Permissions::from_mode(wanted));
        }
    }

    #[cfg(not(unix))]
    fn change_mode(self, _file: &File, _metadata: &Metadata) {}
}

impl SharedMode {
    fn parse(setting: &str) -> Self {
        let octal = u32::from_str_radix(setting, 8);
        match (setting.to_ascii_lowercase().as_str(), octal) {
            ("umask" | "false" | "no" | "off", _) | (_, Ok(0)) => Self::Umask,
            ("all" | "world" | "everybody", _) | (_, Ok(2)) => Self::Wider(0o664),
            ("group" | "true" | "yes" | "on" | "", _) | (_, Ok(1)) => Self::Wider(0o660),
            (_, Ok(mode)) if mode & 0o600 == 0o600 => Self::Exactly(mode & 0o666),
            _ => Self::Umask,
        }
    }

    /// git's `calc_shared_perm` and `adjust_shared_perm` (path.c): who may read a
    /// directory may enter it, and what is made in it belongs to its group.
    #[cfg_attr(not(unix), allow(dead_code))]
    fn applied(self, present: u32, is_directory: bool) -> u32 {
        let mode = match self {
            Self::Umask => return present,
            Self::Wider(bits) => present | bits,
            Self::Exactly(bits) => present & !0o777 | bits,
        };
        let is_for_group = mode & 0o060 != 0;
        match (is_directory, is_for_group) {
            (false, _) => mode,
            (true, false) => mode | (mode & 0o444) >> 2,
            (true, true) => mode | (mode & 0o444) >> 2 | 0o2000,
        }
    }
}

impl FileOwner {
    /// Matters to root alone, who commits in somebody's repository.
    #[cfg(unix)]
    fn of(git_dir: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        if !is_root() {
            return None;
        }
        let metadata = git_dir.metadata().ok()?;
        Some(Self { user: metadata.uid(), group: metadata.gid() })
    }

    #[cfg(not(unix))]
    fn of(_git_dir: &Path) -> Option<Self> {
        None
    }

    #[cfg(unix)]
    fn take(self, file: &File, metadata: &Metadata) {
        use std::os::unix::fs::{MetadataExt, fchown};
        if (metadata.uid(), metadata.gid()) != (self.user, self.group) {
            let _ = fchown(file, Some(self.user), Some(self.group));
        }
    }

    #[cfg(not(unix))]
    fn take(self, _file: &File, _metadata: &Metadata) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(setting: &str, present: u32) -> u32 {
        SharedMode::parse(setting).applied(present, false)
    }

    #[test]
    fn settings_mean_what_git_makes_of_them() {
        for setting in ["umask", "false", "0", "nonsense", "0060"] {
            assert_eq!(file(setting, 0o600), 0o600, "{setting}");
        }
        for setting in ["group", "true", "1", "yes", ""] {
            assert_eq!(file(setting, 0o600), 0o660, "{setting}");
        }
        for setting in ["all", "WORLD", "everybody", "2"] {
            assert_eq!(file(setting, 0o600), 0o664, "{setting}");
        }
        assert_eq!((file("0640", 0o644), file("0660", 0o600)), (0o640, 0o660));
    }

    #[test]
    fn directories_can_be_entered_and_hand_their_group_on() {
        let directory = |setting| SharedMode::parse(setting).applied(0o700, true);
        assert_eq!(directory("group"), 0o2770);
        assert_eq!(directory("all"), 0o2775);
        assert_eq!(directory("0640"), 0o2750);
        assert_eq!((directory("0600"), directory("umask")), (0o700, 0o700));
    }
}
