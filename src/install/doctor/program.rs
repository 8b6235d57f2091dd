//! The program that a file or a command names: whether it is there, is ours, and starts.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::git::open::real_path::home_folder;
use crate::git::open::real_path::real_path;
use crate::install::doctor::problem::{
    OTHER_VERSION, PROGRAM_FAILS, PROGRAM_MISSING, PROGRAM_NOT_EXECUTABLE, Problem,
};
use crate::install::forms::script::is_executable;
use crate::install::hooks::Hook;
use crate::install::programs::git_programs::{is_same_file, path_folders};
use crate::install::programs::our_programs::{MARKER, Programs};
use crate::store::regular_file;

/// Returns the path by which a text calls our program for this hook.
pub(crate) fn program_in(text: &str, hook: &Hook) -> Option<PathBuf> {
    let is_call = |line: &&str| !line.trim_start().starts_with('#') && line.contains(hook.program);
    let line = text.lines().rfind(is_call)?;
    let at = line.rfind(hook.program)?;
    let before = &line[..at];
    let name = line[at..].split(|c: char| c.is_whitespace() || "'\";|&)".contains(c)).next()?;
    // Within quotes an odd number of them stands before, and spaces belong to the path.
    let quote = before.rfind('\'').filter(|_| before.matches('\'').count() % 2 == 1);
    let unquoted = &before[..quote.unwrap_or(at)];
    let start = unquoted.rfind(|c: char| c.is_whitespace() || ";|&(=".contains(c));
    let folder = &before[start.map_or(0, |start| start + 1)..];
    Some(resolve(&folder.replace(['"', '\''], ""), name))
}

/// The path that a shell would run.
fn resolve(folder: &str, name: &str) -> PathBuf {
    let home = |rest: &str| {
        let home = home_folder().unwrap_or_default();
        home.join(rest.trim_start_matches('/')).join(name)
    };
    if let Some(rest) = folder.strip_prefix("$HOME").or_else(|| folder.strip_prefix('~')) {
        return home(rest);
    }
    if folder.is_empty() {
        let on_path =
            path_folders().map(|folder| folder.join(name)).find(|file| is_executable(file));
        return on_path.unwrap_or_else(|| PathBuf::from(name));
    }
    Path::new(folder).join(name)
}

/// The programs that are to run, and how well they are looked at.
#[derive(Clone, Copy)]
pub(crate) struct DoctorPrograms<'a> {
    pub(crate) installed: &'a Programs,
    /// Whether each is started once.
    pub(crate) are_probed: bool,
}

/// Judges the program that `by` names; `None` where it runs as ours.
pub(crate) fn judge_program(
    by: &str,
    program: &Path,
    hook: &Hook,
    programs: DoctorPrograms<'_>,
) -> Option<Problem> {
    let name = program.to_string_lossy();
    if !program.exists() {
        return Some(PROGRAM_MISSING.about_both(by, &name));
    }
    if !is_executable(program) {
        return Some(PROGRAM_NOT_EXECUTABLE.at(&real_path(program).ok()?));
    }
    let ours = programs.installed.target(hook);
    if !is_same_file(program, &ours) && !has_same_bytes(program, &ours) {
        return Some(OTHER_VERSION.about_both(by, &name).only_warns());
    }
    if !programs.are_probed {
        return None;
    }
    let failure = probe(program).err()?;
    Some(PROGRAM_FAILS.about_both(&name, &failure))
}

fn has_same_bytes(one: &Path, other: &Path) -> bool {
    let length = |file: &Path| file.metadata().ok().map(|meta| meta.len());
    let Some(length) = length(other).filter(|&other| length(one) == Some(other)) else {
        return false;
    };
    let read = |file: &Path| regular_file::read_linked(file, length).ok();
    read(one).zip(read(other)).is_some_and(|(one, other)| one == other)
}

/// Starts a program of ours with an argument that makes it say what it is.
fn probe(program: &Path) -> Result<(), String> {
    let mut command = Command::new(program);
    command.arg("--version").env_remove("GIT_CHECKPOINT").stdin(Stdio::null());
    let told = command.output().map_err(|error| error.to_string())?;
    let says_what_it_is = String::from_utf8_lossy(&told.stdout).starts_with(MARKER);
    if says_what_it_is { Ok(()) } else { Err(format!("{}", told.status)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::hooks::HOOKS;

    #[test]
    fn programs_are_found_in_whatever_calls_them() {
        let hook = &HOOKS[1];
        for (text, program) in [
            ("/p/checkpoint-commit-msg", "/p/checkpoint-commit-msg"),
            ("'/my p/checkpoint-commit-msg'", "/my p/checkpoint-commit-msg"),
            (
                "test ! -x /p/checkpoint-commit-msg || exec /p/checkpoint-commit-msg",
                "/p/checkpoint-commit-msg",
            ),
            (
                "test ! -x '/a b/checkpoint-commit-msg' || exec '/a b/checkpoint-commit-msg'",
                "/a b/checkpoint-commit-msg",
            ),
            (
                "#!/bin/sh\n# checkpoint-commit-msg\n[ ! -x /p/checkpoint-commit-msg ] || /p/checkpoint-commit-msg \"$@\" || exit\n",
                "/p/checkpoint-commit-msg",
            ),
            (
                "for h in \"$d/commit-msg.local\" '/a b/checkpoint-commit-msg'; do",
                "/a b/checkpoint-commit-msg",
            ),
            (
                "for h in \"$d/commit-msg.local\" /p/checkpoint-commit-msg; do",
                "/p/checkpoint-commit-msg",
            ),
        ] {
            assert_eq!(program_in(text, hook), Some(PathBuf::from(program)), "{text}");
        }
        let home = home_folder().unwrap().join("a b/checkpoint-commit-msg");
        for text in
            ["\"$HOME\"/'a b/checkpoint-commit-msg' \"$@\"", "~/'a b/checkpoint-commit-msg'"]
        {
            assert_eq!(program_in(text, hook), Some(home.clone()), "{text}");
        }
        assert_eq!(program_in("npx lint", hook), None);
    }
}
