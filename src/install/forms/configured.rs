//! Hooks in git's configuration (git 2.54 and newer): nothing in a hooks folder is touched.
//!
//! An event without a command is fatal for nearly every git command, so a command is
//! written before its event, and a section goes as a whole.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::install::forms::write::write_file;
use crate::install::hooks::{HOOKS, Hook};
use crate::install::hooks_dir::git;
use crate::install::programs::our_programs::{HOOKS_CONF, Programs};
use crate::install::shell_path::quoted;
use crate::store::regular_file;

/// The first line of our file of hooks.
const HEADER: &str = "# git-checkpoint: hooks for git 2.54 and newer; `git checkpoint install` lets a repository include this file";

/// Whose configuration names the hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigScope {
    /// This repository's.
    Local,
    /// This user's, for all repositories.
    Global,
}

impl ConfigScope {
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::Local => "--local",
            Self::Global => "--global",
        }
    }
}

/// How the configuration comes by the hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfiguredBy {
    /// It includes this file, which goes when the programs go.
    Include(PathBuf),
    /// It has a command for each hook, which does nothing where the program is gone.
    Commands,
}

/// The name of a hook of ours in the configuration; that of an event would be fatal.
pub(crate) fn configured_name(hook: &Hook) -> String {
    format!("git-checkpoint-{}", hook.name)
}

/// Sets the hooks up in the configuration of `scope`, or brings them up to date.
pub(crate) fn configure(
    at: &Path,
    scope: ConfigScope,
    programs: &Programs,
) -> Result<ConfiguredBy> {
    for hook in &HOOKS {
        if programs.path(hook).to_string_lossy().contains(char::is_control) {
            bail!(
                "{} contains control characters, so git cannot be told of it",
                programs.path(hook).display()
            );
        }
    }
    let Some(file) = hooks_conf(programs) else {
        remove_includes(at, scope, None)?;
        set_commands(at, scope, programs)?;
        return Ok(ConfiguredBy::Commands);
    };
    remove_sections(at, scope)?;
    remove_includes(at, scope, Some(&file))?;
    let value = file.to_string_lossy();
    if !includes(at, scope).iter().any(|present| *present == value) {
        git(at, &["config", scope.option(), "--add", "include.path", &value])?;
    }
    Ok(ConfiguredBy::Include(file))
}

/// Takes the hooks out of the configuration of `scope`; whether there were any.
pub(crate) fn unconfigure(at: &Path, scope: ConfigScope) -> Result<bool> {
    let had_includes = remove_includes(at, scope, None)?;
    Ok(remove_sections(at, scope)? || had_includes)
}

/// Whether the configuration of `scope` names our hooks.
pub(crate) fn is_configured(at: &Path, scope: ConfigScope) -> bool {
    !our_sections(at, scope).is_empty()
        || includes(at, scope).iter().any(|value| is_our_include(value))
}

/// Brings the file beside the programs up to date; `None` where it has no place.
fn hooks_conf(programs: &Programs) -> Option<PathBuf> {
    let file = programs.own_folder()?.join(HOOKS_CONF);
    let text = hooks_conf_text(programs);
    let present = regular_file::read_linked(&file, text.len() as u64);
    let is_current = present.is_ok_and(|present| present == text.as_bytes());
    let is_written = is_current || write_file(&file, text.as_bytes()).is_ok();
    (is_written && file.to_str().is_some()).then_some(file)
}

fn hooks_conf_text(programs: &Programs) -> String {
    let section = |hook: &Hook| {
        let command = quoted(&programs.target(hook)).replace('\\', r"\\").replace('"', "\\\"");
        format!(
            "[hook \"{}\"]\n\tcommand = \"{command}\"\n\tevent = {}\n",
            configured_name(hook),
            hook.name
        )
    };
    format!("{HEADER}\n{}", HOOKS.iter().map(section).collect::<String>())
}

fn set_commands(at: &Path, scope: ConfigScope, programs: &Programs) -> Result<()> {
    for hook in &HOOKS {
        let section = format!("hook.{}", configured_name(hook));
        let command = guarded_command(&programs.path(hook));
        let set = |key: &str, value: &str| {
            git(
                at,
                &["config", scope.option(), "--replace-all", &format!("{section}.{key}"), value],
            )
        };
        set("command", &command)?;
        set("event", hook.name)?;
        let _ = git(at, &["config", scope.option(), "--unset-all", &format!("{section}.enabled")]);
    }
    Ok(())
}

/// git runs it by a shell, and appends the hook's arguments.
fn guarded_command(program: &Path) -> String {
    let program = quoted(program);
    format!("test ! -x {program} || exec {program}")
}

fn remove_sections(at: &Path, scope: ConfigScope) -> Result<bool> {
    let sections = our_sections(at, scope);
    for section in &sections {
        git(at, &["config", scope.option(), "--remove-section", section])?;
    }
    Ok(!sections.is_empty())
}

/// The sections of ours that stand in the file itself: `hook.git-checkpoint-pre-commit`.
fn our_sections(at: &Path, scope: ConfigScope) -> Vec<String> {
    const KEYS: &str = r"^hook\.git-checkpoint-";
    let told =
        git(at, &["config", scope.option(), "--no-includes", "--name-only", "--get-regexp", KEYS]);
    let mut sections: Vec<String> = told
        .unwrap_or_default()
        .lines()
        .filter_map(|key| key.rsplit_once('.').map(|(section, _)| section.to_owned()))
        .collect();
    sections.sort();
    sections.dedup();
    sections
}

/// Removes what includes our file, less the one to keep.
fn remove_includes(at: &Path, scope: ConfigScope, keep: Option<&Path>) -> Result<bool> {
    let is_kept = |value: &str| keep.is_some_and(|keep| keep == Path::new(value));
    let mut removed = false;
    for value in includes(at, scope) {
        if is_our_include(&value) && !is_kept(&value) {
            let option = scope.option();
            git(at, &["config", option, "--fixed-value", "--unset-all", "include.path", &value])?;
            removed = true;
        }
    }
    Ok(removed)
}

fn includes(at: &Path, scope: ConfigScope) -> Vec<String> {
    let told =
        git(at, &["config", scope.option(), "--no-includes", "-z", "--get-all", "include.path"]);
    let told = told.unwrap_or_default();
    let mut values: Vec<String> =
        told.split_terminator('\0').map(|value| value.trim_end_matches('\n').to_owned()).collect();
    values.dedup();
    values
}

/// Ours has four sections of three lines.
const MAX_CONF: u64 = 64 * 1024;

/// Whether it is our file, also where that is gone.
pub(crate) fn is_our_include(value: &str) -> bool {
    let file = Path::new(value);
    if file.file_name().is_none_or(|name| name != HOOKS_CONF) {
        return false;
    }
    match regular_file::read_linked(file, MAX_CONF) {
        Ok(text) => text.starts_with(HEADER.split(':').next().unwrap_or(HEADER).as_bytes()),
        Err(_) => {
            file.parent().and_then(Path::file_name).is_some_and(|name| name == "git-checkpoint")
        }
    }
}
