//! The one place that opens files of the git dir and the worktree: regular files
//! only, never through a link, and without waiting for whatever else is there.

use std::error::Error;
use std::fmt;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::io::Read;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

#[cfg(unix)]
use rustix::fs::OFlags;

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    ReadWrite,
    /// To be read, and written at its end.
    Append,
}

/// Opens a file to be read.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_for(path, Access::Read)
}

/// Opens a file, which is neither created nor truncated.
pub(crate) fn open_for(path: &Path, access: Access) -> io::Result<File> {
    opened(path, access).map(|(file, _)| file)
}

/// The file, and what is known of it.
pub(crate) fn opened(path: &Path, access: Access) -> io::Result<(File, Metadata)> {
    // A device may act on being opened, so the path is looked at first, and what
    // was opened after that.
    require_regular(&path.symlink_metadata()?)?;
    let file = while_held(|| open_without_waiting(path, access, OFlags::NOFOLLOW))?;
    let metadata = file.metadata()?;
    require_regular(&metadata)?;
    Ok((file, metadata))
}

/// Tries again for a moment where another program has the file open, and the system (Windows)
/// lets nobody else have it meanwhile: an editor, a virus scanner, an indexer.
pub(crate) fn while_held<T>(mut operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    const PATIENCE: Duration = Duration::from_millis(100);
    const PAUSE: Duration = Duration::from_millis(5);
    let start = Instant::now();
    loop {
        match operation() {
            Err(error) if is_held(&error) && start.elapsed() < PATIENCE => thread::sleep(PAUSE),
            done => return done,
        }
    }
}

#[cfg(windows)]
fn is_held(error: &io::Error) -> bool {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION | LOCK_VIOLATION))
}

#[cfg(not(windows))]
fn is_held(_: &io::Error) -> bool {
    false
}

/// Opens a file likewise, or creates it; whether it is new.
pub(crate) fn open_or_create(path: &Path, access: Access) -> io::Result<(File, bool)> {
    match open_for(path, access) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        opened => return Ok((opened?, false)),
    }
    match access.options().create_new(true).open(path) {
        // Somebody else was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok((open_for(path, access)?, false))
        }
        created => Ok((created?, true)),
    }
}

/// Opens a directory, for its owner and mode to be changed.
#[cfg(unix)]
pub(crate) fn open_directory(path: &Path) -> io::Result<File> {
    if !path.symlink_metadata()?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    open_without_waiting(path, Access::Read, OFlags::NOFOLLOW)
}

/// All of a file, and one byte more than `limit` of a larger one.
pub(crate) fn read_up_to(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let (file, metadata) = opened(path, Access::Read)?;
    content(file, &metadata, limit)
}

/// All of a file that a link may lead to, for those that others put beside ours: hooks, and
/// the files of hook managers. An error where it is larger than `limit`.
pub(crate) fn read_linked(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    require_regular(&path.metadata()?)?;
    let file = open_without_waiting(path, Access::Read, OFlags::empty())?;
    let metadata = file.metadata()?;
    require_regular(&metadata)?;
    let bytes = content(file, &metadata, limit)?;
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// All of it, and one byte more than `limit` of a larger one. As long as it says that it is, so
/// that one look is enough for it and one for its end.
pub(crate) fn content(file: File, metadata: &Metadata, limit: u64) -> io::Result<Vec<u8>> {
    /// The standard library reads what has less room for in pieces.
    const MIN_ROOM: u64 = 64;
    let room = metadata.len().min(limit).saturating_add(1).max(MIN_ROOM);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the file can be reached by other names too: a backup made of hard links has them.
#[cfg(unix)]
pub(crate) fn has_other_names(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
pub(crate) fn has_other_names(_metadata: &Metadata) -> bool {
    false
}

/// Whether the error says that what is there is not a regular file.
pub(crate) fn is_irregular(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Irregular>())
}

/// A link, a directory, a pipe, a device or a socket in the place of a file.
#[derive(Debug)]
struct Irregular;

impl fmt::Display for Irregular {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a regular file")
    }
}

impl Error for Irregular {}

fn require_regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() { Ok(()) } else { Err(io::Error::other(Irregular)) }
}

