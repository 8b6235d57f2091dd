//! SESSION.md, read with care and replaced as a whole.

use std::cell::RefCell;
use std::fs::{File, Metadata};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fmt, io};

use anyhow::{Context, bail};
use bstr::BString;

use crate::git::open::display_path::to_git_path;
use crate::git::open::real_path::{is_plain_file, real_path};
use crate::git::repository::Repo;
use crate::git::tree_files::inside;
use crate::store::atomic_replace::{Replacement, replace, sweep};
use crate::store::regular_file;
use crate::store::regular_file::Access;
use crate::store::state::State;
use crate::store::state_file::StateFile;
use crate::store::temporary::temporary_beside;
use crate::text::conflict::has_conflict_markers;
use crate::text::limits::MAX_TEXT_BYTES;

/// How often a writer that gets in between makes us begin again.
const ATTEMPTS: usize = 50;

/// Between two looks at a file that somebody is writing.
const PAUSE: Duration = Duration::from_millis(2);

/// How long a writer may take between emptying a file and filling it.
const SETTLING: Duration = Duration::from_millis(100);

/// Why a SESSION.md is not updated.
#[derive(Debug)]
pub enum Refusal {
    /// There is none.
    Absent,
    /// It leads out of the worktree, or into a git dir.
    LeadsOutside,
    /// It is a directory, a pipe, a device, or a symlink to nothing.
    NoFile,
    /// It is not UTF-8.
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
    replacement: RefCell<Option<Replacement>>,
}

/// What became of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateOutcome {
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
        Ok(SessionFile {
            target,
            text,
            state: self.state().clone(),
            replacement: RefCell::default(),
        })
    }

    /// What a SESSION.md that is a symlink stands for, from the top of the
    /// worktree; `None` where it is none, and where it leads elsewhere.
    pub fn session_target(&self, path: &str) -> Option<BString> {
        let is_link = self.workdir().join(path).symlink_metadata().ok()?.is_symlink();
        let target = self.resolve_session(inside(path).filter(|_| is_link)?).ok()?;
        let below = target.strip_prefix(real_path(self.workdir()).ok()?).ok()?;
        to_git_path(below)
    }

    /// Makes a SESSION.md where there is none.
    ///
    /// # Errors
    /// Where something is there already, or cannot be written.
    pub fn create_session(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let path = inside(path).context("the path points outside the worktree")?;
        let target = self.workdir().join(path);
        let directory = target.parent().context("the path has no directory")?;
        if !real_path(directory)?.starts_with(real_path(self.workdir())?) {
            bail!(Refusal::LeadsOutside);
        }
        // Whoever holds it sweeps away what is left of such files.
        let _lock = self.state().lock(StateFile::Lock);
        let mut file = shared(&mut temporary_beside()).tempfile_in(directory)?;
        file.write_all(text.as_bytes())?;
        file.persist_noclobber(&target).map_err(|failed| failed.error)?;
        Ok(())
    }

    fn resolve_session(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let is_gits =
            |part: std::path::Component<'_>| part.as_os_str().eq_ignore_ascii_case(".git");
        if is_plain_file(self.workdir(), path) && !path.components().any(is_gits) {
            return Ok(self.workdir().join(path));
        }
        let top = real_path(self.workdir()).map_err(Refusal::Unreadable)?;
        let link = top.join(path);
        link.symlink_metadata().map_err(Refusal::of)?;
        let target = real_path(&link).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Refusal::NoFile,
            _ => Refusal::of(error),
        })?;
        let below = target.strip_prefix(&top).map_err(|_| Refusal::LeadsOutside)?;
        if below.components().any(is_gits) { Err(Refusal::LeadsOutside) } else { Ok(target) }
    }
}

impl SessionFile {
    /// The text, as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why the last update was written into the file itself, where it was: what prevents
    /// another one from taking its place.
    pub fn why_in_place(&self) -> Option<String> {
        match self.replacement.borrow().as_ref()? {
            Replacement::InPlace(error) => Some(error.kind().to_string()),
            Replacement::Swapped { .. } => None,
        }
    }

