//! The `git` program, for what gix cannot read.

use std::ffi::OsStr;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

use anyhow::{Context, bail};

/// The variables by which git would take another repository than the one of
/// the directory it stands in (`git rev-parse --local-env-vars`).
const CHOOSING: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_REFERENCE_BACKEND",
];

/// The variables by which git takes pathspecs otherwise than we write them (git(1)).
const PATHSPECS: [&str; 4] =
    ["GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"];

/// `git`, to be asked about one repository. It is found by PATH, where git has
/// put its own programs first while a hook runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    directory: Option<PathBuf>,
    index: Option<PathBuf>,
    /// Where git is started, if not in the working directory.
    start: Option<PathBuf>,
}

/// git was asked and gave no answer.
#[derive(Debug)]
pub(super) struct GitFailure {
    asked: String,
    status: ExitStatus,
}

impl GitFailure {
    /// Whether git does not know what it was asked (usage.c).
    pub(super) fn is_usage(&self) -> bool {
        self.status.code() == Some(129)
    }
}

impl fmt::Display for GitFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`git {}` gave no answer ({})", self.asked, self.status)
    }
}

impl std::error::Error for GitFailure {}

impl Program {
    /// git as the environment and the working directory would have it: in a
    /// hook, about the repository and the index of the commit being made.
    pub(crate) fn here() -> Self {
        Self::default()
    }

    /// git about the repository of that directory, whatever the environment says.
    pub(crate) fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()), ..Self::default() }
    }

    /// The same, started in that worktree: inside a git dir, git knows of none.
    pub(crate) fn started_in(self, workdir: &Path) -> Self {
        Self { start: Some(workdir.to_owned()), ..self }
    }

    /// Whether the environment says what repository it is.
    pub(super) fn reads_environment(&self) -> bool {
        self.directory.is_none()
    }

    /// The same about another index.
    pub(crate) fn with_index(&self, index: PathBuf) -> Self {
        Self { index: Some(index), ..self.clone() }
    }

    /// Runs git for its look at a worktree, and lets it write down what it has seen.
    pub(crate) fn look(&self, workdir: &Path, arguments: &[&str]) {
        let mut command = self.command();
        command.current_dir(workdir).args(arguments).env("GIT_OPTIONAL_LOCKS", "1");
        // What was not written down is looked at again.
        let _ = command.stdout(Stdio::null()).status();
    }

    /// What git prints. The arguments must be ours: what comes from a user
    /// could be taken for an option, unless it stands behind `--`.
    pub(crate) fn ask(&self, arguments: &[impl AsRef<OsStr>]) -> anyhow::Result<Vec<u8>> {
        let mut command = self.command();
        // Nothing that is asked here may refresh the index: somebody commits with it.
        command.arg("--no-optional-locks").args(arguments);
        let output = command.output().context("cannot start the git program")?;
        if !output.status.success() {
            let asked = arguments
                .first()
                .map_or_else(String::new, |first| first.as_ref().to_string_lossy().into_owned());
            return Err(GitFailure { asked, status: output.status }.into());
        }
        Ok(output.stdout)
    }

    /// What git prints on both streams with this on standard input, however it ends.
    pub(crate) fn output(&self, arguments: &[&OsStr], input: &[u8]) -> anyhow::Result<Output> {
        let mut command = self.command();
        // Its refusals are told apart by their English beginnings.
        command.env("LC_ALL", "C").args(arguments).stdin(Stdio::piped());
        let child = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.context("cannot start the git program")?;
        // One that does not want to read has said why.
        let _ = child.stdin.take().map(|mut stdin| stdin.write_all(input));
        Ok(child.wait_with_output()?)
    }

    /// Runs git with this on standard input; what it prints, without the line
    /// end. Its own words are the error.
    pub(crate) fn run(&self, arguments: &[&str], input: &[u8]) -> anyhow::Result<String> {
        let output = self.answer(arguments, input)?;
        Ok(String::from_utf8_lossy(&output).trim_end().to_owned())
    }

    /// The same, as git prints it.
    pub(crate) fn answer(&self, arguments: &[&str], input: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            command.stdout(Stdio::piped()).spawn().context("cannot start the git program")?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // git may print before it has read all. One that does not want to read has said why.
            let write = move || stdin.map(|mut stdin| stdin.write_all(input));
            match std::thread::Builder::new().spawn_scoped(scope, write) {
                Ok(_) => child.wait_with_output(),
                Err(error) => Err(error),
            }
        })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{}", said.trim().trim_start_matches("fatal: "));
        }
        Ok(output.stdout)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
            CHOOSING.iter().for_each(|name| _ = command.env_remove(name));
        }
        // Magit and Emacs set `--literal-pathspecs` on every call.
        PATHSPECS.iter().for_each(|name| _ = command.env_remove(name));
        self.start.iter().for_each(|start| _ = command.current_dir(start));
        command.envs(self.index.as_ref().map(|index| ("GIT_INDEX_FILE", index)));
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }
}
