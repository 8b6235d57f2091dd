//! The pager that long output goes through, chosen as git chooses its own.

use std::io;
use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};

/// What says which pager to use, the first that is set (git-var(1), `GIT_PAGER`).
#[derive(Clone, Copy, Debug, Default)]
pub struct PagerSettings<'a> {
    /// `$GIT_PAGER`; `git -P` sets it to `cat`.
    pub git_pager: Option<&'a str>,
    /// `core.pager`
    pub core_pager: Option<&'a str>,
    /// `$PAGER`
    pub pager: Option<&'a str>,
}

impl PagerSettings<'_> {
    /// The command line of the pager; `None` where output is to go out as it is.
    pub fn command(&self) -> Option<&str> {
        let command = self.git_pager.or(self.core_pager).or(self.pager).unwrap_or("less").trim();
        (!command.is_empty() && command != "cat").then_some(command)
    }
}

/// A pager that runs; dropped, it is waited for.
#[derive(Debug)]
pub(crate) struct Pager {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Pager {
    /// Starts it as git does, with options that leave short output alone: by the shell only where
    /// the command is more than a name, so that one that does not exist is noticed in time.
    pub(crate) fn start(command: &str) -> io::Result<Self> {
        const SHELL_CHARACTERS: &str = "|&;<>()$`\\\"' \t\n*?[#~=%";
        let is_name = !command.contains(|c| SHELL_CHARACTERS.contains(c));
        let mut pager = Command::new(if is_name { command } else { "sh" });
        if !is_name {
            pager.args(["-c", command]);
        }
        pager.stdin(Stdio::piped());
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if std::env::var_os(name).is_none() {
                pager.env(name, value);
            }
        }
        let mut child = pager.spawn()?;
        let stdin = child.stdin.take();
        leave_interrupts_to_the_pager();
        Ok(Self { child, stdin })
    }

    pub(crate) fn write(&mut self, text: &str) -> io::Result<()> {
        let Some(stdin) = &mut self.stdin else { return Ok(()) };
        stdin.write_all(text.as_bytes()).and_then(|()| stdin.flush())
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.child.wait();
    }
}

/// Ctrl-C in a pager stops a search; it must not take us away from above it.
#[cfg(unix)]
fn leave_interrupts_to_the_pager() {
    let ignored = std::sync::Arc::default();
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, ignored);
}

#[cfg(not(unix))]
fn leave_interrupts_to_the_pager() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_exist_is_noticed_before_anything_is_written() {
        assert!(Pager::start("no-such-pager-here").is_err());
        // Wine has neither.
        if cfg!(unix) {
            assert!(Pager::start("true").is_ok());
            assert!(Pager::start("cat >/dev/null").is_ok());
        }
    }

    #[test]
    fn the_first_setting_counts_and_cat_is_none() {
        let all = PagerSettings { git_pager: Some("a"), core_pager: Some("b"), pager: Some("c") };
        assert_eq!(all.command(), Some("a"));
        assert_eq!(PagerSettings { git_pager: None, ..all }.command(), Some("b"));
        assert_eq!(PagerSettings { pager: Some("c"), ..Default::default() }.command(), Some("c"));
        assert_eq!(PagerSettings::default().command(), Some("less"));
        for none in ["", " ", "cat"] {
            assert_eq!(PagerSettings { git_pager: Some(none), ..all }.command(), None);
        }
    }
}
