//! The `git` program, for what gix cannot read: the only place that starts it.

use std::ffi::OsStr;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Output, Stdio};

use anyhow::Context;

/// The variables by which git would take another repository than the one of
/// the directory it stands in (`git rev-parse --local-env-vars`).
const CHOOSING: [&str; 7] = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE", "GIT_REFERENCE_BACKEND",
];

/// The variables by which git takes pathspecs otherwise than we write them (git(1)).
const PATHSPECS: [&str; 4] =
    ["GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"];

/// Whether git may write what it has noticed in passing (git(1)).
const OPTIONAL_LOCKS: &str = "GIT_OPTIONAL_LOCKS";

/// `git`, started about one repository. It is found by PATH, where git has
/// put its own programs first while a hook runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct GitCli {
    directory: Option<PathBuf>,
    index: Option<PathBuf>,
    /// Where git is started, if not in the working directory.
    start: Option<PathBuf>,
}

/// git was started and failed. Its own words are the message.
#[derive(Debug)]
pub(crate) struct GitFailure {
    output: Output,
}

/// git as the user has it, with all of the environment.
pub fn user_git() -> Command {
    Command::new("git")
}

impl GitCli {
    /// git as the environment and the working directory would have it: in a
    /// hook, about the repository and the index of the commit being made.
    pub(crate) fn here() -> Self {
        Self::default()
    }

    /// git about the repository of that directory, whatever the environment says.
    pub(crate) fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()), ..Self::default() }
    }

    /// The same, started in that directory: inside a git dir, git knows of no worktree.
    pub(crate) fn started_in(self, directory: &Path) -> Self {
        Self { start: Some(directory.to_owned()), ..self }
    }

    /// The same about another index.
    pub(crate) fn with_index(&self, index: PathBuf) -> Self {
        Self { index: Some(index), ..self.clone() }
    }

    /// Whether the environment says what repository it is.
    pub(crate) fn reads_environment(&self) -> bool {
        self.directory.is_none()
    }

    /// What git prints, with this on standard input. The arguments must be ours: what comes
    /// from a user could be taken for an option, unless it follows `--` or `--end-of-options`.
    pub(crate) fn run(
        &self,
        arguments: &[impl AsRef<OsStr>],
        input: &[u8],
    ) -> anyhow::Result<Vec<u8>> {
        let mut command = self.command();
        let output = wait(command.args(arguments), input)?;
        if !output.status.success() {
            return Err(GitFailure { output }.into());
        }
        Ok(output.stdout)
    }

    /// The same as text, without the line end.
    pub(crate) fn run_for_text(&self, arguments: &[&str], input: &[u8]) -> anyhow::Result<String> {
        let output = self.run(arguments, input)?;
        Ok(String::from_utf8_lossy(&output).trim_end_matches(['\r', '\n']).to_owned())
    }

    /// What git prints on both streams in English, however it ends. The paths among the
    /// arguments are the user's, and read as the user's own command would read them.
    pub(crate) fn output(&self, arguments: &[&OsStr], input: &[u8]) -> anyhow::Result<Output> {
        let mut command = self.users_command();
        wait(command.args(arguments).env("LC_ALL", "C"), input)
    }

    /// Runs git for its look at a worktree, and lets it write down what it has seen.
    pub(crate) fn refresh_index(&self, workdir: &Path, arguments: &[&str]) {
        let mut command = self.command();
        command.current_dir(workdir).args(arguments).env(OPTIONAL_LOCKS, "1");
        // What was not written down is looked at again.
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    /// git for pathspecs that we write: Magit and Emacs set `--literal-pathspecs` on every call.
    fn command(&self) -> Command {
        let mut command = self.users_command();
        PATHSPECS.iter().for_each(|name| _ = command.env_remove(name));
        command
    }

    fn users_command(&self) -> Command {
        let mut command = user_git();
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
            CHOOSING.iter().for_each(|name| _ = command.env_remove(name));
        }
        self.start.iter().for_each(|start| _ = command.current_dir(start));
        command.envs(self.index.as_ref().map(|index| ("GIT_INDEX_FILE", index)));
        // Nothing may refresh the index on the side: somebody commits with it.
        command.env(OPTIONAL_LOCKS, "0");
        command
    }
}

impl GitFailure {
    /// Whether git does not know what it was asked (usage.c).
    pub(crate) fn is_usage(&self) -> bool {
        self.output.status.code() == Some(129)
    }
}

impl fmt::Display for GitFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = String::from_utf8_lossy(&self.output.stderr);
        match words.trim() {
            "" => write!(f, "git failed ({})", self.output.status),
            words => f.write_str(words.trim_start_matches("fatal: ")),
        }
    }
}

impl std::error::Error for GitFailure {}

fn wait(command: &mut Command, input: &[u8]) -> anyhow::Result<Output> {
    let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot run git: is it installed and on PATH?")?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // git may print before it has read all. One that does not want to read has said why.
        let write = move |mut stdin: ChildStdin| stdin.write_all(input);
        let writer = stdin
            .map(|stdin| std::thread::Builder::new().spawn_scoped(scope, move || write(stdin)));
        writer.transpose().and_then(|_| child.wait_with_output())
    })?;
    Ok(output)
}