    /// Dates the file so far back that no tool takes a change in the same second for possible.
    pub(crate) fn backdate(&self) {
        /// The coarsest time stamps that are in use count in twos.
        const BACK: Duration = Duration::from_secs(2);
        let now = std::time::SystemTime::now();
        let date = |file: File| file.set_modified(now - BACK);
        // Without it, such a tool reads the file again.
        let access = if cfg!(windows) { Access::ReadWrite } else { Access::Read };
        let _ = regular_file::open_for(&self.target, access).and_then(date);
    }

    /// Replaces the text by what `edit` makes of it; `None` means nothing to do.
    ///
    /// Under a lock among our own programs. Where somebody else writes in
    /// between, `edit` is run again on what they wrote; its last run is the one
    /// that counts. The version before is kept in the git dir, as
    /// `checkpoint/SESSION.md.orig`.
    ///
    /// # Errors
    /// Where the file cannot be replaced; it is then untouched.
    pub fn update(
        &self,
        mut edit: impl FnMut(&str) -> Option<String>,
    ) -> anyhow::Result<UpdateOutcome> {
        let mut edited = changed(&mut edit, &self.text);
        if edited.is_none() {
            return Ok(UpdateOutcome::Unchanged);
        }
        let mut text = self.text.clone();
        let _lock = self.state.lock(StateFile::Lock)?;
        for _ in 0..ATTEMPTS {
            let present = read_text(&self.target)?;
            if present != text {
                edited = changed(&mut edit, &present);
                text = present;
            }
            let Some(new) = &edited else { return Ok(UpdateOutcome::Unchanged) };
            if self.try_replace(&text, new)? {
                return Ok(UpdateOutcome::Replaced);
            }
            std::thread::sleep(PAUSE);
        }
        bail!("{} keeps changing; gave up after {ATTEMPTS} attempts", self.target.display())
    }

    /// Clears away what programs left beside the file that were killed there, `init` among them.
    pub(crate) fn sweep(&self) {
        // Without the lock one of them may be at work.
        let Ok(_lock) = self.state.lock(StateFile::Lock) else { return };
        let directory = self.target.parent().expect("a file has a directory");
        sweep(directory, self.text.as_bytes(), &self.state);
    }

    /// `false` where somebody wrote since `present` was read; that stands then.
    fn try_replace(&self, present: &str, new: &str) -> anyhow::Result<bool> {
        let why = || format!("cannot replace {}", self.target.display());
        let replaced = replace(&self.target, present.as_bytes(), new.as_bytes(), &self.state);
        let Some(replacement) = replaced.with_context(why)? else { return Ok(false) };
        self.replacement.replace(Some(replacement));
        Ok(true)
    }
}

impl Refusal {
    fn of(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Absent,
            _ if regular_file::is_irregular(&error) => Self::NoFile,
            _ => Self::Unreadable(error),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "there is no such file",
            Self::LeadsOutside => "it points outside the worktree",
            Self::NoFile => "not a regular file",
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
    let started = Instant::now();
    loop {
        let (file, metadata) = regular_file::opened(path, Access::Read).map_err(Refusal::of)?;
        let bytes = regular_file::content(file, &metadata, MAX_TEXT_BYTES).map_err(Refusal::of)?;
        if !bytes.is_empty() || !is_fresh(&metadata) || started.elapsed() > SETTLING {
            return judge_text(bytes);
        }
        // An editor that writes in place has emptied the file, and not filled it yet.
        std::thread::sleep(PAUSE);
    }
}

/// Whether the file was written only just now.
fn is_fresh(metadata: &Metadata) -> bool {
    let age = metadata.modified().ok().and_then(|modified| modified.elapsed().ok());
    age.is_some_and(|age| age < SETTLING)
}

fn judge_text(bytes: Vec<u8>) -> Result<String, Refusal> {
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        return Err(Refusal::TooLarge);
    }
    let text = String::from_utf8(bytes).map_err(|_| Refusal::NoText)?;
    if has_conflict_markers(&text) { Err(Refusal::ConflictMarkers) } else { Ok(text) }
}

/// As readable as the user's umask makes new files.
#[cfg(unix)]
fn shared<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn shared<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    builder
}

#[cfg(test)]
mod tests;
