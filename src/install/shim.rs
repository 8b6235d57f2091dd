use std::path::Path;

use super::programs::MARKER;
use super::{Hook, quoted};

/// The POSIX sh script that stands in a hook's place where a foreign hook was:
/// it runs that one first, with the same arguments and input, then ours.
pub(super) fn text(hook: &Hook, program: &Path) -> String {
    let program = quoted(program);
    let name = hook.name;
    let on_failure = if hook.is_gate { "|| exit" } else { "|| status=$?" };
    // The dot keeps the line ends that a substitution drops. Whoever does not read
    // to the end breaks the pipe, which is nobody's business.
    let (read, give) = match hook.reads_input {
        true => ("input=$(cat; printf .)\n", "printf %s \"${input%.}\" 2>/dev/null | "),
        false => ("", ""),
    };
    format!(
        "#!/bin/sh\n\
         # {MARKER}: runs {name}.local, the hook that was here before, then git-checkpoint.\n\
         # `git checkpoint uninstall` puts {name}.local back.\n\
         status=0\n\
         {read}\
         if [ -x \"$0.local\" ]; then {give}\"$0.local\" \"$@\" {on_failure}; fi\n\
         program={program}\n\
         if [ -x \"$program\" ]; then {give}\"$program\" \"$@\" || status=$?; fi\n\
         exit $status\n"
    )
}

/// Whether `script` is a shim as [`text`] makes it, for whatever program path.
pub(super) fn is_shim(script: &str, hook: &Hook) -> bool {
    let without_program = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("program=")).map(str::to_owned).collect()
    };
    without_program(script) == without_program(&text(hook, Path::new("x")))
}

#[cfg(test)]
mod tests {
    use super::super::HOOKS;
    use super::*;

    #[test]
    fn a_shim_is_known_whatever_the_program_path() {
        for hook in &HOOKS {
            assert!(is_shim(&text(hook, Path::new("/it's/here")), hook));
            assert!(!is_shim("#!/bin/sh\necho mine\n", hook));
            assert!(!is_shim(&(text(hook, Path::new("p")) + "echo mine\n"), hook));
        }
    }
}
