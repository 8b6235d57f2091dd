//! What a user is told to do where we must not write.

use std::path::{Path, PathBuf};

use crate::install::hooks::Hook;
use crate::install::shell_path::{quoted, word};
use crate::text::shell::shell_word;

/// Lines for the user to put somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualStep {
    /// Where: a file, and where in it that matters.
    pub place: String,
    /// What.
    pub lines: String,
    /// Where a command can put them.
    pub(crate) target: StepPlace,
}

/// Where a command can put lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepPlace {
    /// The lines are commands themselves.
    Shell,
    /// Into a file that is not there yet.
    NewFile(PathBuf),
    /// Below the first line of this script.
    BelowFirstLine(PathBuf),
    /// At the end of this file, which may not be there yet.
    EndOf(PathBuf),
    /// Nowhere: a person has to.
    ByHand,
}

impl ManualStep {
    /// For somebody's script, which may end in an `exec` and never come to its last line.
    pub(crate) fn for_script(file: &Path, hook: &Hook, calls: &[&Path]) -> Self {
        let place = format!("{}, directly below its first line", file.display());
        let lines = if hook.reads_input {
            // What reads standard input further down still finds all of it.
            let calls = calls.iter().map(|program| {
                let call = guarded_after("printf '%s\\n' \"$input\" | ", program);
                format!("{call} \"$@\"\n")
            });
            format!("input=$(cat)\n{}exec <<END\n$input\nEND", calls.collect::<String>())
        } else {
            let or_stop = if hook.is_gate { " || exit" } else { "" };
            let calls = calls.iter().map(|program| format!("{} \"$@\"{or_stop}", guarded(program)));
            calls.collect::<Vec<_>>().join("\n")
        };
        Self { place, lines, target: StepPlace::BelowFirstLine(file.to_owned()) }
    }

    /// For a hook that is not a shell script.
    pub(crate) fn for_program(file: &Path, calls: &[&Path]) -> Self {
        let place = format!(
            "{}, which is not a shell script: call this with the same arguments and stdin, and propagate its exit code",
            file.display()
        );
        let calls: Vec<String> = calls.iter().map(|program| word(program)).collect();
        Self { place, lines: calls.join("\n"), target: StepPlace::ByHand }
    }

    /// For a hook that is not there yet, in somebody's folder.
    pub(crate) fn for_new_file(file: &Path, program: &Path) -> Self {
        let place = format!("{}, a new file, to be made executable", file.display());
        let lines = format!("#!/bin/sh\n{} \"$@\"", guarded(program));
        Self { place, lines, target: StepPlace::NewFile(file.to_owned()) }
    }

    /// The command that puts the lines in place; where only a person can, the one that shows them.
    pub(crate) fn command(&self) -> String {
        let lines: Vec<String> =
            self.lines.lines().map(|line| shell_word(line.as_bytes())).collect();
        let print = format!("printf '%s\\n' {}", lines.join(" "));
        match &self.target {
            StepPlace::Shell => self.lines.replace('\n', " && "),
            StepPlace::NewFile(file) => {
                let (file, folder) = (quoted(file), quoted(file.parent().unwrap_or(file)));
                format!("mkdir -p {folder} && {print} >{file} && chmod +x {file}")
            }
            StepPlace::BelowFirstLine(file) => {
                let (file, copy) = (quoted(file), quoted(&file.with_extension("new")));
                format!(
                    "{{ sed 1q {file}; {print}; sed 1d {file}; }} >{copy} && cat {copy} >{file} && rm {copy}"
                )
            }
            StepPlace::EndOf(file) => format!("{print} >>{}", quoted(file)),
            StepPlace::ByHand => "git checkpoint install".to_owned(),
        }
    }
}

/// A call of the program that does nothing where it is gone; its arguments follow.
pub(crate) fn guarded(program: &Path) -> String {
    guarded_after("", program)
}

/// The same, with what feeds it in front.
fn guarded_after(feed: &str, program: &Path) -> String {
    let program = word(program);
    format!("[ ! -x {program} ] || {feed}{program}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::hooks::HOOKS;

    #[test]
    fn input_is_fed_to_the_program_whatever_its_path_holds() {
        let hook = HOOKS.iter().find(|hook| hook.reads_input).unwrap();
        let step = ManualStep::for_script(Path::new("/hook"), hook, &[Path::new("/a || b/p")]);
        let call = "[ ! -x '/a || b/p' ] || printf '%s\\n' \"$input\" | '/a || b/p' \"$@\"\n";
        assert!(step.lines.contains(call), "{}", step.lines);
    }
}
