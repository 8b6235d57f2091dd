use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result, bail};
use regex::Regex;

use super::programs::is_program;
use super::{Advice, Hook, HooksDir, Manager, Outcome, Owner, Programs, shim};

/// Puts our program in place of `hook`.
pub(super) fn install(dir: &HooksDir, hook: &Hook, programs: &Programs) -> Result<Outcome> {
    let file = dir.path.join(hook.name);
    if dir.owner != Owner::Git {
        return Ok(advise(dir, hook, programs).unwrap_or_else(|| foreign(dir, hook, programs)));
    }
    make(&dir.path)?;
    let program = programs.path(hook);
    if fs::symlink_metadata(&file).is_err() {
        put(&program, &file)?;
        return Ok(Outcome::Installed);
    }
    if is_program(&file, hook) {
        put(&program, &file)?;
        return Ok(Outcome::Kept);
    }
    install_beside(dir, hook, programs)
}

fn make(dir: &Path) -> Result<()> {
    let (name, word) = (dir.display(), super::word(dir));
    if fs::symlink_metadata(dir).is_ok() && !dir.is_dir() {
        bail!("{name} is no folder: move it away (`mv {word} {word}.old`), then run this again");
    }
    fs::create_dir_all(dir).with_context(|| cannot("make", dir))
}

/// What the system did not let us do, and what helps where it is a matter of permissions.
pub(super) fn cannot(what: &str, file: &Path) -> String {
    let folder = file.parent().unwrap_or(file);
    let help = format!("; you must be allowed to write into {}", folder.display());
    format!("cannot {what} {}{}", file.display(), if is_writable(folder) { "" } else { &help })
}

/// Installs where something of somebody else, or our shim, stands.
fn install_beside(dir: &HooksDir, hook: &Hook, programs: &Programs) -> Result<Outcome> {
    let file = dir.path.join(hook.name);
    let script = read_script(&file);
    let shim_text = shim::text(hook, &programs.path(hook));
    if script.as_deref().is_some_and(|script| shim::is_shim(script, hook)) {
        write_script(&file, &shim_text)?;
        return Ok(Outcome::Kept);
    }
    if let Some(outcome) = advise(dir, hook, programs) {
        return Ok(outcome);
    }
    if is_bound(&file, script.as_deref()) {
        return Ok(foreign(dir, hook, programs));
    }
    let local = local_of(&file);
    fs::rename(&file, &local).with_context(|| cannot("move aside", &file))?;
    if let Err(error) = write_script(&file, &shim_text) {
        fs::rename(&local, &file).ok();
        return Err(error);
    }
    Ok(Outcome::Chained(local))
}

/// What there is to say where a manager runs this hook, or the hook runs ours already.
fn advise(dir: &HooksDir, hook: &Hook, programs: &Programs) -> Option<Outcome> {
    if let Some(file) = caller(dir, hook) {
        return Some(Outcome::Called(file));
    }
    let manager = Manager::of(dir, read_script(&dir.path.join(hook.name)).as_deref())?;
    Some(Outcome::Managed(manager, manager.advice(dir, hook, programs)))
}

/// The file of somebody else that runs our program for this hook.
fn caller(dir: &HooksDir, hook: &Hook) -> Option<PathBuf> {
    let file = dir.path.join(hook.name);
    let script = read_script(&file);
    let of_manager = Manager::of(dir, script.as_deref()).map(|manager| manager.file(dir, hook));
    let own = Some(file).filter(|file| is_executable(file));
    [own, of_manager].into_iter().flatten().find(|file| names_program(file, hook))
}

fn names_program(file: &Path, hook: &Hook) -> bool {
    let names = |script: String| script.contains(hook.program);
    is_program(file, hook) || read_script(file).is_some_and(names)
}

/// Why a foreign hook is left where it is, and how it can run ours.
fn foreign(dir: &HooksDir, hook: &Hook, programs: &Programs) -> Outcome {
    let (file, program) = (dir.path.join(hook.name), programs.path(hook));
    let (name, word) = (file.display(), super::word(&file));
    if fs::symlink_metadata(&file).is_err() {
        let advice = Advice::for_new_file(&file, &program);
        return Outcome::Refused("there is none there yet".to_owned(), Some(advice));
    }
    if !file.is_file() {
        let reason = format!(
            "{name} is no file that git could run: move it away (`mv {word} {word}.old`), then run this again"
        );
        return Outcome::Refused(reason, None);
    }
    if names_program(&file, hook) {
        let reason = format!("{name} is not executable, so git does not run it: `chmod +x {word}`");
        return Outcome::Refused(reason, None);
    }
    let script = read_script(&file);
    let reason = if dir.owner != Owner::Git {
        format!("{name} is not git-checkpoint's to change")
    } else if fs::symlink_metadata(local_of(&file)).is_ok() {
        format!("{name} is a hook of your own, and {name}.local exists too")
    } else if script.is_none() {
        format!("{name} leads to a program that may look at its own name, so it cannot be moved")
    } else {
        format!("{name} looks at its own name, so it cannot be moved")
    };
    let advice = match script {
        Some(script) if is_shell(&script) => Advice::for_script(&file, hook, &program),
        _ => Advice::for_program(&file, &program),
    };
    Outcome::Refused(reason, Some(advice))
}

