//! The way out: text collected, then written once.

use std::io;
use std::io::{IsTerminal, Write};

use crate::finding::Level;
use crate::report::terminal::color::{ColorChoice, Style};
use crate::report::terminal::pager::{Pager, PagerSettings};
use crate::report::terminal::sanitize::sanitize_line;

/// Whether the reader of standard output is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipeState {
    /// It may be.
    Open,
    /// The pipe is closed (`… | head`): further printing is of no use.
    Closed,
}

/// Collects what is to be said, and writes it at once.
#[derive(Debug, Default)]
pub struct Output {
    stdout: String,
    stderr: String,
    pager: Option<Pager>,
    never_pages: bool,
    /// What the command line says of colours.
    pub(crate) color: ColorChoice,
}

impl Output {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing said yet, by a command with these options.
    pub(crate) fn of_command(color: ColorChoice, never_pages: bool) -> Self {
        Self { color, never_pages, ..Self::default() }
    }

    /// Has a pager show what goes to stdout from now on, where that is a terminal.
    pub fn page(&mut self, settings: &PagerSettings<'_>) {
        if self.never_pages || self.pager.is_some() || !io::stdout().is_terminal() {
            return;
        }
        // Without its pager it goes out as it is.
        self.pager = settings.command().and_then(|command| Pager::start(command).ok());
    }

    /// Adds to stdout, on lines of its own.
    pub fn print(&mut self, text: &str) {
        push_lines(&mut self.stdout, text);
    }

    /// Adds to stderr, on lines of its own.
    pub fn say(&mut self, text: &str) {
        push_lines(&mut self.stderr, text);
    }

    /// Whether anything is to go to stderr.
    pub(crate) fn has_messages(&self) -> bool {
        !self.stderr.is_empty()
    }

    /// Writes what has been collected, stdout first.
    ///
    /// A closed pipe is not an error. Nor is anything that befalls stderr: a
    /// terminal that is gone must not stop a commit. Other errors of stdout
    /// (a full disk) are returned.
    pub fn deliver(&mut self) -> io::Result<PipeState> {
        let (stdout, stderr) = (std::mem::take(&mut self.stdout), std::mem::take(&mut self.stderr));
        let delivered = match &mut self.pager {
            Some(pager) => state_of(pager.write(&stdout)),
            None => write(io::stdout(), &stdout),
        };
        let _ = write(io::stderr(), &stderr);
        delivered
    }
}

/// One line on what was done: `git-checkpoint: recorded 1a2b3c4 in SESSION.md`.
pub fn note(style: Style, text: &str) -> String {
    format!("{} {}\n", style.strong("git-checkpoint:"), sanitize_line(text.trim_end()))
}

/// One line on our own failure in a hook, which lets the commit go, with all its causes.
pub fn warn_failure(style: Style, error: &anyhow::Error) -> String {
    failure(style, Level::Warning, error)
}

/// One line on a command that could not do its work, with all causes.
pub fn fail(style: Style, error: &anyhow::Error) -> String {
    failure(style, Level::Error, error)
}

fn failure(style: Style, level: Level, error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many errors repeat their source in their own words.
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    let tag = style.level(level, level.name());
    format!("{} {tag}: {}\n", style.strong("git-checkpoint:"), sanitize_line(said.trim_end()))
}

fn push_lines(to: &mut String, text: &str) {
    to.push_str(text);
    if !text.is_empty() && !text.ends_with('\n') {
        to.push('\n');
    }
}

fn write(mut stream: impl Write, text: &str) -> io::Result<PipeState> {
    if text.is_empty() {
        return Ok(PipeState::Open);
    }
    state_of(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()))
}

fn state_of(written: io::Result<()>) -> io::Result<PipeState> {
    match written {
        Ok(()) => Ok(PipeState::Open),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(PipeState::Closed),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_no_error_and_a_full_disk_is_one() {
        assert_eq!(write(Failing(io::ErrorKind::BrokenPipe), "x").unwrap(), PipeState::Closed);
        assert!(write(Failing(io::ErrorKind::StorageFull), "x").is_err());
        assert_eq!(write(Failing(io::ErrorKind::BrokenPipe), "").unwrap(), PipeState::Open);
    }

    #[test]
    fn what_is_said_stands_on_lines_of_its_own() {
        let mut output = Output::new();
        output.say("a");
        output.say("");
        output.say("b\n");
        output.print("c");
        assert_eq!((output.stderr.as_str(), output.stdout.as_str()), ("a\nb\n", "c\n"));
    }

    #[test]
    fn a_failure_is_one_harmless_line_with_all_causes() {
        let error = anyhow::anyhow!("no \x1b[31mpermission\n")
            .context("open .git/index")
            .context("cannot look: open .git/index");
        assert_eq!(
            warn_failure(Style::PLAIN, &error),
            "git-checkpoint: warning: cannot look: open .git/index: no ␛[31mpermission\n"
        );
    }

    #[test]
    fn a_note_is_one_line() {
        assert_eq!(note(Style::PLAIN, "a\nb\n"), "git-checkpoint: a b\n");
        assert!(note(Style { color: true, ..Style::PLAIN }, "a").contains("\x1b["));
    }
}
