//! What a hook file tells about itself, without being run.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::store::regular_file;

/// Returns the bytes of a script; `None` for a program, and where there is no file.
pub(crate) fn read_bytes(file: &Path) -> Option<Vec<u8>> {
    const MAX_SCRIPT: u64 = 1 << 20;
    let bytes = regular_file::read_linked(file, MAX_SCRIPT).ok()?;
    (!bytes.contains(&0)).then_some(bytes)
}

/// Returns the text of a script; `None` for a program, and where there is no file.
pub(crate) fn read_text(file: &Path) -> Option<String> {
    read_bytes(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a shell runs it; so it does a script that does not say.
pub(crate) fn is_shell(script: &str) -> bool {
    const SHELLS: [&str; 6] = ["sh", "bash", "dash", "zsh", "ksh", "ash"];
    let Some(line) = script.strip_prefix("#!").and_then(|rest| rest.lines().next()) else {
        return true;
    };
    line.split(['/', ' ', '\t']).any(|word| SHELLS.contains(&word))
}

/// Whether a hook finds out by what name it was called, as those of hook
/// managers do: under another name it would do something else.
pub(crate) fn depends_on_its_name(script: &str) -> bool {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        let shell = r"\$\{?0(?-u:\b)|(?-u:\b)basename(?-u:\b)|BASH_SOURCE";
        let others = r"argv\[0\]|__FILE__|__file__|PROGRAM_NAME|\$PROGRAM";
        let line = format!(r"(?m)^[^#\n]*(?:{shell}|{others})");
        Regex::new(&line).expect("the pattern is constant and tested")
    });
    NAME.is_match(script)
}

/// Whether git would run it.
#[cfg(unix)]
pub(crate) fn is_executable(file: &Path) -> bool {
    rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
pub(crate) fn is_executable(file: &Path) -> bool {
    file.is_file()
}

#[cfg(test)]
mod tests {
    use crate::install::forms::script::depends_on_its_name;

    #[test]
    fn hooks_that_look_at_their_name_are_known() {
        for script in [
            "#!/bin/sh\nexec run \"$(basename \"$0\")\"\n",
            "dir=${0%/*}\n",
            "#!/usr/bin/env bash\n. \"${BASH_SOURCE%/*}/x\"\n",
            "import sys\nsys.argv[0]\n",
            "require File.expand_path(__FILE__)\n",
        ] {
            assert!(depends_on_its_name(script), "{script}");
        }
        for script in
            ["#!/bin/sh\n# by $0\nnpm test\n", "echo $01 ${10} \"$@\"\n", "git hook basenames\n"]
        {
            assert!(!depends_on_its_name(script), "{script}");
        }
    }
}
