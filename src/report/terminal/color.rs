//! Whether to colour: decided once, passed down.

use owo_colors::OwoColorize as _;

use crate::finding::Level;
use crate::report::terminal::stream::{Stream, is_terminal};

/// How a text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are used.
    pub color: bool,
    /// Columns that long lines are cut to.
    pub width: usize,
}

impl Style {
    /// Without colour, at the usual width.
    pub const PLAIN: Style = Style { color: false, width: 100 };

    /// The style for this process: colour by [`ColorEnv::color`], the width by [`columns`].
    ///
    /// `git_color_ui` is the value of git's `color.ui`, where it is set.
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place where report reads the environment"
    )]
    pub fn of_process(choice: ColorChoice, git_color_ui: Option<&str>, stream: Stream) -> Self {
        let variable =
            |name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        let clues = ColorEnv {
            choice,
            no_color: variable("NO_COLOR"),
            clicolor_force: variable("CLICOLOR_FORCE"),
            clicolor: variable("CLICOLOR"),
            term: variable("TERM"),
            git_color_ui: git_color_ui.map(str::to_owned),
            is_terminal: is_terminal(stream) && draws_escapes(),
        };
        let width = columns(stream).map(|columns| columns.clamp(40, 400));
        Style { color: clues.color(), width: width.unwrap_or(Self::PLAIN.width) }
    }

    pub(crate) fn level(self, level: Level, text: &str) -> String {
        let color = match level {
            Level::Error => owo_colors::Style::new().bright_red(),
            Level::Warning | Level::Off => owo_colors::Style::new().yellow(),
        };
        self.paint(color.bold(), text)
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.paint(owo_colors::Style::new().bold(), text)
    }

    pub(crate) fn help(self, text: &str) -> String {
        self.paint(owo_colors::Style::new().bright_cyan().bold(), text)
    }

    /// The lines around an excerpt, coloured as the renderer does.
    pub(crate) fn frame(self, text: &str) -> String {
        self.paint(owo_colors::Style::new().bright_blue().bold(), text)
    }

    pub(crate) fn hash(self, text: &str) -> String {
        self.paint(owo_colors::Style::new().yellow(), text)
    }

    /// A line that is there now.
    pub(crate) fn added(self, text: &str) -> String {
        self.paint(owo_colors::Style::new().green(), text)
    }

    /// A line that is gone.
    pub(crate) fn removed(self, text: &str) -> String {
        self.paint(owo_colors::Style::new().red(), text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.paint(owo_colors::Style::new().dimmed(), text)
    }

    fn paint(self, style: owo_colors::Style, text: &str) -> String {
        if self.color { text.style(style).to_string() } else { text.to_owned() }
    }
}

/// How wide what is written there may be: `COLUMNS`, else the terminal's
/// width; `None` where it is not a terminal and nothing states it.
#[allow(clippy::disallowed_methods, reason = "report reads the environment in this file only")]
pub fn columns(stream: Stream) -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    said.or_else(|| terminal_columns(stream)).filter(|columns| *columns > 0)
}

/// Whether the terminal draws escapes. A console of Windows has to be asked to; the terminals of
/// git for Windows look like none to it, and set TERM.
#[cfg(windows)]
#[allow(clippy::disallowed_methods, reason = "report reads the environment in this file only")]
fn draws_escapes() -> bool {
    anstyle_query::windows::enable_ansi_colors() == Some(true) || std::env::var_os("TERM").is_some()
}

#[cfg(not(windows))]
fn draws_escapes() -> bool {
    true
}

#[cfg(unix)]
fn terminal_columns(stream: Stream) -> Option<usize> {
    let size = match stream {
        Stream::Stdout => rustix::termios::tcgetwinsize(std::io::stdout()),
        Stream::Stderr => rustix::termios::tcgetwinsize(std::io::stderr()),
    };
    size.ok().map(|size| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn terminal_columns(_: Stream) -> Option<usize> {
    None
}

/// What the user asked for with `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// Whatever the surroundings suggest.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

impl ColorChoice {
    /// The choice of that name: `auto`, `always` or `never`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(ColorChoice::Auto),
            "always" => Some(ColorChoice::Always),
            "never" => Some(ColorChoice::Never),
            _ => None,
        }
    }
}

