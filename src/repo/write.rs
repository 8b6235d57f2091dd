//! SESSION.md, read with care and replaced as a whole.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use tempfile::NamedTempFile;

use super::files::inside;
use super::lock::Lock;
use super::state::temporary;
use super::{Repo, State};

/// The largest file that we look at, in bytes: 4 MiB.
pub(super) const LARGEST: u64 = 4 * 1024 * 1024;

/// How often a writer that gets in between makes us begin again.
const ATTEMPTS: usize = 10;

/// Why a SESSION.md is left alone.
#[derive(Debug)]
pub enum Refusal {
    /// There is none.
    Absent,
    /// It leads out of the worktree, or into a git dir.
    LeadsOutside,
    /// It is a directory, a pipe, a device, or a symlink to nothing.
    NoFile,
    /// It is no UTF-8.
    NoText,
    /// It has more than 4 MiB.
    TooLarge,
    /// A merge has left its conflict markers in it.
    ConflictMarkers,
    /// The system does not let us read it.
    Unreadable(io::Error),
}

/// A SESSION.md that may be replaced.
#[derive(Debug)]
pub struct SessionFile {
    target: PathBuf,
    text: String,
    state: State,
}

/// What became of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was to be changed, and nothing was written.
    Unchanged,
    /// The new text stands.
    Replaced,
}

impl Repo {
    /// The SESSION.md at that path from the top of the worktree. A symlink
    /// inside the worktree is followed: its target is what will be replaced.
    ///
    /// # Errors
    /// The reason for which it is to be left alone.
    pub fn read_session(&self, path: &str) -> Result<SessionFile, Refusal> {
        let path = inside(path).ok_or(Refusal::LeadsOutside)?;
        let target = self.resolve_session(path)?;
        let text = read_text(&target)?;
        Ok(SessionFile { target, text, state: self.state() })
    }

    /// Makes a SESSION.md where there is none.
    ///
    /// # Errors
    /// Where something is there already, or cannot be written.
    pub fn create_session(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let path = inside(path).context("the path leads out of the worktree")?;
        let target = self.workdir().join(path);
        let directory = target.parent().context("the path has no directory")?;
        if !directory.canonicalize()?.starts_with(self.workdir().canonicalize()?) {
            bail!(Refusal::LeadsOutside);
        }
        let mut file = shared(&mut hidden()).tempfile_in(directory)?;
        file.write_all(text.as_bytes())?;
        file.persist_noclobber(&target).map_err(|failed| failed.error)?;
        Ok(())
    }

    fn resolve_session(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let top = self.workdir().canonicalize().map_err(Refusal::Unreadable)?;
        let link = top.join(path);
        link.symlink_metadata().map_err(Refusal::of)?;
        let target = link.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Refusal::NoFile,
            _ => Refusal::of(error),
        })?;
        let below = target.strip_prefix(&top).map_err(|_| Refusal::LeadsOutside)?;
        let is_gits =
            |part: std::path::Component<'_>| part.as_os_str().eq_ignore_ascii_case(".git");
        if below.components().any(is_gits) { Err(Refusal::LeadsOutside) } else { Ok(target) }
    }
}

impl SessionFile {
    /// The text, as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Replaces the text by what `edit` makes of it; `None` means nothing to do.
    ///
    /// Under a lock among our own programs. Where somebody else writes in
    /// between, `edit` is run again on what they wrote; its last run is the one that counts. The version before is
    /// kept in the git dir, as `checkpoint/SESSION.md.orig`.
    ///
    /// # Errors
    /// Where the file cannot be replaced; it is then untouched.
    pub fn update(&self, mut edit: impl FnMut(&str) -> Option<String>) -> anyhow::Result<Outcome> {
        if changed(&mut edit, &self.text).is_none() {
            return Ok(Outcome::Unchanged);
        }
        let directory = self.state.made().context("cannot write into the git dir")?;
        let _lock = Lock::of(&directory.join("lock"))?;
        for _ in 0..ATTEMPTS {
            let present = read_text(&self.target)?;
            let Some(new) = changed(&mut edit, &present) else { return Ok(Outcome::Unchanged) };
            if self.try_replace(&present, &new)? {
                return Ok(Outcome::Replaced);
            }
        }
        bail!("{} is being written all the time", self.target.display())
    }

