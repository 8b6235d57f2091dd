use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anyhow::{Context, Result, bail};
use regex::Regex;

use super::programs::is_program;
use super::{HOOKS, Hook, Outcome, Programs, shim};

/// The directory in which git looks for this repository's hooks.
#[derive(Debug)]
pub struct HooksDir {
    path: PathBuf,
}

impl HooksDir {
    /// Its path, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Whose the directory is in which git looks for hooks.
#[derive(Debug)]
pub enum Owner {
    /// The repository's own.
    Git(HooksDir),
    /// Of the project, of the user or of another tool; the text says what to add there.
    SomebodyElse(String),
}

/// Asks git where the hooks of the repository at `at` live: `core.hooksPath` or
/// a link may send it to a directory that is not ours to change.
///
/// # Errors
/// Outside a repository.
pub fn hooks_dir(at: &Path, programs: &Programs) -> Result<Owner> {
    let own = own_hooks_dir(at)?;
    let effective = absolute(at, &git(at, &["rev-parse", "--git-path", "hooks"])?);
    if resolved(&effective) == resolved(&own.path)
        && resolved(&own.path).starts_with(common_dir(at)?)
    {
        return Ok(Owner::Git(own));
    }
    Ok(Owner::SomebodyElse(instructions(at, &effective, programs)))
}

/// The directory that is the repository's own, whatever `core.hooksPath` says.
///
/// # Errors
/// Outside a repository.
pub fn own_hooks_dir(at: &Path) -> Result<HooksDir> {
    Ok(HooksDir { path: common_dir(at)?.join("hooks") })
}

fn common_dir(at: &Path) -> Result<PathBuf> {
    let answer = git(at, &["rev-parse", "--git-common-dir"]).context(
        "there is no git repository here: run `git init` first, or go into your project",
    )?;
    Ok(absolute(at, &answer))
}

fn instructions(at: &Path, effective: &Path, programs: &Programs) -> String {
    let origin = git(at, &["config", "--show-origin", "--get", "core.hooksPath"]);
    let cause = match origin.as_deref().map(|line| line.split('\t').next().unwrap_or(line)) {
        Ok(origin) => format!("core.hooksPath (set in {origin})"),
        Err(_) => "a link".to_owned(),
    };
    let mut text = format!(
        "{cause} sends git to {} for its hooks; that folder is not git-checkpoint's to change, so nothing was installed.\n\
         Add these lines to the hooks there:\n",
        effective.display()
    );
    for hook in &HOOKS {
        text += &format!(
            "\n  {}{}:\n    {}\n",
            effective.join(hook.name).display(),
            place_of_line(hook),
            line_for(hook, &programs.path(hook))
        );
    }
    text
}

/// The line that runs our program from somebody else's hook; a program that is
/// gone does not fail it.
fn line_for(hook: &Hook, program: &Path) -> String {
    let program = program.display();
    let end = if hook.is_gate { " || exit" } else { "" };
    format!("[ ! -x \"{program}\" ] || \"{program}\" \"$@\"{end}")
}

/// Where in somebody else's hook the line goes, where that matters.
fn place_of_line(hook: &Hook) -> &'static str {
    if hook.reads_input { ", above whatever reads standard input" } else { "" }
}

/// Puts our program in place of `hook`.
pub(super) fn install(dir: &HooksDir, hook: &Hook, programs: &Programs) -> Result<Outcome> {
    fs::create_dir_all(&dir.path).with_context(|| format!("cannot make {}", dir.path.display()))?;
    let file = dir.path.join(hook.name);
    let program = programs.path(hook);
    if fs::symlink_metadata(&file).is_err() {
        put(&program, &file)?;
        return Ok(Outcome::Installed);
    }
    if is_program(&file, hook) {
        put(&program, &file)?;
        return Ok(Outcome::Kept);
    }
    install_beside(&file, hook, &program)
}

/// Installs where something of somebody else, or our shim, stands.
fn install_beside(file: &Path, hook: &Hook, program: &Path) -> Result<Outcome> {
    let script = read_script(file);
    let shim_text = shim::text(hook, program);
    if script.as_deref().is_some_and(|script| shim::is_shim(script, hook)) {
        write_script(file, &shim_text)?;
        return Ok(Outcome::Kept);
    }
    if let Some(reason) = reason_to_leave(file, script.as_deref()) {
        let line = line_for(hook, program);
        let place = place_of_line(hook);
        return Ok(Outcome::Refused(format!("{reason}; add this line to it{place}:\n    {line}")));
    }
    let local = local_of(file);
    fs::rename(file, &local)
        .with_context(|| format!("cannot move {} to {}", file.display(), local.display()))?;
    if let Err(error) = write_script(file, &shim_text) {
        fs::rename(&local, file).ok();
        return Err(error);
    }
    Ok(Outcome::Chained(local))
}

