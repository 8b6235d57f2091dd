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

/// Opens a file to be read.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_with(path, File::options().read(true))
}

/// Opens a file in the way that `options` say, which must neither create nor truncate.
pub(crate) fn open_with(path: &Path, options: &OpenOptions) -> io::Result<File> {
    // A device may act on being opened, so the path is looked at first, and what
    // was opened after that.
    require_regular(&path.symlink_metadata()?)?;
    let options = without_waiting(options, OFlags::NOFOLLOW);
    let file = while_held(|| options.open(path))?;
    require_regular(&file.metadata()?)?;
    Ok(file)
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
pub(crate) fn open_or_create(path: &Path, options: &OpenOptions) -> io::Result<(File, bool)> {
    match open_with(path, options) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        opened => return Ok((opened?, false)),
    }
    match options.clone().create_new(true).open(path) {
        // Somebody else was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok((open_with(path, options)?, false))
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
    without_waiting(File::options().read(true), OFlags::NOFOLLOW).open(path)
}

/// All of a file, and one byte more than `limit` of a larger one.
pub(crate) fn read_up_to(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// All of a file that a link may lead to, for those that others put beside ours: hooks, and
/// the files of hook managers. An error where it is larger than `limit`.
pub(crate) fn read_linked(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    require_regular(&path.metadata()?)?;
    let file = without_waiting(File::options().read(true), OFlags::empty()).open(path)?;
    require_regular(&file.metadata()?)?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
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

#[cfg(unix)]
fn without_waiting(options: &OpenOptions, more: OFlags) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let flags = more | OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut options = options.clone();
    options.custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn without_waiting(options: &OpenOptions, _: OFlags) -> OpenOptions {
    options.clone()
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
        let options = File::options().read(true).append(true).clone();
        for name in ["directory", "fifo", "link", "loop", "dangling", "socket"] {
            let path = sandbox.path(name);
            assert!(is_irregular(&open(&path).unwrap_err()), "{name}");
            assert!(is_irregular(&open_or_create(&path, &options).unwrap_err()), "{name}");
        }
        assert!(is_irregular(&open(Path::new("/dev/zero")).unwrap_err()));
        assert!(!sandbox.path("nowhere").exists());
        assert!(!open_or_create(&sandbox.path("file"), &options).unwrap().1);
        assert!(open_or_create(&sandbox.path("new"), &options).unwrap().1);
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
        let options = without_waiting(File::options().read(true), OFlags::NOFOLLOW);
        assert!(options.open(sandbox.path("link")).is_err());
        assert!(!options.open(sandbox.path("fifo")).unwrap().metadata().unwrap().is_file());
        let names = |name| has_other_names(&fs::metadata(sandbox.path(name)).unwrap());
        assert!(!names("file"));
        fs::hard_link(sandbox.path("file"), sandbox.path("other")).unwrap();
        assert!(names("file"));
    }
}
