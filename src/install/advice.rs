//! What a user is told to do where we must not write.

use std::path::Path;

use super::{Hook, word};

/// Lines for the user to put somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Where: a file, and where in it that matters.
    pub place: String,
    /// What.
    pub lines: String,
}

impl Advice {
    /// For somebody's script, which may end in an `exec` and never come to its last line.
    pub(super) fn for_script(file: &Path, hook: &Hook, program: &Path) -> Self {
        let place = format!("{}, directly below its first line", file.display());
        let lines = if hook.reads_input {
            // What reads standard input further down still finds all of it.
            let call = guarded_behind("printf '%s\\n' \"$input\" | ", program);
            format!("input=$(cat)\n{call} \"$@\"\nexec <<END\n$input\nEND")
        } else {
            let or_stop = if hook.is_gate { " || exit" } else { "" };
            format!("{} \"$@\"{or_stop}", guarded(program))
        };
        Self { place, lines }
    }

    /// For a hook that is no script of a shell.
    pub(super) fn for_program(file: &Path, program: &Path) -> Self {
        let place = format!(
            "{}, which is no shell script: have it run this with its own arguments and input, and exit as this does",
            file.display()
        );
        Self { place, lines: word(program) }
    }

    /// For a hook that is not there yet, in somebody's folder.
    pub(super) fn for_new_file(file: &Path, program: &Path) -> Self {
        let place = format!("{}, a new file, to be made executable", file.display());
        Self { place, lines: format!("#!/bin/sh\n{} \"$@\"", guarded(program)) }
    }
}

/// A call of the program that does nothing where it is gone; its arguments follow.
pub(super) fn guarded(program: &Path) -> String {
    guarded_behind("", program)
}

/// The same, with what feeds it in front.
fn guarded_behind(feed: &str, program: &Path) -> String {
    let program = word(program);
    format!("[ ! -x {program} ] || {feed}{program}")
}
