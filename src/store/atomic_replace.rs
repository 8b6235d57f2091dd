//! One file put in the place of another, and nothing lost that somebody else
//! wrote meanwhile.

use std::fs;
use std::fs::{File, Metadata};
use std::io;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{NamedTempFile, TempPath};

use crate::store::session_file::LARGEST;
use crate::store::state::temporary;

/// Puts `new` in the place of the file at `target`, with its mode and owner;
/// `None` where that did not hold `present` to the last moment, and stands
/// as somebody else has written it.
///
/// Written in `ours` first, where nobody stumbles over it should we be killed;
/// beside the target only if that is on another file system. Nothing is synced
/// to the disk: git does not sync worktree files either, and a commit would
/// have to wait for it.
pub(crate) fn replace(
    target: &Path,
    present: &[u8],
    new: &[u8],
    ours: &Path,
) -> io::Result<Option<ReplacedGuard>> {
    let before = target.metadata()?;
    let swap = |file| -> io::Result<Swap> {
        let file = written(new, &before, file)?.into_temp_path();
        let (target, present, new) = (target.to_owned(), present.to_owned(), new.to_owned());
        Ok(Swap { file, target, present, new })
    };
    let prepared = swap(temporary().tempfile_in(ours)?)?;
    if !holds(target, present) {
        return Ok(None);
    }
    match prepared.carry_out(&exchange) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let beside = target.parent().expect("a file has a directory");
            swap(hidden().tempfile_in(beside)?)?.carry_out(&exchange)
        }
        done => done,
    }
}

/// The file whose place was taken, for one last look when it is dropped: who
/// was about to write to it all the same gets its place back.
#[derive(Debug)]
pub(crate) struct ReplacedGuard(Swap);

impl Drop for ReplacedGuard {
    fn drop(&mut self) {
        let Swap { file, target, present, new } = &self.0;
        if !holds(file, present) && holds(target, new) {
            let _ = exchange(file, target);
        }
    }
}

/// All of a file that is not too large, and a byte more of one that is.
pub(crate) fn contents(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A temporary file's name in the worktree: hidden, should a status come by.
pub(crate) fn hidden() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".SESSION.md.").suffix(".tmp");
    builder
}

fn written(new: &[u8], before: &Metadata, mut file: NamedTempFile) -> io::Result<NamedTempFile> {
    file.write_all(new)?;
    take_over(file.as_file(), before)?;
    Ok(file)
}

/// The way in which two files change places.
type Exchange = dyn Fn(&Path, &Path) -> io::Result<()>;

/// Two files that are to change places.
#[derive(Debug)]
struct Swap {
    file: TempPath,
    target: PathBuf,
    present: Vec<u8>,
    new: Vec<u8>,
}

impl Swap {
    fn carry_out(self, exchange: &Exchange) -> io::Result<Option<ReplacedGuard>> {
        match exchange(&self.file, &self.target) {
            Ok(()) if holds(&self.file, &self.present) => Ok(Some(ReplacedGuard(self))),
            Ok(()) => self.undo().map(|()| None),
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Err(error),
            // The system cannot do it: who writes between a last look and a
            // plain rename is not noticed.
            Err(_) if holds(&self.target, &self.present) => {
                fs::rename(&self.file, &self.target)?;
                Ok(Some(ReplacedGuard(self)))
            }
            Err(_) => Ok(None),
        }
    }

    /// Gives what we displaced its place back: whoever had written to it
    /// finds it there again.
    fn undo(&self) -> io::Result<()> {
        exchange(&self.file, &self.target)?;
        if !holds(&self.file, &self.new) {
            // In the meantime somebody has written over ours: that is newer still.
            exchange(&self.file, &self.target)?;
        }
        Ok(())
    }
}

/// The two files change places in one step: what we displace is what stood
/// there to the last moment. A writer who has it open goes on writing to it.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether that is a file of this content. A pipe is never opened.
fn holds(path: &Path, content: &[u8]) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
        && fs::read(path).is_ok_and(|found| found == content)
}

/// Makes the new file what the old one was: mode and owner the same, and newer
/// even where the clock is too coarse to show it.
fn take_over(file: &File, before: &Metadata) -> io::Result<()> {
    let fresh = file.metadata()?;
    keep_owner(file, before, &fresh);
    file.set_permissions(before.permissions())?;
    let (old, new) = (before.modified()?, fresh.modified()?);
    if new <= old {
        file.set_modified(old + Duration::from_millis(1))?;
    }
    Ok(())
}

/// Matters where root commits in somebody's repository, or somebody in that of a group.
#[cfg(unix)]
fn keep_owner(file: &File, before: &Metadata, fresh: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let owner = (before.uid() != fresh.uid()).then_some(before.uid());
    let group = (before.gid() != fresh.gid()).then_some(before.gid());
    if (owner, group) != (None, None) && fchown(file, owner, group).is_err() {
        // Those who work in a group may hand it to that.
        let _ = fchown(file, None, group);
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _before: &Metadata, _fresh: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_changed_since_it_was_read_is_not_even_touched() {
        use std::os::unix::fs::MetadataExt;
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("SESSION.md");
        fs::write(&target, "theirs").unwrap();
        let changed = || {
            let metadata = target.metadata().unwrap();
            (metadata.ctime(), metadata.ctime_nsec())
        };
        let before = changed();
        // More than the clock of a file system is coarse.
        std::thread::sleep(Duration::from_millis(20));
        assert!(replace(&target, b"read", b"ours", directory.path()).unwrap().is_none());
        assert_eq!((fs::read(&target).unwrap(), changed()), (b"theirs".to_vec(), before));
    }

    #[test]
    fn where_files_cannot_change_places_a_last_look_keeps_what_somebody_wrote() {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("SESSION.md");
        fs::write(&target, "theirs").unwrap();
        for (present, stands) in [("read", "theirs"), ("theirs", "ours")] {
            let mut file = NamedTempFile::new_in(directory.path()).unwrap();
            file.write_all(b"ours").unwrap();
            let swap = Swap {
                file: file.into_temp_path(),
                target: target.clone(),
                present: present.into(),
                new: "ours".into(),
            };
            let unsupported = |_: &Path, _: &Path| Err(io::ErrorKind::Unsupported.into());
            let replaced = swap.carry_out(&unsupported).unwrap();
            assert_eq!(replaced.is_some(), stands == "ours");
            drop(replaced);
            assert_eq!(fs::read_to_string(&target).unwrap(), stands);
        }
    }
}