/// By the system's own call: that of the C library makes another one for each file.
#[cfg(unix)]
fn open_without_waiting(path: &Path, access: Access, more: OFlags) -> io::Result<File> {
    use rustix::fs::{Mode, open};
    use rustix::io::retry_on_intr;

    let flags = match access {
        Access::Read => OFlags::RDONLY,
        Access::Write => OFlags::WRONLY,
        Access::ReadWrite => OFlags::RDWR,
        Access::Append => OFlags::RDWR | OFlags::APPEND,
    };
    let flags = flags | more | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(retry_on_intr(|| open(path, flags, Mode::empty()))?.into())
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path, access: Access, _: OFlags) -> io::Result<File> {
    access.options().open(path)
}

impl Access {
    fn options(self) -> OpenOptions {
        let mut options = OpenOptions::new();
        options.read(self != Self::Write);
        options.write(matches!(self, Self::Write | Self::ReadWrite));
        options.append(self == Self::Append);
        options
    }
}

/// Elsewhere nothing of the kind is known.
#[cfg(not(unix))]
#[derive(Clone, Copy)]
struct OFlags;

#[cfg(not(unix))]
impl OFlags {
    const NOFOLLOW: Self = Self;

    fn empty() -> Self {
        Self
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn only_regular_files_are_opened_and_nothing_is_waited_for() {
        let sandbox = Sandbox::empty();
        sandbox.write("file", "content");
        sandbox.write("directory/file", "");
        sandbox.fifo("fifo");
        symlink(sandbox.path("file"), sandbox.path("link")).unwrap();
        symlink(sandbox.path("loop"), sandbox.path("loop")).unwrap();
        symlink(sandbox.path("nowhere"), sandbox.path("dangling")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(sandbox.path("socket")).unwrap();
        for name in ["directory", "fifo", "link", "loop", "dangling", "socket"] {
            let path = sandbox.path(name);
            assert!(is_irregular(&open(&path).unwrap_err()), "{name}");
            assert!(is_irregular(&open_or_create(&path, Access::Append).unwrap_err()), "{name}");
        }
        assert!(is_irregular(&open(Path::new("/dev/zero")).unwrap_err()));
        assert!(!sandbox.path("nowhere").exists());
        assert!(!open_or_create(&sandbox.path("file"), Access::Append).unwrap().1);
        assert!(open_or_create(&sandbox.path("new"), Access::Append).unwrap().1);
        assert_eq!(read_up_to(&sandbox.path("file"), 3).unwrap(), b"cont");
        for name in ["directory", "fifo", "socket"] {
            let link = sandbox.path(&format!("to {name}"));
            symlink(sandbox.path(name), &link).unwrap();
            assert!(is_irregular(&read_linked(&link, 9).unwrap_err()), "{name}");
        }
        assert!(is_irregular(&read_linked(Path::new("/dev/zero"), 9).unwrap_err()));
        assert_eq!(read_linked(&sandbox.path("link"), 7).unwrap(), b"content");
        assert!(read_linked(&sandbox.path("link"), 6).is_err());
    }

    /// What is put there after the first look is not followed either.
    #[test]
    fn the_flags_hold_without_the_first_look() {
        let sandbox = Sandbox::empty();
        sandbox.write("file", "");
        sandbox.fifo("fifo");
        symlink(sandbox.path("file"), sandbox.path("link")).unwrap();
        let opened =
            |name| open_without_waiting(&sandbox.path(name), Access::Read, OFlags::NOFOLLOW);
        assert!(opened("link").is_err());
        assert!(!opened("fifo").unwrap().metadata().unwrap().is_file());
        let names = |name| has_other_names(&fs::metadata(sandbox.path(name)).unwrap());
        assert!(!names("file"));
        fs::hard_link(sandbox.path("file"), sandbox.path("other")).unwrap();
        assert!(names("file"));
    }
}