/// Whether a foreign hook cannot be moved aside; a program behind a link may go
/// by the name that it is called by.
fn is_bound(file: &Path, script: Option<&str>) -> bool {
    !file.metadata().is_ok_and(|meta| meta.is_file())
        || fs::symlink_metadata(local_of(file)).is_ok()
        || script.is_some_and(looks_at_its_name)
        || (script.is_none() && file.is_symlink())
}

/// Whether a shell runs it; so it does a script that does not say.
fn is_shell(script: &str) -> bool {
    const SHELLS: [&str; 6] = ["sh", "bash", "dash", "zsh", "ksh", "ash"];
    let Some(line) = script.strip_prefix("#!").and_then(|rest| rest.lines().next()) else {
        return true;
    };
    line.split(['/', ' ', '\t']).any(|word| SHELLS.contains(&word))
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
        return take_away(&file, hook);
    }
    let local = local_of(&file);
    match read_script(&file) {
        Some(script) if shim::is_shim(&script, hook) => {}
        Some(script) if script.contains(super::programs::MARKER) => {
            let text = format!(
                "{} was changed since it was installed; take the git-checkpoint lines out by hand",
                file.display()
            );
            return Ok(Outcome::Refused(text, None));
        }
        _ => return take_away(&legacy_of(&file), hook),
    }
    if fs::symlink_metadata(&local).is_err() {
        fs::remove_file(&file).with_context(|| cannot("remove", &file))?;
        return Ok(Outcome::Removed);
    }
    fs::rename(&local, &file).with_context(|| cannot("move back", &local))?;
    Ok(Outcome::Restored)
}

/// What is left where nothing of ours stood: somebody else may still run our program.
pub(super) fn left(dir: &HooksDir, hook: &Hook) -> Outcome {
    let text = |file: PathBuf| {
        format!("{} still runs git-checkpoint: take its lines out of there", file.display())
    };
    caller(dir, hook).map_or(Outcome::Absent, |file| Outcome::Refused(text(file), None))
}

fn take_away(file: &Path, hook: &Hook) -> Result<Outcome> {
    if !is_program(file, hook) {
        return Ok(Outcome::Absent);
    }
    fs::remove_file(file).with_context(|| cannot("remove", file))?;
    Ok(Outcome::Removed)
}

/// A symlink to the program; a copy where links cannot be made, and for root,
/// whose writes no file mode stops from going through a link.
fn put(program: &Path, file: &Path) -> Result<()> {
    let temporary = file.with_extension("checkpoint-new");
    fs::remove_file(&temporary).ok();
    let linked = !is_root() && link(program, &temporary).is_ok();
    if !linked {
        // The copy keeps the program's mode.
        fs::copy(program, &temporary).with_context(|| cannot("write", file))?;
    }
    fs::rename(&temporary, file).with_context(|| cannot("write", file))
}

fn write_script(file: &Path, text: &str) -> Result<()> {
    let temporary = file.with_extension("checkpoint-new");
    fs::write(&temporary, text)
        .and_then(|()| make_executable(&temporary))
        .and_then(|()| fs::rename(&temporary, file))
        .with_context(|| cannot("write", file))
}

/// The text of a script; `None` for a program, and where there is no file.
fn read_script(file: &Path) -> Option<String> {
    const LARGEST: u64 = 1 << 20;
    let is_sane = file.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= LARGEST);
    let bytes = is_sane.then(|| fs::read(file).ok()).flatten()?;
    (!bytes.contains(&0)).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

fn local_of(file: &Path) -> PathBuf {
    with_suffix(file, ".local")
}

/// Where the hooks of pre-commit and prek look for another one.
fn legacy_of(file: &Path) -> PathBuf {
    with_suffix(file, ".legacy")
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
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
fn is_executable(file: &Path) -> bool {
    rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn is_executable(_file: &Path) -> bool {
    true
}

#[cfg(unix)]
fn is_writable(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(_folder: &Path) -> bool {
    true
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
