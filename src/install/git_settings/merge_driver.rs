//! The merge driver of SESSION.md: configuration of the repository, and one line of its own
//! attributes.

use std::path::Path;

use anyhow::Result;

use crate::install::git_settings::attributes::{
    DRIVER, attribute_of, set_attribute, unset_attribute,
};
use crate::install::hooks_dir::git;
use crate::install::shell_path::quoted;

const SECTION: &str = "merge.git-checkpoint";

/// What git says where it tells how a file is merged.
const NAME: &str = "SESSION.md: hashes and ticks by their meaning, the rest by lines";

/// Whose driver merges a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum MergedBy {
    /// Ours, as this version sets it up.
    Us,
    /// Nobody's, or ours as another version or for another program.
    Lines,
    /// The one of that name, which the project's or the user's attributes have chosen.
    Other(String),
}

/// Whose driver merges the file at that path from the top of the worktree.
pub(crate) fn merged_by(at: &Path, program: &Path, path: &str) -> Result<MergedBy> {
    let attribute = attribute_of(at, "merge", path)?;
    Ok(match attribute.as_str() {
        DRIVER => {
            let driver = git(at, &["config", &format!("{SECTION}.driver")]).unwrap_or_default();
            if driver == driver_line(program) { MergedBy::Us } else { MergedBy::Lines }
        }
        "" | "unspecified" | "set" => MergedBy::Lines,
        _ => MergedBy::Other(attribute),
    })
}

/// Sets the driver up for the file at that path from the top of the worktree, or brings it up to
/// date; a choice that others made stays.
pub(crate) fn set_merge_driver(at: &Path, program: &Path, path: &str) -> Result<MergedBy> {
    let by = merged_by(at, program, path)?;
    if matches!(by, MergedBy::Other(_)) {
        return Ok(by);
    }
    let set = |key: &str, value: &str| {
        git(at, &["config", "--local", "--replace-all", &format!("{SECTION}.{key}"), value])
    };
    set("name", NAME)?;
    set("driver", &driver_line(program))?;
    // Also where the attribute is there: it may be for another path still.
    set_attribute(at, "merge", path)?;
    Ok(MergedBy::Us)
}

/// Takes the driver out again; whether there was one.
pub(crate) fn unset_merge_driver(at: &Path) -> Result<bool> {
    // First, so that no file names a driver that is gone.
    let had_attribute = unset_attribute(at, "merge")?;
    if git(at, &["config", "--local", "--get-regexp", r"^merge\.git-checkpoint\."]).is_err() {
        return Ok(had_attribute);
    }
    git(at, &["config", "--local", "--remove-section", SECTION])?;
    Ok(true)
}

/// What git has a shell run.
///
/// However the program ends, if not with 0 or 1, which it does only once the file is merged, git's
/// own merge takes its place: a driver that fails would leave our side without a conflict marker,
/// and theirs would be lost with the next `git add`.
///
/// The labels %S, %X and %Y came with git 2.44; older git leaves them as they are.
fn driver_line(program: &Path) -> String {
    let program = quoted(program).replace('%', "%%");
    format!(
        "set -- %S %X %Y; test \"$1\" != %%S || set -- base ours theirs; r=2; \
         if test -x {program}; then {program} merge-driver %O %A %B %L \"$@\"; r=$?; fi; \
         if test $r -gt 1; then git merge-file -q --marker-size=%L -L \"$2\" -L \"$1\" -L \"$3\" %A %O %B; r=$?; fi; \
         exit $r"
    )
}
