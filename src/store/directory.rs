//! The names in a directory, read by the system's own call: the C library asks the system for
//! memory, and gives it back, for each directory.

use std::io;
#[cfg(unix)]
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use bstr::{BStr, ByteSlice};
#[cfg(unix)]
use rustix::fs::{AtFlags, Mode, OFlags, Stat, open, statat};
#[cfg(unix)]
use rustix::io::retry_on_intr;

/// What stands in a directory, in no order.
#[derive(Debug, Default)]
pub(crate) struct DirectoryEntries {
    /// One after the other.
    names: Vec<u8>,
    /// Where each name ends, and what it is.
    ends: Vec<(usize, FileType)>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FileType {
    /// A regular file, or a symlink wherever it leads.
    File,
    Directory,
    /// A pipe, a socket or a device, which git can never add.
    Other,
}

impl DirectoryEntries {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&BStr, FileType)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        let entries = starts.zip(&self.ends);
        entries.map(|(start, (end, file_type))| (self.names[start..*end].as_bstr(), *file_type))
    }

    fn push(&mut self, name: &[u8], file_type: FileType) {
        self.names.extend_from_slice(name);
        self.ends.push((self.names.len(), file_type));
    }
}

/// A directory that is open: what is asked of it and of what is in it costs no way down to it.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    #[cfg(unix)]
    opened: OwnedFd,
}

/// Everything in a directory.
///
/// # Errors
/// Where it cannot be read, or not to its end.
pub(crate) fn entries(path: &Path) -> io::Result<DirectoryEntries> {
    Directory::open(path.to_owned())?.entries()
}

#[cfg(unix)]
impl Directory {
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let opened = retry_on_intr(|| open(&path, flags, Mode::empty()))?;
        Ok(Self { path, opened })
    }

    /// What is known of a name in it; of a link, not of what it leads to.
    ///
    /// # Errors
    /// Where there is no such name.
    pub(crate) fn stat(&self, name: &[u8]) -> io::Result<Stat> {
        Ok(statat(&self.opened, name, AtFlags::SYMLINK_NOFOLLOW)?)
    }
}

#[cfg(not(unix))]
impl Directory {
    /// # Errors
    /// None here: what cannot be read is told where it is read.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        Ok(Self { path })
    }
}

impl Directory {
    /// Everything in it.
    ///
    /// # Errors
    /// Where it cannot be read to its end.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(crate) fn entries(&self) -> io::Result<DirectoryEntries> {
        use std::mem::MaybeUninit;

        use rustix::fs::{FileType as Found, RawDir};

        let mut buffer = [MaybeUninit::uninit(); 8 * 1024];
        let mut found = RawDir::new(&self.opened, &mut buffer);
        let mut entries = DirectoryEntries::default();
        while let Some(entry) = found.next() {
            let entry = match entry {
                Err(rustix::io::Errno::INTR) => continue,
                entry => entry?,
            };
            let name = entry.file_name().to_bytes();
            let file_type = match entry.file_type() {
                _ if matches!(name, b"." | b"..") => continue,
                Found::RegularFile | Found::Symlink => FileType::File,
                Found::Directory => FileType::Directory,
                // Not every file system tells it here.
                Found::Unknown => {
                    let name = std::os::unix::ffi::OsStrExt::from_bytes(name);
                    let found = self.path.join::<&std::ffi::OsStr>(name).symlink_metadata();
                    found.map_or(FileType::Other, |found| found.file_type().into())
                }
                _ => FileType::Other,
            };
            entries.push(name, file_type);
        }
        Ok(entries)
    }

    /// Everything in it.
    ///
    /// # Errors
    /// Where it cannot be read to its end.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(crate) fn entries(&self) -> io::Result<DirectoryEntries> {
        let mut entries = DirectoryEntries::default();
        for entry in self.path.read_dir()? {
            let entry = entry?;
            let name = entry.file_name();
            // On Windows there are names that are no Unicode; git cannot have them.
            if let Some(name) = <[u8]>::from_os_str(&name) {
                entries.push(name, entry.file_type()?.into());
            }
        }
        Ok(entries)
    }
}

impl From<std::fs::FileType> for FileType {
    fn from(found: std::fs::FileType) -> Self {
        match found {
            found if found.is_file() || found.is_symlink() => Self::File,
            found if found.is_dir() => Self::Directory,
            _ => Self::Other,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn entries_are_told_as_what_they_are() {
        let sandbox = Sandbox::empty();
        sandbox.write("a file", "");
        sandbox.write("folder/below", "");
        sandbox.link("folder", "link");
        sandbox.fifo("pipe");
        let found = entries(sandbox.root()).unwrap();
        let mut told: Vec<_> = found.iter().map(|(name, kind)| (name.to_string(), kind)).collect();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        let expected = [
            ("a file", FileType::File),
            ("folder", FileType::Directory),
            ("link", FileType::File),
            ("pipe", FileType::Other),
        ];
        assert_eq!(told, expected.map(|(name, kind)| (name.to_owned(), kind)));
        assert!(entries(&sandbox.path("a file")).is_err());
        assert!(entries(&sandbox.path("absent")).is_err());
    }

    #[test]
    fn a_large_directory_is_read_to_its_end() {
        let sandbox = Sandbox::empty();
        for number in 0..2_000 {
            sandbox.write(&format!("a file with a long name {number}"), "");
        }
        assert_eq!(entries(sandbox.root()).unwrap().iter().count(), 2_000);
    }
}
