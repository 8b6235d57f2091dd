//! One file put in the place of another, and nothing lost that somebody else
//! wrote meanwhile.

use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use tempfile::{Builder, NamedTempFile, TempPath};

use crate::store::exchange::exchange;
use crate::store::regular_file;
use crate::store::regular_file::Access;
#[cfg(unix)]
use crate::store::shared_repository::is_root;
use crate::store::state::State;
use crate::store::state_file::StateFile;
use crate::store::temporary::{
    is_temporary_beside, put_in_place, temporary_beside, temporary_in_git_dir,
};
use crate::text::limits::MAX_TEXT_BYTES;

/// How a new text took the place of the old one.
#[derive(Debug)]
pub(crate) enum Replacement {
    /// In a file of its own, in one step; the old one is looked at again when this is dropped.
    Swapped { _displaced: ReplacedGuard },
    /// In the old file, because the system did not let another one take its place.
    InPlace(io::Error),
}

/// Puts `new` in the place of the file at `target`, with its mode and owner;
/// `None` where that did not hold `present` to the last moment, and stays
/// as somebody else has written it.
///
/// Nothing is synced to the disk: git does not sync worktree files either, and a
/// commit would have to wait for it.
pub(crate) fn replace(
    target: &Path,
    present: &[u8],
    new: &[u8],
    state: &State,
) -> io::Result<Option<Replacement>> {
    let texts = Texts { target, present, new };
    match texts.swap(state) {
        Err(error) if prevents_swap(&error) => {
            state.write(StateFile::Original, present)?;
            let is_written = texts.write_in_place()?;
            Ok(is_written.then_some(Replacement::InPlace(error)))
        }
        swapped => Ok(swapped?.map(|displaced| Replacement::Swapped { _displaced: displaced })),
    }
}

/// A file, what it holds, and what it is to hold.
struct Texts<'a> {
    target: &'a Path,
    present: &'a [u8],
    new: &'a [u8],
}

impl Texts<'_> {
    /// Written in the git dir first, where nobody stumbles over it should we be killed;
    /// beside the target only if that is on another file system.
    fn swap(&self, state: &State) -> io::Result<Option<ReplacedGuard>> {
        let before = self.target.metadata()?;
        match self.swap_from(&mut temporary_in_git_dir(), state.made()?, &before, Some(state)) {
            Err(error) if prevents_swap(&error) => {
                let beside = self.target.parent().expect("a file has a directory");
                sweep(beside, self.present, state);
                state.write(StateFile::Original, self.present)?;
                self.swap_from(&mut temporary_beside(), beside, &before, None)
            }
            done => done,
        }
    }

    fn swap_from(
        &self,
        names: &mut Builder<'_, '_>,
        directory: &Path,
        before: &Metadata,
        keeper: Option<&State>,
    ) -> io::Result<Option<ReplacedGuard>> {
        let file = names.permissions(before.permissions()).tempfile_in(directory)?;
        let file = written(self.new, before, file)?.into_temp_path();
        let (target, present, new) =
            (self.target.to_owned(), self.present.to_owned(), self.new.to_owned());
        Swap { file, target, present, new, keeper: keeper.cloned() }.carry_out(&exchange)
    }

    /// Writes into the file itself; `false` where it does not hold what was read.
    fn write_in_place(&self) -> io::Result<bool> {
        let mut file = regular_file::open_for(self.target, Access::ReadWrite)?;
        if contents(&file)? != self.present {
            return Ok(false);
        }
        let written = self.write_into(&mut file);
        if written.is_err() {
            // As far as that goes; it is in the git dir, too.
            let _ = overwrite(&mut file, self.present);
        }
        written.map(|()| true)
    }

    /// What makes the file longer comes first: should the disk be full, nothing is lost yet.
    fn write_into(&self, file: &mut File) -> io::Result<()> {
        let end = self.present.len();
        if let Some(longer) = self.new.get(end..) {
            file.seek(SeekFrom::Start(end as u64))?;
            file.write_all(longer)?;
        }
        overwrite(file, self.new)
    }
}

fn overwrite(file: &mut File, text: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(text)?;
    file.set_len(text.len() as u64)
}

/// Whether another way may do: not where the disk is full or broken.
fn prevents_swap(error: &io::Error) -> bool {
    use io::ErrorKind::{
        CrossesDevices, InvalidInput, PermissionDenied, ReadOnlyFilesystem, ResourceBusy,
        Unsupported,
    };
    matches!(
        error.kind(),
        // The target is a mount point, say, or its directory cannot be written.
        CrossesDevices | ResourceBusy | PermissionDenied | ReadOnlyFilesystem
        // The file system has no such call, no owners, no modes.
        | Unsupported | InvalidInput
    )
}

/// The file whose place was taken, for one last look when it is dropped: who was about to write to
/// it all the same gets its place back. Otherwise it is the version before, and kept as such.
/// `None` where it is gone.
#[derive(Debug)]
pub(crate) struct ReplacedGuard(Option<Swap>);

