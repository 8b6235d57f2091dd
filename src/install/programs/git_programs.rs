//! The gits of this machine, and which of them know configured hooks.

use std::collections::BTreeSet;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::git::open::real_path::real_path;
use crate::install::forms::script::is_executable;

/// The first version that runs `hook.<name>.command`.
pub const MIN_CONFIGURED: GitVersion = GitVersion { major: 2, minor: 54 };

/// The version of a git, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GitVersion {
    major: u32,
    minor: u32,
}

impl GitVersion {
    /// Returns the version in what `git version` prints.
    fn parse(told: &str) -> Option<Self> {
        let version = told.trim().strip_prefix("git version ")?;
        let mut numbers = version.split(|c: char| !c.is_ascii_digit());
        Some(Self { major: numbers.next()?.parse().ok()?, minor: numbers.next()?.parse().ok()? })
    }
}

impl fmt::Display for GitVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A git of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitProgram {
    /// Where it is.
    pub path: PathBuf,
    /// `None` where it does not say.
    pub version: Option<GitVersion>,
}

impl GitProgram {
    /// Whether it runs hooks that stand in the configuration.
    pub fn runs_configured_hooks(&self) -> bool {
        self.version.is_some_and(|version| version >= MIN_CONFIGURED)
    }

    fn at(path: PathBuf) -> Self {
        let told = Command::new(&path).arg("version").output().ok();
        let version =
            told.and_then(|told| GitVersion::parse(&String::from_utf8_lossy(&told.stdout)));
        Self { path, version }
    }
}

impl fmt::Display for GitProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version {
            Some(version) => write!(f, "git {version} ({})", self.path.display()),
            None => write!(f, "git of unknown version ({})", self.path.display()),
        }
    }
}

/// Returns every git on PATH, the one that runs first.
pub fn gits_on_path() -> Vec<GitProgram> {
    gits_in(path_folders())
}

/// Returns the gits in places where installers put them, less those on PATH.
pub fn gits_elsewhere(on_path: &[GitProgram]) -> Vec<GitProgram> {
    const PLACES: [&str; 6] = [
        "/usr/bin",
        "/usr/local/bin",
        "/opt/homebrew/bin",
        "/opt/local/bin",
        "/Library/Developer/CommandLineTools/usr/bin",
        "/home/linuxbrew/.linuxbrew/bin",
    ];
    let known: BTreeSet<PathBuf> =
        on_path.iter().filter_map(|git| real_path(&git.path).ok()).collect();
    let mut found = gits_in(PLACES.iter().map(PathBuf::from));
    found.retain(|git| real_path(&git.path).is_ok_and(|path| !known.contains(&path)));
    found
}

fn gits_in(folders: impl Iterator<Item = PathBuf>) -> Vec<GitProgram> {
    let mut seen = BTreeSet::new();
    let files = folders.map(|folder| folder.join(format!("git{}", env::consts::EXE_SUFFIX)));
    let programs = files.filter(|file| file.is_file() && is_executable(file));
    let new = programs.filter(|file| seen.insert(real_path(file).unwrap_or(file.clone())));
    new.map(GitProgram::at).collect()
}

/// The folders of PATH; relative ones lead elsewhere from everywhere.
pub(crate) fn path_folders() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).filter(|path| path.is_absolute()).collect();
    folders.into_iter()
}

/// Whether two paths lead to one file.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other || real_path(one).is_ok_and(|one| real_path(other).is_ok_and(|other| one == other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_builds_write_them() {
        for (told, version) in [
            ("git version 2.47.3\n", Some((2, 47))),
            ("git version 2.39.5 (Apple Git-154)", Some((2, 39))),
            ("git version 2.54.0.windows.1", Some((2, 54))),
            ("git version 2.55.0-rc1", Some((2, 55))),
            ("git version 3.0", Some((3, 0))),
            ("hub version 2.14.2", None),
            ("git version unknown", None),
        ] {
            let expected = version.map(|(major, minor)| GitVersion { major, minor });
            assert_eq!(GitVersion::parse(told), expected, "{told}");
        }
        assert!(GitVersion { major: 3, minor: 0 } > MIN_CONFIGURED);
    }
}
