//! What the tests need of the machine beyond cargo and git, and how they do without.

use std::process::{Command, Stdio};

use crate::harness::Project;

/// Whether git is older than 2.45, which brought reftable and comment strings of several
/// characters. Said aloud: what needs it is then left untried.
pub fn git_is_old() -> bool {
    git_is_older_than((2, 45))
}

/// Whether git is older than 2.54, which brought hooks in the configuration.
pub fn git_has_no_configured_hooks() -> bool {
    git_is_older_than((2, 54))
}

#[allow(clippy::print_stderr)]
pub fn git_is_older_than(wanted: (u32, u32)) -> bool {
    let told = Project::without_hooks().ask(&["version"]);
    let version = told.trim_start_matches("git version ");
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let is_old = (numbers.next(), numbers.next()) < (Some(wanted.0), Some(wanted.1));
    if is_old {
        eprintln!(
            "not tried: git {}.{} or newer is needed, and this is {version}",
            wanted.0, wanted.1
        );
    }
    is_old
}

/// Whether that program is not there, said aloud likewise.
#[allow(clippy::print_stderr)]
pub fn lacks(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    let is_lacking = command.status().is_err();
    if is_lacking {
        eprintln!("not tried: {program} is needed");
    }
    is_lacking
}

/// A bare machine leaves some things untried; where it counts, nothing is.
#[test]
fn in_ci_nothing_is_left_untried() {
    if std::env::var_os("CI").is_some() {
        assert!(!git_is_old());
        #[cfg(target_os = "linux")]
        assert!(!lacks("strace") && !lacks("setpriv"));
    }
}
