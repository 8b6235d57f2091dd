//! The filter of clean-tree mode: configuration of the repository, and one
//! line of its own attributes. No file of the project is touched.

use std::path::Path;

use anyhow::Result;

use crate::install::git_settings::attributes::{
    DRIVER, attribute_of, set_attribute, unset_attribute,
};
use crate::install::hooks_dir::git;
use crate::install::shell_path::quoted;

/// The filter's argument for whoever wants to know on standard error that git has been greeted:
/// from then on what it is sent ends up in a file, and nobody may speak for the program any more.
pub const SAY_GREETED: &str = "--say-greeted";

/// What is said then.
pub const GREETED: &str = "git-checkpoint: greeted";

/// What was there before us, so that it comes back.
const BEFORE: &str = "filter.git-checkpoint.renormalizeBefore";

const RENORMALIZE: &str = "merge.renormalize";

/// The filter of somebody else that the file at that path from the top of the
/// worktree has already; a file can have but one.
pub fn other_filter(at: &Path, path: &str) -> Result<Option<String>> {
    let name = attribute_of(at, "filter", path)?;
    let is_none = ["", "unspecified", "unset", "set", DRIVER].contains(&name.as_str());
    Ok((!is_none).then_some(name))
}

/// Sets the filter up for the file at that path from the top of the worktree,
/// or brings it up to date.
///
/// Never `required`: a program that is gone must not stand in git's way.
pub fn set_filter(at: &Path, program: &Path, path: &str) -> Result<()> {
    let program = quoted(program);
    // In these two git looks for %f.
    let format = program.replace('%', "%%");
    let set = |key: &str, value: &str| git(at, &["config", "--local", "--replace-all", key, value]);
    set("filter.git-checkpoint.session", path)?;
    set("filter.git-checkpoint.clean", &format!("{format} filter-clean %f"))?;
    set("filter.git-checkpoint.smudge", &format!("{format} filter-smudge %f"))?;
    set("filter.git-checkpoint.process", &process(&program))?;
    let effective = git(at, &["config", "--type=bool", RENORMALIZE]).unwrap_or_default();
    if effective != "true" {
        let before = git(at, &["config", "--local", RENORMALIZE]).unwrap_or_default();
        set(BEFORE, &before)?;
        set(RENORMALIZE, "true")?;
    }
    set_attribute(at, "filter", path)
}

/// The command of the long-running filter.
///
/// git takes a filter that never answers for fatal, required or not, and a
/// shell always starts. So where the program cannot, the shell speaks for it:
/// a filter that is able to do nothing, for which git takes every file as it is. Not where the
/// program has greeted git and fails then: git knows by the end of it, and would take what the
/// shell says for a part of the file.
fn process(program: &str) -> String {
    const REMARK: &str = "git-checkpoint: the filter program does not start; file left unfiltered. Reinstall, or remove the filter with git config --remove-section filter.git-checkpoint";
    const NOT_STARTED: u8 = 126;
    const ABLE_TO_NOTHING: &str = r"0016git-filter-server\n000eversion=2\n00000000";
    let run = format!("exec 3>&1; said=$({program} filter-process {SAY_GREETED} 2>&1 >&3)");
    // In two pieces: where there is no program, the shell names the whole command.
    let (word, rest) = GREETED.split_at(GREETED.len() / 2);
    let unless_greeted = format!("code=$?; case $said in *'{word}''{rest}'*) exit $code;; esac");
    let remark = format!("[ $code -lt {NOT_STARTED} ] || echo '{REMARK}' >&2");
    format!(
        "{run} || {{ {unless_greeted}; {remark}; printf '{ABLE_TO_NOTHING}'; exec cat >/dev/null; }}"
    )
}

/// Takes the filter out again; whether there was one.
pub fn unset_filter(at: &Path) -> Result<bool> {
    // First, so that no file names a filter that is gone.
    let had_attribute = unset_attribute(at, "filter")?;
    if git(at, &["config", "--local", "--get-regexp", r"^filter\.git-checkpoint\."]).is_err() {
        return Ok(had_attribute);
    }
    if let Ok(before) = git(at, &["config", "--local", BEFORE]) {
        match before.as_str() {
            "" => git(at, &["config", "--local", "--unset-all", RENORMALIZE]).ok(),
            before => git(at, &["config", "--local", "--replace-all", RENORMALIZE, before]).ok(),
        };
    }
    git(at, &["config", "--local", "--remove-section", "filter.git-checkpoint"])?;
    Ok(true)
}
