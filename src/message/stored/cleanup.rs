//! The message as git will store it: which lines of the file remain.
//!
//! A commit-msg hook sees the file before git's cleanup (sequencer.c, strbuf.c).

use crate::message::classify::SCISSORS;
use crate::message::sections::section_key::{KeyedLine, is_heading};
use crate::text::str::Str;

/// What begins a comment line (`core.commentChar`, `core.commentString`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentPrefix {
    /// This string; git's default is `#`.
    Fixed(String),
    /// `auto`: git chose a character that began no line of the message, and
    /// wrote its own comments with it; they tell which.
    Auto,
}

impl Default for CommentPrefix {
    fn default() -> Self {
        CommentPrefix::Fixed("#".to_owned())
    }
}

/// What git does to a message before it stores it (`--cleanup`, `commit.cleanup`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CleanupMode {
    /// Comment lines and superfluous space go. The default with an editor.
    Strip,
    /// Superfluous space goes. The default without an editor.
    Whitespace,
    /// Nothing goes.
    Verbatim,
    /// All from the scissors line on goes, then as [`CleanupMode::Whitespace`].
    Scissors,
}

/// How a message file becomes the stored message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleanup {
    /// What begins a comment line.
    pub comment: CommentPrefix,
    /// The mode, or the best guess at it: a hook is not told of `--cleanup`.
    pub mode: CleanupMode,
}

impl Cleanup {
    /// The lines that git will store, each at its place in `file`.
    ///
    /// The scissors line and all below it (a verbose commit's diff) go in every mode.
    pub fn retained<'a>(&self, file: Str<'a>) -> Vec<Str<'a>> {
        let prefix = self.comment.resolve(&file);
        let lines = file.lines().take_while(|line| !is_scissors(line, prefix));
        match self.mode {
            CleanupMode::Verbatim => lines.collect(),
            CleanupMode::Strip => tidied(lines.filter(|line| !is_comment(line, prefix))),
            CleanupMode::Whitespace | CleanupMode::Scissors => tidied(lines),
        }
    }

    /// The same with the headings that git drops as comments, but that their
    /// author meant: `## Next`.
    pub(crate) fn with_headings<'a>(&self, file: Str<'a>) -> Vec<Str<'a>> {
        if self.mode != CleanupMode::Strip {
            return self.retained(file);
        }
        let prefix = self.comment.resolve(&file);
        let lines = file.lines().take_while(|line| !is_scissors(line, prefix));
        tidied(lines.filter(|line| !is_comment(line, prefix) || is_meant(*line)))
    }

    /// Whether [`CleanupMode::Strip`] would drop a line that the other modes keep.
    pub(crate) fn has_comments(&self, file: Str<'_>) -> bool {
        let prefix = self.comment.resolve(&file);
        file.lines()
            .take_while(|line| !is_scissors(line, prefix))
            .any(|line| is_comment(&line, prefix))
    }
}

impl CommentPrefix {
    /// The string in force for this file; `None` where git wrote no comments.
    fn resolve<'s>(&'s self, file: &'s str) -> Option<&'s str> {
        match self {
            CommentPrefix::Fixed(prefix) => Some(prefix.as_str()).filter(|p| !p.is_empty()),
            CommentPrefix::Auto => chosen_by_git(file),
        }
    }
}

/// The character of git's choice: of the scissors line, else of the last line.
fn chosen_by_git(file: &str) -> Option<&str> {
    const CANDIDATES: &str = "#;@!$%^&|:";
    let is_candidate = |prefix: &&str| prefix.len() == 1 && CANDIDATES.contains(*prefix);
    let of_scissors =
        || file.lines().filter_map(|line| line.strip_suffix(SCISSORS)).find(is_candidate);
    let last = file.trim_end().lines().next_back().and_then(|line| line.get(..1));
    of_scissors().or(last.filter(is_candidate))
}

