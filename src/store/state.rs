//! What we remember in the git dir of the worktree, in `checkpoint/`.
//!
//! Plain files. One that is damaged is absent: everything here can be done
//! without, only less well.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fmt, fs, io};

use bstr::{BString, ByteSlice};
use tempfile::TempPath;

use crate::git::commit::commit_id::CommitId;
use crate::store::lock::Lock;
use crate::store::regular_file;
use crate::store::regular_file::{Access, has_other_names, is_irregular};
use crate::store::shared_repository::SharedPermissions;
use crate::store::state_file::{STATE_DIR, StateFile};
use crate::store::temporary::{is_temporary_in_git_dir, put_in_place, temporary_in_git_dir};

/// The largest file that is read: well above a SESSION.md and what we put around it.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The files in `checkpoint/`.
#[derive(Clone, Debug)]
pub struct State {
    directory: PathBuf,
    sharing: SharedPermissions,
    /// Whether the directory has been looked at, and is one.
    is_known: Cell<bool>,
}

/// The SESSION.md that the last recorded commit left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The commit that was recorded.
    pub commit: CommitId,
    /// The whole SESSION.md, as that commit's recording found or left it.
    pub session: String,
}

/// The right to read and write what we remember. It ends when dropped.
#[derive(Debug)]
pub struct Turn {
    _lock: Lock,
}

impl Baseline {
    /// The first line tells how long the rest is, and what it adds up to: one that was written
    /// only in part is none.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let (header, session) = bytes.to_str().ok()?.split_once('\n')?;
        let (commit, _) = header.split_once(' ')?;
        let found = Self { commit: CommitId::from_hex(commit)?, session: session.to_owned() };
        (found.header() == header).then_some(found)
    }

    fn header(&self) -> String {
        let Self { commit, session } = self;
        let sum = crc32fast::hash(format!("{commit}\n{session}").as_bytes());
        format!("{commit} {} {sum:08x}", session.len())
    }
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.header(), self.session)
    }
}

impl State {
    pub(crate) fn new(git_dir: &Path, sharing: SharedPermissions) -> Self {
        Self { directory: git_dir.join(STATE_DIR), sharing, is_known: Cell::new(false) }
    }

    /// What the last recorded commit left.
    pub fn baseline(&self) -> Option<Baseline> {
        Baseline::parse(&self.read(StateFile::Baseline)?)
    }