impl Drop for ReplacedGuard {
    fn drop(&mut self) {
        let Some(Swap { file, target, present, new, keeper }) = self.0.take() else { return };
        // What cannot be read now was read when it was displaced, and ours has been reported.
        let is_written_to = read_as_long_as(&file, &present).is_ok_and(|found| found != present);
        if is_written_to && holds(&target, &new) {
            let _ = exchange(&file, &target);
        } else if let Some(state) = keeper {
            let _ = state.adopt(file, StateFile::Original);
        }
    }
}

/// All of a file that is not too large, and a byte more of one that is.
pub(crate) fn contents(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_TEXT_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Clears away what was left by programs that were killed while they wrote here: the
/// lock is held, so none of them is at work.
pub(crate) fn sweep(directory: &Path, present: &[u8], state: &State) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_temporary_beside(entry.file_name().as_encoded_bytes())) {
        state.discard(&entry.path(), present);
    }
}

fn written(new: &[u8], before: &Metadata, mut file: NamedTempFile) -> io::Result<NamedTempFile> {
    file.write_all(new)?;
    take_over(file.as_file(), before)
        .map_err(|error| io::Error::new(io::ErrorKind::Unsupported, error))?;
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
    /// Where the version before is kept, unless it has been written there before.
    keeper: Option<State>,
}

impl Swap {
    fn carry_out(self, exchange: &Exchange) -> io::Result<Option<ReplacedGuard>> {
        match exchange(&self.file, &self.target) {
            Ok(()) if holds(&self.file, &self.present) => Ok(Some(ReplacedGuard(Some(self)))),
            Ok(()) => self.undo().map(|()| None),
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Err(error),
            // The system cannot do it: who writes between a last look and a
            // plain rename is not noticed.
            Err(_) if holds(&self.target, &self.present) => {
                if let Some(state) = &self.keeper {
                    state.write(StateFile::Original, &self.present)?;
                }
                put_in_place(self.file, &self.target)?;
                Ok(Some(ReplacedGuard(None)))
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

/// Whether that is a file of this content.
fn holds(path: &Path, content: &[u8]) -> bool {
    read_as_long_as(path, content).is_ok_and(|found| found == content)
}

fn read_as_long_as(path: &Path, content: &[u8]) -> io::Result<Vec<u8>> {
    regular_file::read_up_to(path, content.len() as u64)
}

/// Makes the new file what the old one was: mode and owner the same, and newer
/// even where the clock is too coarse to show it. What is right already is left alone:
/// not every file system knows these calls.
fn take_over(file: &File, before: &Metadata) -> io::Result<()> {
    let fresh = file.metadata()?;
    keep_owner(file, before, &fresh)?;
    if fresh.permissions() != before.permissions() {
        file.set_permissions(before.permissions())?;
    }
    let (old, new) = (before.modified()?, fresh.modified()?);
    if new <= old {
        // Who compares times may look at it once more.
        let _ = file.set_modified(old + Duration::from_millis(1));
    }
    Ok(())
}

/// Matters where root commits in somebody's repository, or somebody in that of a group:
/// only root can give files away, and what others write becomes theirs, as with git.
#[cfg(unix)]
fn keep_owner(file: &File, before: &Metadata, fresh: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let can_give = is_root();
    let owner = (can_give && before.uid() != fresh.uid()).then_some(before.uid());
    let group = (before.gid() != fresh.gid()).then_some(before.gid());
    if (owner, group) == (None, None) { Ok(()) } else { fchown(file, owner, group) }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _before: &Metadata, _fresh: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    /// What is there after a swap on a system that cannot exchange, where `meanwhile` happens in
    /// the last moment; whether it was replaced.
    fn swapped_without_exchange(meanwhile: fn(&Path)) -> (bool, String) {
        let sandbox = Sandbox::empty();
        sandbox.write("file", "old");
        let target = sandbox.path("file");
        let mut new = temporary_beside().tempfile_in(sandbox.root()).unwrap();
        new.write_all(b"new").unwrap();
        let swap = Swap {
            file: new.into_temp_path(),
            target: target.clone(),
            present: b"old".to_vec(),
            new: b"new".to_vec(),
            keeper: None,
        };
        let is_replaced = swap.carry_out(&move |_, target| {
            meanwhile(target);
            Err(io::ErrorKind::Unsupported.into())
        });
        (is_replaced.unwrap().is_some(), sandbox.read("file"))
    }

    #[test]
    fn where_files_cannot_be_exchanged_a_last_look_decides() {
        assert_eq!(swapped_without_exchange(|_| ()), (true, "new".to_owned()));
        let edit = |target: &Path| fs::write(target, "an editor's").unwrap();
        assert_eq!(swapped_without_exchange(edit), (false, "an editor's".to_owned()));
    }
}
