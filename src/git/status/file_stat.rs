//! What the file system tells of a file, as the index records it.

use gix::fs::Capabilities;
use gix::index::entry::{Mode, Stat};

/// What is known of a file without opening it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileStat {
    pub(crate) stat: Stat,
    pub(crate) length: u64,
    kind: FileKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    File { is_executable: bool },
    Link,
    Directory,
    Other,
}

impl FileStat {
    pub(crate) fn is_directory(&self) -> bool {
        self.kind == FileKind::Directory
    }

    /// Whether it is not what the index has: another type, or another executable bit.
    pub(crate) fn has_other_type(&self, mode: Mode, fs: Capabilities) -> bool {
        let is_executable = self.kind == FileKind::File { is_executable: true };
        let is_file = matches!(self.kind, FileKind::File { .. });
        let (is_directory, is_link) = (self.is_directory(), self.kind == FileKind::Link);
        let change = mode.change_to_match_fs_with_values(
            is_file, is_directory, is_link, is_executable, fs.symlink, fs.executable_bit,
        );
        change.is_some()
    }
}

/// Cut to 32 bits, as git has it (read-cache.c, `fill_stat_data`).
#[cfg(unix)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::unnecessary_cast)]
impl From<rustix::fs::Stat> for FileStat {
    fn from(found: rustix::fs::Stat) -> Self {
        use gix::index::entry::stat::Time;
        use rustix::fs::FileType;

        let time = |secs, nsecs| Time { secs: secs as u32, nsecs: nsecs as u32 };
        let kind = match FileType::from_raw_mode(found.st_mode) {
            FileType::RegularFile => {
                FileKind::File { is_executable: found.st_mode as u32 & 0o100 != 0 }
            }
            FileType::Symlink => FileKind::Link,
            FileType::Directory => FileKind::Directory,
            _ => FileKind::Other,
        };
        let stat = Stat {
            mtime: time(found.st_mtime as i64, found.st_mtime_nsec as i64),
            ctime: time(found.st_ctime as i64, found.st_ctime_nsec as i64),
            dev: found.st_dev as u32,
            ino: found.st_ino as u32,
            uid: found.st_uid as u32,
            gid: found.st_gid as u32,
            size: found.st_size as u32,
        };
        Self { stat, length: found.st_size as u64, kind }
    }
}

#[cfg(not(unix))]
impl FileStat {
    /// `None` where its times are before the epoch.
    pub(crate) fn of(found: &gix::index::fs::Metadata) -> Option<Self> {
        let kind = match () {
            () if found.is_dir() => FileKind::Directory,
            () if found.is_symlink() => FileKind::Link,
            () if found.is_file() => FileKind::File { is_executable: found.is_executable() },
            () => FileKind::Other,
        };
        Some(Self { stat: Stat::from_fs(found).ok()?, length: found.len(), kind })
    }
}
