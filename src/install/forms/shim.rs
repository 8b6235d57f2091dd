//! The text shim: a few lines of POSIX sh in a hook's place, which run the hook
//! that was there before, then our program.

use std::path::Path;

use bstr::ByteSlice;

use crate::install::hooks::Hook;
use crate::install::programs::our_programs::MARKER;
use crate::install::shell_path::quoted;

const SHEBANG: &str = "#!/bin/sh\n";
const END: &str = "# <<< git-checkpoint\n";

/// What a hook that was moved aside is called, after the hook's own name; the
/// second one is for a hook that overwrote our shim later.
pub(crate) const LOCAL_SUFFIXES: [&str; 2] = [".local", ".local2"];

/// A script that holds our lines, and what others wrote around them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ShimFile {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl ShimFile {
    /// Returns the script in its parts; `None` where our lines are not in it.
    pub(crate) fn parse(script: &[u8], hook: &Hook) -> Option<Self> {
        let (start, end) = shim_span(script, hook)?;
        Some(Self { before: script[..start].to_vec(), after: script[end..].to_vec() })
    }

    /// Returns a script that holds nothing but our lines.
    pub(crate) fn new() -> Self {
        Self { before: SHEBANG.into(), after: Vec::new() }
    }

    /// Returns the script with our lines as they are now; without a program,
    /// with lines that only run the hooks that were moved aside.
    pub(crate) fn text(&self, hook: &Hook, program: Option<&Path>) -> Vec<u8> {
        [&self.before, lines(hook, program).as_bytes(), &self.after].concat()
    }

    /// Returns what others wrote; `None` where that is nothing a shell would run.
    pub(crate) fn foreign_lines(&self) -> Option<Vec<u8>> {
        let is_comment = |line: &[u8]| line.starts_with(b"#") || line.is_empty();
        let rest = [self.before.as_slice(), &self.after].concat();
        let is_empty = rest.lines().all(|line| is_comment(line.trim()));
        (!is_empty).then_some(rest)
    }
}

/// Our lines. `$0` is where the shim stands now, which another installer may
/// have renamed; what others append below comes to its turn, so there is no final
/// `exit`. A hook that reads input is given all of it, and so is what follows.
fn lines(hook: &Hook, program: Option<&Path>) -> String {
    let Hook { name, .. } = hook;
    let begin = begin(hook, program.is_some());
    let program = program.map_or_else(String::new, |program| format!(" {}", quoted(program)));
    let locals = LOCAL_SUFFIXES.map(|suffix| format!("\"$checkpoint_dir/{name}{suffix}\""));
    let locals = locals.join(" ");
    let failed = if hook.is_gate { "|| exit" } else { "|| :" };
    let (read, feed, restore) = if hook.reads_input { INPUT } else { ("", "", "") };
    format!(
        "{begin}{read}\
         case $0 in */*) checkpoint_dir=${{0%/*}} ;; *) checkpoint_dir=. ;; esac\n\
         for checkpoint_hook in {locals}{program}; do\n    \
         [ \"$checkpoint_hook\" = \"$0\" ] || [ ! -x \"$checkpoint_hook\" ] || {feed}\"$checkpoint_hook\" \"$@\" {failed}\n\
         done\n\
         {restore}{END}"
    )
}

/// Reading standard input, feeding it to a hook, and putting it back. Whoever
/// does not read to the end breaks the pipe, which is nobody's business.
const INPUT: (&str, &str, &str) = (
    "checkpoint_input=$(cat)\n",
    "{ [ -z \"$checkpoint_input\" ] || printf '%s\\n' \"$checkpoint_input\"; } 2>/dev/null | ",
    "[ -z \"$checkpoint_input\" ] || exec <<CHECKPOINT_INPUT\n$checkpoint_input\nCHECKPOINT_INPUT\n",
);

fn begin(hook: &Hook, runs_program: bool) -> String {
    let Hook { name, program, .. } = hook;
    if !runs_program {
        return format!("# >>> runs {name}.local, a hook that was moved aside by git-checkpoint\n");
    }
    format!(
        "# >>> {MARKER}: runs {name}.local, the hook that was here before, then {program}\n\
         # `git checkpoint uninstall` takes these lines out and puts {name}.local back.\n"
    )
}

/// Where our lines begin and end.
fn shim_span(script: &[u8], hook: &Hook) -> Option<(usize, usize)> {
    if let Some(span) = earlier_span(script, hook) {
        return Some(span);
    }
    let begins = [true, false].map(|runs| begin(hook, runs));
    let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let start = begins.iter().find_map(|begin| script.find(first_line(begin)))?;
    let end = script[start..].find(END).map(|end| start + end + END.len());
    // A file cut off or edited below our first line: the rest is not known to be ours.
    Some((start, end?))
}

/// The same of the first versions, which had a line of comment above and an `exit` below.
fn earlier_span(script: &[u8], hook: &Hook) -> Option<(usize, usize)> {
    const EARLIER_END: &str = "exit $status\n";
    let start = script.find(format!("# {MARKER}: runs {}.local,", hook.name))?;
    let is_comment = script[..start].ends_with(b"\n");
    let end = script[start..].find(EARLIER_END)? + start + EARLIER_END.len();
    is_comment.then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::hooks::HOOKS;

    fn shim(hook: &Hook, program: &str) -> String {
        String::from_utf8(ShimFile::new().text(hook, Some(Path::new(program)))).unwrap()
    }

    #[test]
    fn a_shim_is_known_whatever_the_program_path_and_whatever_others_wrote_around_it() {
        for hook in &HOOKS {
            let text = shim(hook, "/it's/here");
            assert_eq!(ShimFile::parse(text.as_bytes(), hook), Some(ShimFile::new()));
            let before = b"#!/bin/bash\necho \xff\n".to_vec();
            let file = ShimFile { before, after: b"echo appended\nexit 3".to_vec() };
            for program in [Some(Path::new("/p")), None] {
                assert_eq!(ShimFile::parse(&file.text(hook, program), hook).as_ref(), Some(&file));
            }
            assert_eq!(ShimFile::parse(b"#!/bin/sh\necho mine\n", hook), None);
        }
    }

    #[test]
    fn foreign_lines_are_what_a_shell_would_run() {
        let file =
            |before: &str, after: &str| ShimFile { before: before.into(), after: after.into() };
        assert_eq!(file("#!/bin/sh\n", "\n# mine\n").foreign_lines(), None);
        assert_eq!(file("#!/bin/sh\n", "exit\n").foreign_lines().unwrap(), b"#!/bin/sh\nexit\n");
    }

    #[test]
    fn the_shim_of_an_earlier_version_is_known() {
        let hook = &HOOKS[0];
        let text = format!(
            "#!/bin/sh\n# {MARKER}: runs pre-commit.local, the hook that was here before, then git-checkpoint.\n\
             # `git checkpoint uninstall` puts pre-commit.local back.\nstatus=0\nprogram=/p\nexit $status\necho mine\n"
        );
        let file = ShimFile::parse(text.as_bytes(), hook).unwrap();
        assert_eq!(file.foreign_lines().unwrap(), b"#!/bin/sh\necho mine\n");
    }

    #[test]
    fn nothing_follows_that_would_keep_appended_lines_from_running() {
        for hook in &HOOKS {
            let text = shim(hook, "/p");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("exit")), "{text}");
        }
    }
}
