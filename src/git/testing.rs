//! Throw-away repositories for tests: real git, nothing of the outer environment.
//!
//! Tests that run git stand in modules named `with_git`; all others pass on machines without it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::git::commit::commit_id::CommitId;
use crate::git::git_cli::GitCli;
use crate::git::open::real_path::real_path;
use crate::git::repository::Repo;

/// Whether git is too old for reftable (before 2.45); what needs it is then left untried, which
/// the suite's `in_ci_nothing_is_left_untried` does not let pass where it counts.
#[allow(clippy::print_stderr)]
pub(crate) fn has_no_reftable() -> bool {
    let sandbox = Sandbox::empty();
    let (succeeded, ..) = sandbox.try_git(&["init", "-q", "--ref-format=reftable"]);
    if !succeeded {
        eprintln!("not tried: this git has no reftable");
    }
    !succeeded
}

pub(crate) fn id(hash: &str) -> CommitId {
    CommitId::from_hex(hash).unwrap()
}

/// A directory of its own, and git in it.
pub(crate) struct Sandbox {
    root: PathBuf,
    _directory: tempfile::TempDir,
}

impl Sandbox {
    /// A new repository on branch `main`, without commits, as `git init` makes it.
    pub(crate) fn new() -> Self {
        let sandbox = Self::empty();
        for folder in ["objects/info", "objects/pack", "refs/heads", "refs/tags"] {
            fs::create_dir_all(sandbox.path(".git").join(folder)).unwrap();
        }
        sandbox.write(".git/HEAD", "ref: refs/heads/main\n");
        let has_modes = cfg!(unix);
        let ignores_case = sandbox.path(".git/hEAD").exists();
        let config = format!(
            "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tlogallrefupdates = true\n\t\
             filemode = {has_modes}\n\tsymlinks = {has_modes}\n\tignorecase = {ignores_case}\n"
        );
        sandbox.write(".git/config", &config);
        sandbox
    }

    /// No repository yet.
    pub(crate) fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = real_path(directory.path()).unwrap();
        Self { root, _directory: directory }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Runs git, which must succeed; what it printed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let (succeeded, stdout, stderr) = self.try_git(arguments);
        assert!(succeeded, "git {arguments:?}: {stderr}");
        stdout
    }

    /// Runs git, which may fail.
    pub(crate) fn may_git(&self, arguments: &[&str]) {
        self.try_git(arguments);
    }

    fn try_git(&self, arguments: &[&str]) -> (bool, String, String) {
        // A test runs in a thread of its name, but where all run in the main one.
        let thread = std::thread::current();
        let is_named = thread.name().is_none_or(|name| name == "main" || name.contains("with_git"));
        assert!(is_named, "tests that start git stand in modules named `with_git`");
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(&self.root).env("HOME", &self.root);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        // One process less in each commit.
        command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "maintenance.auto");
        command.env("GIT_CONFIG_VALUE_0", "false");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "A U Thor");
            command.env(format!("GIT_{role}_EMAIL"), "a@example.com");
            command.env(format!("GIT_{role}_DATE"), "2026-11-23T23:30:00 -0500");
        }
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.success(), text(output.stdout), text(output.stderr))
    }

    /// Writes a file, and the directories above it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[cfg(unix)]
    pub(crate) fn link(&self, target: impl AsRef<Path>, path: &str) {
        std::os::unix::fs::symlink(target, self.path(path)).unwrap();
    }

    /// Makes a named pipe, which blocks whoever opens it.
    #[cfg(unix)]
    pub(crate) fn fifo(&self, path: &str) {
        let status = Command::new("mkfifo").arg(self.path(path)).status().unwrap();
        assert!(status.success());
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Writes, adds and commits one file; the commit's full hash.
    pub(crate) fn commit(&self, path: &str, text: &str, message: &str) -> String {
        self.write(path, text);
        self.git(&["add", "--", path]);
        self.git(&["commit", "-q", "-m", message]);
        self.head()
    }

    /// The full hash of HEAD; from its files, where it has plain ones.
    pub(crate) fn head(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.path(".git").join(name)).ok();
        let head = read("HEAD").and_then(|head| read(head.strip_prefix("ref: ")?.trim()));
        match head {
            Some(hash) if !hash.starts_with("ref: ") => hash.trim().to_owned(),
            _ => self.git(&["rev-parse", "HEAD"]).trim().to_owned(),
        }
    }

    /// The repository as we see it, without the outer environment.
    pub(crate) fn repo(&self) -> Repo {
        let mut permissions = gix::open::Permissions::all();
        permissions.env = gix::open::permissions::Environment::isolated();
        permissions.config = gix::open::permissions::Config::isolated();
        permissions.attributes = gix::open::permissions::Attributes::isolated();
        let options = gix::open::Options::default().permissions(permissions);
        let git = options.open(&self.root).unwrap().to_thread_local();
        Repo::of(git, GitCli::at(&self.root)).unwrap()
    }
}
