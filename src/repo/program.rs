//! The `git` program, for what gix cannot read.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// The variables by which git would take another repository than the one of
/// the directory it stands in (`git rev-parse --local-env-vars`).
const CHOOSING: [&str; 6] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
];

/// `git`, to be asked about one repository. It is found by PATH, where git has
/// put its own programs first while a hook runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    directory: Option<PathBuf>,
    index: Option<PathBuf>,
}

impl Program {
    /// git as the environment and the working directory would have it: in a
    /// hook, about the repository and the index of the commit being made.
    pub(super) fn here() -> Self {
        Self::default()
    }

    /// git about the repository of that directory, whatever the environment says.
    pub(super) fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()), index: None }
    }

    /// The same about another index.
    pub(super) fn with_index(&self, index: PathBuf) -> Self {
        Self { index: Some(index), ..self.clone() }
    }

    /// What git prints. The arguments must be ours: what comes from a user
    /// could be taken for an option, unless it stands behind `--`.
    pub(super) fn ask(&self, arguments: &[impl AsRef<OsStr>]) -> anyhow::Result<Vec<u8>> {
        let mut command = Command::new("git");
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
            CHOOSING.iter().for_each(|name| _ = command.env_remove(name));
        }
        command.envs(self.index.as_ref().map(|index| ("GIT_INDEX_FILE", index)));
        // Nothing that is asked here may refresh the index: somebody commits with it.
        command.arg("--no-optional-locks").args(arguments);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let output = command.output().context("cannot start the git program")?;
        if !output.status.success() {
            let asked = arguments
                .first()
                .map_or_else(String::new, |first| first.as_ref().to_string_lossy().into_owned());
            bail!("`git {asked}` gave no answer ({})", output.status);
        }
        Ok(output.stdout)
    }
}