    /// Replaces the text that was read by another one.
    ///
    /// # Errors
    /// Where the file has been changed since, or cannot be replaced; it is then untouched.
    pub fn replace(&self, new: &str) -> anyhow::Result<Outcome> {
        let outcome = self.update(|present| (present == self.text).then(|| new.to_owned()))?;
        if outcome == Outcome::Unchanged && new != self.text {
            bail!("{} was changed meanwhile", self.target.display());
        }
        Ok(outcome)
    }

    /// `false` where somebody wrote since `present` was read.
    ///
    /// Nothing is synced to the disk: git does not sync worktree files either,
    /// and a commit would have to wait for it.
    fn try_replace(&self, present: &str, new: &str) -> anyhow::Result<bool> {
        let why = || format!("cannot replace {}", self.target.display());
        self.state.write("SESSION.md.orig", present.as_bytes()).with_context(why)?;
        let ours = self.state.made().with_context(why)?;
        let file = self.written(new, temporary().tempfile_in(ours)).with_context(why)?;
        if fs::read(&self.target).with_context(why)? != present.as_bytes() {
            return Ok(false);
        }
        self.persist(file, new).with_context(why)?;
        Ok(true)
    }

    /// The new text in a file that can take the target's place.
    fn written(&self, new: &str, file: io::Result<NamedTempFile>) -> io::Result<NamedTempFile> {
        let before = self.target.metadata()?;
        let mut file = file?;
        file.write_all(new.as_bytes())?;
        take_over(file.as_file(), &before)?;
        Ok(file)
    }

    /// Renames the file out of the git dir, where nobody would have stumbled
    /// over it had we been killed; beside the target it is written only where
    /// the git dir is on another file system.
    fn persist(&self, file: NamedTempFile, new: &str) -> io::Result<()> {
        match file.persist(&self.target) {
            Err(failed) if failed.error.kind() == io::ErrorKind::CrossesDevices => {
                let beside = self.target.parent().expect("a file that was read has a directory");
                self.written(new, hidden().tempfile_in(beside))?.persist(&self.target)?;
                Ok(())
            }
            persisted => Ok(persisted.map(drop)?),
        }
    }
}

impl Refusal {
    fn of(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Absent,
            _ => Self::Unreadable(error),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "there is no such file",
            Self::LeadsOutside => "it leads out of the worktree",
            Self::NoFile => "it is no regular file",
            Self::NoText => "it is not UTF-8",
            Self::TooLarge => "it is larger than 4 MiB",
            Self::ConflictMarkers => "it holds conflict markers",
            Self::Unreadable(error) => return write!(f, "it cannot be read: {error}"),
        })
    }
}

impl std::error::Error for Refusal {}

/// What the edit makes of the text, where that is something else.
fn changed(edit: &mut impl FnMut(&str) -> Option<String>, text: &str) -> Option<String> {
    edit(text).filter(|new| new != text)
}

fn read_text(path: &Path) -> Result<String, Refusal> {
    let metadata = path.metadata().map_err(Refusal::of)?;
    // Opening a pipe would wait for its other end.
    if !metadata.is_file() {
        return Err(Refusal::NoFile);
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Refusal::of)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(Refusal::of)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let text = String::from_utf8(bytes).map_err(|_| Refusal::NoText)?;
    if has_conflict(&text) { Err(Refusal::ConflictMarkers) } else { Ok(text) }
}

/// Whether the three markers of a conflict stand at line starts, in their order.
fn has_conflict(text: &str) -> bool {
    let mut lines = text.lines();
    text.contains("<<<<<<< ")
        && lines.any(|line| line.starts_with("<<<<<<< "))
        && lines.any(|line| line == "=======")
        && lines.any(|line| line.starts_with(">>>>>>> "))
}

/// A temporary file's name: hidden, should a status come by. It is gone when dropped.
fn hidden() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".SESSION.md.").suffix(".tmp");
    builder
}

/// As readable as the user's umask makes new files.
#[cfg(unix)]
fn shared<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn shared<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    builder
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

/// Matters where root commits in somebody's repository; nobody else may give files away.
#[cfg(unix)]
fn keep_owner(file: &File, before: &Metadata, fresh: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if (before.uid(), before.gid()) != (fresh.uid(), fresh.gid()) {
        let _ = fchown(file, Some(before.uid()), Some(before.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _before: &Metadata, _fresh: &Metadata) {}

#[cfg(test)]
mod tests;
