//! Where git looks for hooks, and whose that folder is.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::git::git_cli::{GitCli, GitFailure};
use crate::git::open::real_path::real_path;
use crate::install::shell_path::word;

/// A directory for hooks.
#[derive(Debug)]
pub struct HooksDir {
    /// Its path, absolute.
    pub path: PathBuf,
    /// Whose it is.
    pub owner: HooksOwner,
    /// The top of the worktree; the git dir where there is none.
    pub(crate) top: PathBuf,
}

/// Whose a directory for hooks is.
#[derive(Debug, PartialEq, Eq)]
pub enum HooksOwner {
    /// The repository's own, in its git dir.
    Git,
    /// Of the project, of the user or of another tool; why git looks there.
    SomebodyElse(String),
}

/// The directory in which git looks for the hooks of the repository at `at`:
/// `core.hooksPath` or a link may send it to one that is not ours to change.
pub fn hooks_dir(at: &Path) -> Result<HooksDir> {
    let own = own_hooks_dir(at)?;
    let setting = Setting::of(at);
    if let Some(setting) = setting.as_ref().filter(|setting| setting.is_off()) {
        bail!(
            "core.hooksPath (set in {}) is {}, so git runs no hooks: unset it with {} and retry",
            setting.origin,
            if setting.value.is_empty() { "empty" } else { &setting.value },
            setting.remedy()
        );
    }
    let effective = absolute(at, &git(at, &["rev-parse", "--git-path", "hooks"])?);
    if resolved(&effective) == resolved(&own.path)
        && resolved(&own.path).starts_with(common_dir(at)?)
    {
        return Ok(own);
    }
    let cause = setting.map_or_else(
        || format!("a link at {}", own.path.display()),
        |setting| format!("core.hooksPath (set in {})", setting.origin),
    );
    Ok(HooksDir { path: effective, owner: HooksOwner::SomebodyElse(cause), ..own })
}

/// The directory that is the repository's own, whatever `core.hooksPath` says.
pub fn own_hooks_dir(at: &Path) -> Result<HooksDir> {
    let common = common_dir(at)?;
    let top = git(at, &["rev-parse", "--show-toplevel"]).map(|top| absolute(at, &top));
    let top = top.unwrap_or_else(|_| common.clone());
    Ok(HooksDir { path: common.join("hooks"), owner: HooksOwner::Git, top })
}

fn common_dir(at: &Path) -> Result<PathBuf> {
    const NONE: &str =
        "there is no git repository here: run `git init` first, or go into your project";
    // Where git itself is missing, that is what there is to say.
    let explain = |error: anyhow::Error| match error.is::<GitFailure>() {
        true => error.context(NONE),
        false => error,
    };
    let answer = git(at, &["rev-parse", "--git-common-dir"]).map_err(explain)?;
    Ok(absolute(at, &answer))
}

/// core.hooksPath.
struct Setting {
    origin: String,
    value: String,
}

impl Setting {
    fn of(at: &Path) -> Option<Self> {
        let told = git(at, &["config", "--show-origin", "--get", "core.hooksPath"]).ok()?;
        let (origin, value) = told.split_once('\t')?;
        Some(Self { origin: origin.to_owned(), value: value.to_owned() })
    }

    fn is_off(&self) -> bool {
        switches_hooks_off(&self.value)
    }

    fn remedy(&self) -> String {
        match self.origin.strip_prefix("file:") {
            Some(file) => {
                format!("`git config --file {} --unset-all core.hooksPath`", word(Path::new(file)))
            }
            None => "take it out of there".to_owned(),
        }
    }
}

/// Whether there can be no hook below that core.hooksPath. With an empty one git looks in the root
/// of the file system.
pub(crate) fn switches_hooks_off(value: &str) -> bool {
    matches!(value, "" | "/dev/null") || cfg!(windows) && value.eq_ignore_ascii_case("nul")
}

pub(crate) fn git(at: &Path, arguments: &[&str]) -> Result<String> {
    GitCli::here().started_in(at).run_for_text(arguments, b"")
}

/// The path without links, as far as it exists.
pub(crate) fn absolute(at: &Path, path: &str) -> PathBuf {
    let joined = at.join(path);
    let in_parent = || Some(real_path(joined.parent()?).ok()?.join(joined.file_name()?));
    real_path(&joined).ok().or_else(in_parent).unwrap_or_else(|| joined.clone())
}

pub(crate) fn resolved(path: &Path) -> PathBuf {
    real_path(path).unwrap_or_else(|_| path.to_owned())
}