/// Why a foreign hook cannot be moved aside.
fn reason_to_leave(file: &Path, script: Option<&str>) -> Option<String> {
    let name = file.display();
    if !file.metadata().is_ok_and(|meta| meta.is_file()) {
        return Some(format!("{name} is no regular file"));
    }
    if fs::symlink_metadata(local_of(file)).is_ok() {
        return Some(format!("{name} is a hook of your own, and {name}.local exists too"));
    }
    script
        .is_some_and(looks_at_its_name)
        .then(|| format!("{name} looks at its own name, so it cannot be moved"))
}

/// Whether a hook finds out by what name it was called, as those of hook
/// managers do: under another name it would do something else.
fn looks_at_its_name(script: &str) -> bool {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        let shell = r"\$\{?0(?-u:\b)|(?-u:\b)basename(?-u:\b)|BASH_SOURCE";
        let others = r"argv\[0\]|__FILE__|__file__|PROGRAM_NAME|\$PROGRAM";
        let line = format!(r"(?m)^[^#\n]*(?:{shell}|{others})");
        Regex::new(&line).expect("the pattern is constant and tested")
    });
    NAME.is_match(script)
}

/// Takes ours out of the place of `hook`.
pub(super) fn uninstall(dir: &HooksDir, hook: &Hook) -> Result<Outcome> {
    let file = dir.path.join(hook.name);
    if is_program(&file, hook) {
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        return Ok(Outcome::Removed);
    }
    let local = local_of(&file);
    match read_script(&file) {
        Some(script) if shim::is_shim(&script, hook) => {}
        Some(script) if script.contains(super::programs::MARKER) => {
            let text = format!(
                "{} was changed since it was installed; take the git-checkpoint lines out by hand",
                file.display()
            );
            return Ok(Outcome::Refused(text));
        }
        _ => return Ok(Outcome::Absent),
    }
    if fs::symlink_metadata(&local).is_err() {
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        return Ok(Outcome::Removed);
    }
    fs::rename(&local, &file)
        .with_context(|| format!("cannot move {} back to {}", local.display(), file.display()))?;
    Ok(Outcome::Restored)
}

/// A symlink to the program; a copy where links cannot be made, and for root,
/// whose writes no file mode stops from going through a link.
fn put(program: &Path, file: &Path) -> Result<()> {
    let temporary = file.with_extension("checkpoint-new");
    fs::remove_file(&temporary).ok();
    let linked = !is_root() && link(program, &temporary).is_ok();
    if !linked {
        // The copy keeps the program's mode.
        fs::copy(program, &temporary)
            .with_context(|| format!("cannot copy {} to {}", program.display(), file.display()))?;
    }
    fs::rename(&temporary, file).with_context(|| format!("cannot write {}", file.display()))
}

fn write_script(file: &Path, text: &str) -> Result<()> {
    let temporary = file.with_extension("checkpoint-new");
    fs::write(&temporary, text)
        .and_then(|()| make_executable(&temporary))
        .and_then(|()| fs::rename(&temporary, file))
        .with_context(|| format!("cannot write {}", file.display()))
}

fn read_script(file: &Path) -> Option<String> {
    const LARGEST: u64 = 1 << 20;
    let is_sane = file.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= LARGEST);
    is_sane
        .then(|| fs::read(file).ok())
        .flatten()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn local_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".local");
    name.into()
}

pub(super) fn git(at: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(at)
        .output()
        .context("cannot run git: is it installed and on PATH?")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("fatal: "));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches(['\r', '\n']).to_owned())
}

/// The path without links, as far as it exists.
pub(super) fn absolute(at: &Path, path: &str) -> PathBuf {
    let joined = at.join(path);
    let in_parent = || Some(joined.parent()?.canonicalize().ok()?.join(joined.file_name()?));
    joined.canonicalize().ok().or_else(in_parent).unwrap_or_else(|| joined.clone())
}

pub(super) fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(unix)]
fn link(program: &Path, file: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(program, file)
}

#[cfg(not(unix))]
fn link(_program: &Path, _file: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(unix)]
fn make_executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::looks_at_its_name;

    #[test]
    fn hooks_that_look_at_their_name_are_known() {
        for script in [
            "#!/bin/sh\nexec run \"$(basename \"$0\")\"\n",
            "dir=${0%/*}\n",
            "#!/usr/bin/env bash\n. \"${BASH_SOURCE%/*}/x\"\n",
            "import sys\nsys.argv[0]\n",
            "require File.expand_path(__FILE__)\n",
        ] {
            assert!(looks_at_its_name(script), "{script}");
        }
        for script in
            ["#!/bin/sh\n# by $0\nnpm test\n", "echo $01 ${10} \"$@\"\n", "git hook basenames\n"]
        {
            assert!(!looks_at_its_name(script), "{script}");
        }
    }
}
