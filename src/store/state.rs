//! What we remember in the git dir of the worktree, in `checkpoint/`.
//!
//! Plain files. One that is damaged is absent: everything here can be done
//! without, only less well.

use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::io;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bstr::{BString, ByteSlice};
use tempfile::{NamedTempFile, TempPath};

use crate::git::commit::CommitId;
use crate::git::repository::Repo;
use crate::store::atomic_replace::exchange;
use crate::store::lock::Lock;
use crate::store::shared_repository::SharedPermissions;
use crate::store::tempfile_reuse::{SPARE, reclaimed};

/// The files in `checkpoint/`.
#[derive(Clone, Debug)]
pub struct State {
    directory: PathBuf,
    sharing: SharedPermissions,
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

impl State {
    pub(crate) fn new(git_dir: &Path, sharing: SharedPermissions) -> Self {
        Self { directory: git_dir.join("checkpoint"), sharing }
    }

    /// What the last recorded commit left.
    pub fn baseline(&self) -> Option<Baseline> {
        let text = String::from_utf8(self.read("baseline")?).ok()?;
        let (commit, session) = text.split_once('\n')?;
        Some(Baseline { commit: CommitId::from_hex(commit)?, session: session.to_owned() })
    }

    /// Remembers what a recorded commit left.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn set_baseline(&self, baseline: &Baseline) -> io::Result<()> {
        self.write("baseline", format!("{}\n{}", baseline.commit, baseline.session).as_bytes())
    }

    /// The unexpected paths that the commit before reported.
    pub fn reported(&self) -> BTreeSet<BString> {
        let listed = self.read("reported").unwrap_or_default();
        // Every path ends in NUL; what does not was cut off.
        let end = listed.rfind_byte(0).unwrap_or(0);
        let paths = listed[..end].split(|&byte| byte == 0).filter(|path| !path.is_empty());
        paths.map(BString::from).collect()
    }