/// All that has a say in whether to colour, the strongest first.
#[derive(Clone, Debug, Default)]
pub struct ColorEnv {
    /// `--color`.
    pub choice: ColorChoice,
    /// `NO_COLOR`: any value but the empty one means no (no-color.org).
    pub no_color: Option<String>,
    /// `CLICOLOR_FORCE`: any value but the empty one and `0` means yes (bixense.com/clicolors).
    pub clicolor_force: Option<String>,
    /// git's `color.ui`: `always`, a true value or `auto`, a false value or `never`.
    pub git_color_ui: Option<String>,
    /// `CLICOLOR`: `0` means no.
    pub clicolor: Option<String>,
    /// `TERM`: `dumb` means no.
    pub term: Option<String>,
    /// Whether what is written arrives at a terminal. In a hook stdout is
    /// git's stderr, so stderr is the one to ask about.
    pub is_terminal: bool,
}

impl ColorEnv {
    /// The decision.
    pub fn color(&self) -> bool {
        let is_set =
            |value: &Option<String>| value.as_deref().is_some_and(|value| !value.is_empty());
        match self.choice {
            ColorChoice::Always => return true,
            ColorChoice::Never => return false,
            ColorChoice::Auto => {}
        }
        if is_set(&self.no_color) {
            return false;
        }
        if is_set(&self.clicolor_force) && self.clicolor_force.as_deref() != Some("0") {
            return true;
        }
        match self.git() {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let refused =
                    self.clicolor.as_deref() == Some("0") || self.term.as_deref() == Some("dumb");
                self.is_terminal && !refused
            }
        }
    }

    /// git-config(1), `color.ui`: booleans are `auto` and `never`.
    fn git(&self) -> ColorChoice {
        match self.git_color_ui.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("always") => ColorChoice::Always,
            Some("never" | "false" | "no" | "off" | "0" | "") => ColorChoice::Never,
            _ => ColorChoice::Auto,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Option<String> {
        Some(value.to_owned())
    }

    fn terminal() -> ColorEnv {
        ColorEnv { is_terminal: true, term: text("xterm"), ..ColorEnv::default() }
    }

    #[test]
    fn a_terminal_gets_colours_and_a_file_does_not() {
        assert!(terminal().color());
        assert!(!ColorEnv::default().color());
    }

    #[test]
    fn the_flag_beats_everything() {
        let never =
            ColorEnv { choice: ColorChoice::Never, clicolor_force: text("1"), ..terminal() };
        let always =
            ColorEnv { choice: ColorChoice::Always, no_color: text("1"), ..ColorEnv::default() };
        assert!(!never.color() && always.color());
    }

    #[test]
    fn no_color_beats_clicolor_force_and_that_beats_git() {
        let both = ColorEnv { no_color: text("1"), clicolor_force: text("1"), ..terminal() };
        let force = ColorEnv {
            clicolor_force: text("1"),
            git_color_ui: text("false"),
            ..ColorEnv::default()
        };
        let zero = ColorEnv { clicolor_force: text("0"), ..ColorEnv::default() };
        let empty = ColorEnv { no_color: text(""), ..terminal() };
        assert!(!both.color() && force.color() && !zero.color() && empty.color());
    }

    #[test]
    fn gits_setting_counts_as_git_reads_it() {
        let of =
            |value: &str, clues: ColorEnv| ColorEnv { git_color_ui: text(value), ..clues }.color();
        assert!(
            of("always", ColorEnv::default()) && of("true", terminal()) && of("auto", terminal())
        );
        assert!(
            !of("true", ColorEnv::default())
                && !of("false", terminal())
                && !of("never", terminal())
        );
    }

    #[test]
    fn dumb_terminals_and_clicolor_0_get_none() {
        assert!(!ColorEnv { term: text("dumb"), ..terminal() }.color());
        assert!(!ColorEnv { clicolor: text("0"), ..terminal() }.color());
    }
}