fn is_scissors(line: &str, prefix: Option<&str>) -> bool {
    prefix.is_some_and(|prefix| {
        line.strip_prefix(prefix).is_some_and(|rest| rest.trim_ascii_end() == SCISSORS)
    })
}

fn is_comment(line: &str, prefix: Option<&str>) -> bool {
    prefix.is_some_and(|prefix| line.starts_with(prefix))
}

/// Whether a heading is the author's: git writes no comments with `##`, and
/// none that names a section of the format.
fn is_meant(line: Str<'_>) -> bool {
    let is_marked = line.starts_with('#') && is_heading(&line);
    is_marked && (line.starts_with("##") || KeyedLine::named(line).is_some())
}

/// As git's `strbuf_stripspace`: no trailing space, no blank lines at the
/// ends, and one where there were several.
fn tidied<'a>(lines: impl Iterator<Item = Str<'a>>) -> Vec<Str<'a>> {
    let mut kept: Vec<Str<'a>> = Vec::new();
    for line in lines {
        let line = line.slice_ref(line.as_str().trim_ascii_end());
        let is_superfluous = line.is_empty() && kept.last().is_none_or(|last| last.is_empty());
        if !is_superfluous {
            kept.push(line);
        }
    }
    if kept.last().is_some_and(|last| last.is_empty()) {
        kept.pop();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retained(comment: CommentPrefix, mode: CleanupMode, file: &str) -> Vec<String> {
        let lines = Cleanup { comment, mode }.retained(Str::new(file));
        for line in &lines {
            assert_eq!(&file[line.span().range()], line.as_str());
        }
        lines.iter().map(ToString::to_string).collect()
    }

    fn hash(mode: CleanupMode, file: &str) -> Vec<String> {
        retained(CommentPrefix::default(), mode, file)
    }

    #[test]
    fn strip_drops_comments_and_superfluous_space() {
        let file = "\n# c\nsubject  \r\n\n#c\n\nbody\n#\n\n";
        assert_eq!(hash(CleanupMode::Strip, file), ["subject", "", "body"]);
        assert_eq!(
            hash(CleanupMode::Whitespace, file),
            ["# c", "subject", "", "#c", "", "body", "#"]
        );
        assert_eq!(hash(CleanupMode::Verbatim, "\na \n\n\n"), ["", "a ", "", ""]);
    }

    #[test]
    fn the_scissors_line_cuts_in_every_mode() {
        let file = format!("a\n#{SCISSORS}\n# Do not modify\ndiff --git\n");
        for mode in [
            CleanupMode::Strip,
            CleanupMode::Whitespace,
            CleanupMode::Verbatim,
            CleanupMode::Scissors,
        ] {
            assert_eq!(hash(mode, &file), ["a"]);
        }
        assert_eq!(hash(CleanupMode::Whitespace, "a\n# --- >8 ---\nb"), ["a", "# --- >8 ---", "b"]);
    }

    #[test]
    fn the_comment_string_may_be_anything() {
        let slashes = CommentPrefix::Fixed("//".to_owned());
        assert_eq!(retained(slashes, CleanupMode::Strip, "a\n# b\n// c\n"), ["a", "# b"]);
        let none = CommentPrefix::Fixed(String::new());
        assert_eq!(retained(none, CleanupMode::Strip, "a\n# b"), ["a", "# b"]);
    }

    #[test]
    fn auto_is_what_git_wrote_its_comments_with() {
        let auto = |file: &str| retained(CommentPrefix::Auto, CleanupMode::Strip, file);
        assert_eq!(auto("a\n# kept\n\n; Please enter\n;\n"), ["a", "# kept"]);
        assert_eq!(auto("a\n# kept\nb\n"), ["a", "# kept", "b"]);
        assert_eq!(auto(&format!("a\n# kept\n;{SCISSORS}\ndiff\n# x\n")), ["a", "# kept"]);
        assert_eq!(auto("é"), ["é"]);
        assert!(auto("").is_empty());
    }
}