    /// Remembers what a recorded commit left.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn set_baseline(&self, baseline: &Baseline) -> io::Result<()> {
        self.overwrite(StateFile::Baseline, baseline.to_string().as_bytes())
    }

    /// SESSION.md as it was before it was last written into.
    pub(crate) fn original(&self) -> Option<String> {
        String::from_utf8(self.read(StateFile::Original)?).ok()
    }

    /// The unexpected paths that the commit before reported.
    pub fn reported(&self) -> BTreeSet<BString> {
        self.read_set(StateFile::Reported)
    }

    /// Remembers the unexpected paths that this commit reports.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn set_reported(&self, paths: &BTreeSet<BString>) -> io::Result<()> {
        self.write_set(StateFile::Reported, paths)
    }

    /// What the checkpoint before reported on SESSION.md.
    pub fn reported_findings(&self) -> BTreeSet<BString> {
        self.read_set(StateFile::Findings)
    }

    /// Remembers what this checkpoint reports on SESSION.md.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn set_reported_findings(&self, findings: &BTreeSet<BString>) -> io::Result<()> {
        self.write_set(StateFile::Findings, findings)
    }

    fn read_set(&self, file: StateFile) -> BTreeSet<BString> {
        let listed = self.read(file).unwrap_or_default();
        // Every entry ends in NUL; what does not was cut off.
        let end = listed.rfind_byte(0).unwrap_or(0);
        let entries = listed[..end].split(|&byte| byte == 0).filter(|entry| !entry.is_empty());
        entries.map(BString::from).collect()
    }

    fn write_set(&self, file: StateFile, entries: &BTreeSet<BString>) -> io::Result<()> {
        if entries.is_empty() && !self.has(file) {
            return Ok(());
        }
        let listed: Vec<u8> =
            entries.iter().flat_map(|entry| [entry.as_slice(), b"\0"].concat()).collect();
        self.write(file, &listed)
    }

    /// Remembers a commit that could not be recorded, because an operation was under way.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn postpone(&self, commit: &CommitId) -> io::Result<()> {
        self.append(StateFile::Postponed, &format!("{commit}\n"))
    }

    /// Remembers that commits were rewritten, and SESSION.md has yet to follow.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn postpone_rewrites(&self) -> io::Result<()> {
        self.append(StateFile::Postponed, "rewritten\n")
    }

    /// Whether something waits to be recorded.
    pub fn is_postponed(&self) -> bool {
        self.has(StateFile::Postponed)
    }

    /// The commits that wait to be recorded, the oldest first; none of them
    /// needs to be there still.
    pub fn postponed(&self) -> Vec<CommitId> {
        let text = self.read(StateFile::Postponed).unwrap_or_default();
        text.lines().filter_map(|line| CommitId::from_hex(line.to_str().ok()?)).collect()
    }

    /// Forgets about waiting commits: they are recorded.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn clear_postponed(&self) -> io::Result<()> {
        if !self.has(StateFile::Postponed) {
            return Ok(());
        }
        match fs::remove_file(self.path(StateFile::Postponed)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Whether this is said for the first time; said once, it is remembered.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn tell_once(&self, text: &str) -> io::Result<bool> {
        /// As many as can matter at one time; the oldest is forgotten.
        const MAX_TOLD: usize = 8;
        let told = self.read(StateFile::Told).unwrap_or_default();
        let mut lines: Vec<&[u8]> = told.lines().collect();
        if lines.contains(&text.as_bytes()) {
            return Ok(false);
        }
        lines.push(text.as_bytes());
        let newest = &lines[lines.len().saturating_sub(MAX_TOLD)..];
        self.write(StateFile::Told, &newest.join(&b'\n'))?;
        Ok(true)
    }

    /// Whether this hook has not yet said anything within this git process; from then on it has.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub(crate) fn speaks_first(&self, event: &str, process: &str) -> io::Result<bool> {
        let present =
            String::from_utf8(self.read(StateFile::Spoken).unwrap_or_default()).unwrap_or_default();
        let line = format!("{event} {process}");
        if present.lines().any(|known| known == line) {
            return Ok(false);
        }
        let others = present.lines().filter(|known| known.split(' ').next() != Some(event));
        let lines: Vec<&str> = others.chain([line.as_str()]).collect();
        self.write(StateFile::Spoken, lines.join("\n").as_bytes())?;
        Ok(true)
    }

    /// Waits until no other of our programs has its turn in this worktree.
    ///
    /// # Errors
    /// Where the git dir cannot be written, and where it takes too long.
    pub fn turn(&self) -> anyhow::Result<Turn> {
        Ok(Turn { _lock: self.lock(StateFile::Turn)? })
    }

    /// Waits for one of our programs to be done with what that file guards.
    pub(crate) fn lock(&self, file: StateFile) -> anyhow::Result<Lock> {
        let path = self.made()?.join(file.name());
        // One that somebody else made and does not share can be locked all the same.
        let opened = self.open_own(&path, Access::ReadWrite).or_else(|_| regular_file::open(&path));
        Lock::of(opened.map_err(at(&path))?)
    }

    /// The directory, made where it was not there.
    pub(crate) fn made(&self) -> io::Result<&Path> {
        let made = match self.require_directory() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.make_directory(),
            looked_at => looked_at,
        };
        made.map_err(at(&self.directory))?;
        Ok(&self.directory)
    }

    fn make_directory(&self) -> io::Result<()> {
        match fs::create_dir(&self.directory) {
            // Somebody else was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.require_directory(),
            made => made.and_then(|()| self.sharing.open_up_directory(&self.directory)),
        }
    }

    /// Writes over a file of the directory: to make a file and to delete one costs a commit more
    /// than all else that we do on a disk. Who reads it must know it for whole.
    fn overwrite(&self, file: StateFile, content: &[u8]) -> io::Result<()> {
        let path = self.made()?.join(file.name());
        match regular_file::opened(&path, Access::Write) {
            // A backup may have another name for it; and a new file would have this owner.
            Ok((mut opened, metadata))
                if !has_other_names(&metadata) && self.sharing.is_owner_of(&metadata) =>
            {
                opened.write_all(content).map_err(at(&path))?;
                opened.set_len(content.len() as u64).map_err(at(&path))
            }
            _ => self.write(file, content),
        }
    }

    /// Takes a file that lies in the git dir, too, for one of the directory, whose place it takes.
    pub(crate) fn adopt(&self, left: TempPath, file: StateFile) -> io::Result<()> {
        put_in_place(left, &self.path(file))
    }

    /// Replaces a file of the directory; nobody ever sees half of it.
    pub(crate) fn write(&self, file: StateFile, content: &[u8]) -> io::Result<()> {
        if self.read(file).as_deref() == Some(content) {
            return Ok(());
        }
        let path = self.made()?.join(file.name());
        let new = self.scratch(content).map_err(at(&path))?;
        put_in_place(new, &path).map_err(at(&path))
    }

    /// A file of the directory that is gone once it is dropped.
    pub(crate) fn scratch(&self, content: &[u8]) -> io::Result<TempPath> {
        self.scratch_in(self.made()?, content)
    }

    /// A file of that directory of the git dir that is gone once it is dropped.
    pub(crate) fn scratch_in(&self, directory: &Path, content: &[u8]) -> io::Result<TempPath> {
        let mut file = temporary_in_git_dir().tempfile_in(directory)?;
        file.write_all(content)?;
        self.sharing.open_up(file.as_file());
        Ok(file.into_temp_path())
    }

    /// Puts whole lines at the end of a file of the directory, in one write:
    /// others may be doing the same.
    pub(crate) fn append(&self, file: StateFile, lines: &str) -> io::Result<()> {
        let path = self.made()?.join(file.name());
        let mut opened = self.open_own(&path, Access::Append).map_err(at(&path))?;
        // A line that was cut off, by a full disk say, must not spoil the next.
        let break_first = if ends_within_a_line(&mut opened) { "\n" } else { "" };
        let lines = format!("{break_first}{lines}");
        if opened.metadata().is_ok_and(|metadata| has_other_names(&metadata)) {
            // The other names keep what they have.
            let present = self.read(file).unwrap_or_default();
            return self.write(file, &[&present, lines.as_bytes()].concat());
        }
        opened.write_all(lines.as_bytes()).map_err(at(&path))
    }

    /// Opens a file of the directory or makes it; what is in its place and is not a
    /// file gives way to it, unless it is a directory.
    fn open_own(&self, path: &Path, access: Access) -> io::Result<File> {
        let opened = match regular_file::open_or_create(path, access) {
            Err(error) if is_irregular(&error) => {
                fs::remove_file(path)?;
                regular_file::open_or_create(path, access)
            }
            opened => opened,
        };
        let (file, is_new) = opened?;
        if is_new {
            self.sharing.open_up(&file);
        }
        Ok(file)
    }

    /// Clears away what programs left lying that were killed while they wrote.
    pub fn sweep(&self) {
        const OLD: Duration = Duration::from_secs(60);
        if self.require_directory().is_err() {
            return;
        }
        let entries = fs::read_dir(&self.directory).into_iter().flatten().flatten();
        for entry in
            entries.filter(|entry| is_temporary_in_git_dir(&entry.file_name().to_string_lossy()))
        {
            let age = entry.metadata().ok().and_then(|meta| meta.modified().ok()?.elapsed().ok());
            if age.is_some_and(|age| age > OLD) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Deletes what a program left that was killed while it replaced SESSION.md, which holds
    /// `present`. What an editor had written at that moment may be nowhere else: it is kept.
    pub(crate) fn discard(&self, left: &Path, present: &[u8]) {
        let Ok(text) = regular_file::read_up_to(left, MAX_BYTES) else { return };
        if text.len() as u64 > MAX_BYTES {
            return;
        }
        let rescued = self.read(StateFile::Rescued);
        let is_known = text == present || rescued.as_ref() == Some(&text);
        // One that was rescued before is not given up for it.
        let may_go = is_known || rescued.is_none() && self.write(StateFile::Rescued, &text).is_ok();
        if may_go {
            let _ = fs::remove_file(left);
        }
    }

    /// All of a file; `None` where there is none, or what is there is not one of ours.
    pub(crate) fn read(&self, file: StateFile) -> Option<Vec<u8>> {
        self.require_directory().ok()?;
        let bytes = regular_file::read_up_to(&self.path(file), MAX_BYTES).ok()?;
        (bytes.len() as u64 <= MAX_BYTES).then_some(bytes)
    }

    fn has(&self, file: StateFile) -> bool {
        self.require_directory().is_ok()
            && self.path(file).symlink_metadata().is_ok_and(|metadata| metadata.is_file())
    }

    fn path(&self, file: StateFile) -> PathBuf {
        self.directory.join(file.name())
    }

    /// A link in the place of the directory would lead out of the git dir.
    fn require_directory(&self) -> io::Result<()> {
        if self.is_known.get() || self.directory.symlink_metadata()?.is_dir() {
            self.is_known.set(true);
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::NotADirectory, "not a directory; move it away"))
    }
}

/// Says where an error happened.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> io::Error {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn ends_within_a_line(file: &mut File) -> bool {
    let mut last = [0];
    file.seek(SeekFrom::End(-1)).is_ok() && file.read_exact(&mut last).is_ok() && last != *b"\n"
}

#[cfg(test)]
mod tests;