    /// Remembers the unexpected paths that this commit reports.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn set_reported(&self, paths: &BTreeSet<BString>) -> io::Result<()> {
        if paths.is_empty() && !self.directory.join("reported").exists() {
            return Ok(());
        }
        let listed: Vec<u8> =
            paths.iter().flat_map(|path| [path.as_slice(), b"\0"].concat()).collect();
        self.write("reported", &listed)
    }

    /// Remembers a commit that could not be recorded, because an operation was under way.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn postpone(&self, commit: &CommitId) -> io::Result<()> {
        self.append("postponed", &format!("{commit}\n"))
    }

    /// Remembers that commits were rewritten, and SESSION.md has yet to follow.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn postpone_rewrites(&self) -> io::Result<()> {
        self.append("postponed", "rewritten\n")
    }

    /// Whether something waits to be recorded.
    pub fn is_postponed(&self) -> bool {
        self.directory.join("postponed").exists()
    }

    /// The commits that wait to be recorded, the oldest first; none of them
    /// needs to be there still.
    pub fn postponed(&self) -> Vec<CommitId> {
        let text = self.read("postponed").unwrap_or_default();
        text.lines().filter_map(|line| CommitId::from_hex(line.to_str().ok()?)).collect()
    }

    /// Forgets about waiting commits: they are recorded.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn clear_postponed(&self) -> io::Result<()> {
        match fs::remove_file(self.directory.join("postponed")) {
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
        let told = self.read("told").unwrap_or_default();
        let mut lines: Vec<&[u8]> = told.lines().collect();
        if lines.contains(&text.as_bytes()) {
            return Ok(false);
        }
        lines.push(text.as_bytes());
        let newest = &lines[lines.len().saturating_sub(MAX_TOLD)..];
        self.write("told", &newest.join(&b'\n'))?;
        Ok(true)
    }

    /// Whether this hook has not yet said anything within this git process; from then on it has.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub(crate) fn speaks_first(&self, event: &str, process: &str) -> io::Result<bool> {
        let present =
            String::from_utf8(self.read("spoken").unwrap_or_default()).unwrap_or_default();
        let line = format!("{event} {process}");
        if present.lines().any(|known| known == line) {
            return Ok(false);
        }
        let others = present.lines().filter(|known| known.split(' ').next() != Some(event));
        let lines: Vec<&str> = others.chain([line.as_str()]).collect();
        self.write("spoken", lines.join("\n").as_bytes())?;
        Ok(true)
    }

    /// Waits until no other of our programs has its turn in this worktree.
    ///
    /// # Errors
    /// Where the git dir cannot be written, and where it takes too long.
    pub fn turn(&self) -> anyhow::Result<Turn> {
        Ok(Turn { _lock: self.lock("turn")? })
    }

    /// Waits for one of our programs to be done with what that file guards.
    pub(crate) fn lock(&self, name: &str) -> anyhow::Result<Lock> {
        let path = self.made()?.join(name);
        // One that somebody else made and does not share can be locked all the same.
        let file = File::create(&path).or_else(|_| File::open(&path)).map_err(at(&path))?;
        self.sharing.open_up(&file);
        Lock::of(file)
    }

    /// The directory, made where it was not there.
    pub(crate) fn made(&self) -> io::Result<&Path> {
        match fs::create_dir(&self.directory) {
            Ok(()) => self.sharing.open_up(&File::open(&self.directory)?),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(at(&self.directory)(error)),
        }
        if self.directory.symlink_metadata()?.is_dir() {
            return Ok(&self.directory);
        }
        // A link would let us write outside the git dir.
        Err(at(&self.directory)(io::ErrorKind::NotADirectory.into()))
    }

    /// Replaces a file of the directory; nobody ever sees half of it.
    ///
    /// The new one and the old one change places, and the old one is written over the next
    /// time: to make a file and to delete it costs a commit more than all else here.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        if self.read(name).as_deref() == Some(content) {
            return Ok(());
        }
        let path = self.made()?.join(name);
        let spare = self.directory.join(SPARE);
        let file = temporary()
            .make_in(&self.directory, |name| reclaimed(&spare, name))
            .or_else(|_| temporary().tempfile_in(&self.directory));
        let file = self.filled(file, content).map_err(at(&path))?;
        let put = match exchange(&file, &path) {
            Ok(()) => file.persist(&spare),
            // Nothing stands there yet, or the system cannot do it.
            Err(_) => file.persist(&path),
        };
        put.map_err(|failed| at(&path)(failed.error))
    }

    fn filled(&self, file: io::Result<NamedTempFile>, content: &[u8]) -> io::Result<TempPath> {
        let mut file = file?;
        file.write_all(content)?;
        file.as_file().set_len(content.len() as u64)?;
        self.sharing.open_up(file.as_file());
        Ok(file.into_temp_path())
    }

    /// Puts whole lines at the end of a file of the directory, in one write:
    /// others may be doing the same.
    pub(crate) fn append(&self, name: &str, lines: &str) -> io::Result<()> {
        let path = self.made()?.join(name);
        let mut options = fs::OpenOptions::new();
        let mut file =
            options.create(true).append(true).read(true).open(&path).map_err(at(&path))?;
        self.sharing.open_up(&file);
        // A line that was cut off, by a full disk say, must not spoil the next.
        let break_first = if ends_within_a_line(&mut file) { "\n" } else { "" };
        file.write_all(format!("{break_first}{lines}").as_bytes()).map_err(at(&path))
    }

    /// Clears away what programs left lying that were killed while they wrote.
    pub fn sweep(&self) {
        const OLD: Duration = Duration::from_secs(60);
        let entries = fs::read_dir(&self.directory).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| is_temporary(&entry.file_name().to_string_lossy())) {
            let age = entry.metadata().ok().and_then(|meta| meta.modified().ok()?.elapsed().ok());
            if age.is_some_and(|age| age > OLD) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.directory.join(name);
        if !path.metadata().ok()?.is_file() {
            return None;
        }
        fs::read(path).ok()
    }
}

impl Repo {
    /// Keeps a message that git has refused, for `git commit -F`; where.
    ///
    /// # Errors
    /// Where the git dir cannot be written.
    pub fn keep_draft(&self, message: &[u8]) -> io::Result<PathBuf> {
        let path = self.git_dir().join("CHECKPOINT_EDITMSG");
        let file = self.state().filled(temporary().tempfile_in(self.git_dir()), message);
        let put = file.and_then(|file| Ok(file.persist(&path)?));
        put.map_err(at(&path))?;
        Ok(path)
    }
}

/// Says where an error happened.
fn at(path: &Path) -> impl Fn(io::Error) -> io::Error {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

const TEMPORARY: &str = ".tmp-";

/// The name of a file that will be renamed, or is gone when dropped.
pub(crate) fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    builder
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY)
}

fn ends_within_a_line(file: &mut File) -> bool {
    let mut last = [0];
    file.seek(SeekFrom::End(-1)).is_ok() && file.read_exact(&mut last).is_ok() && last != *b"\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn what_is_remembered_comes_back() {
        let sandbox = Sandbox::new();
        let hash = sandbox.commit("a", "a", "one");
        let state = sandbox.repo().state();
        assert_eq!((state.baseline(), state.reported().len()), (None, 0));
        let commit = CommitId::from_hex(&hash).unwrap();
        for session in ["", "one\r\ntwo", "\n\n"] {
            let baseline = Baseline { commit, session: session.to_owned() };
            state.set_baseline(&baseline).unwrap();
            assert_eq!(state.baseline(), Some(baseline));
        }
        let paths = ["a\nb", "dir/", "\u{e4}"].map(BString::from).into();
        state.set_reported(&paths).unwrap();
        assert_eq!(state.reported(), paths);
        state.set_reported(&BTreeSet::new()).unwrap();
        assert_eq!(state.reported().len(), 0);
    }

    #[test]
    fn reporting_nothing_for_the_first_time_writes_nothing() {
        let sandbox = Sandbox::new();
        sandbox.repo().state().set_reported(&BTreeSet::new()).unwrap();
        assert!(!sandbox.path(".git/checkpoint").exists());
    }

    #[test]
    fn damaged_files_are_absent() {
        let sandbox = Sandbox::new();
        let state = sandbox.repo().state();
        for damage in ["", "\n", "0123\nx", "zz", "no newline"] {
            sandbox.write(".git/checkpoint/baseline", damage);
            assert_eq!(state.baseline(), None, "{damage}");
        }
        sandbox.write(".git/checkpoint/reported", "a\0\0cut of");
        assert_eq!(state.reported(), ["a"].map(BString::from).into());
    }

    #[test]
    fn what_waits_is_remembered_in_its_order_until_it_is_cleared() {
        let sandbox = Sandbox::new();
        let state = sandbox.repo().state();
        assert!(!state.is_postponed() && state.postponed().is_empty());
        state.postpone_rewrites().unwrap();
        assert!(state.is_postponed() && state.postponed().is_empty());
        let ids: Vec<_> = ["a", "b"].map(|name| sandbox.commit("f", name, name)).into();
        for id in &ids {
            sandbox.write(
                ".git/checkpoint/postponed",
                &(sandbox.read(".git/checkpoint/postponed") + "torn"),
            );
            state.postpone(&CommitId::from_hex(id).unwrap()).unwrap();
        }
        assert_eq!(state.postponed().iter().map(|id| id.to_hex()).collect::<Vec<_>>(), ids);
        state.clear_postponed().unwrap();
        state.clear_postponed().unwrap();
        assert!(!state.is_postponed());
    }

    #[test]
    fn old_temporary_files_are_swept_away() {
        let sandbox = Sandbox::new();
        for name in ["old", "new"] {
            sandbox.write(&format!(".git/checkpoint/{TEMPORARY}{name}"), "");
        }
        let old = fs::File::open(sandbox.path(".git/checkpoint/.tmp-old")).unwrap();
        old.set_modified(std::time::SystemTime::now() - Duration::from_secs(120)).unwrap();
        sandbox.repo().state().sweep();
        assert!(!sandbox.path(".git/checkpoint/.tmp-old").exists());
        assert!(sandbox.path(".git/checkpoint/.tmp-new").exists());
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let sandbox = Sandbox::new();
        let outside = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), sandbox.path(".git/checkpoint")).unwrap();
        let paths = ["a"].map(BString::from).into();
        assert!(sandbox.repo().state().set_reported(&paths).is_err());
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
