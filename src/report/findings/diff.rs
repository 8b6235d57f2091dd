//! What an edit changes, as the unified diff that everybody reads.

use std::time::Duration;

use similar::udiff::UnifiedDiffHunk;
use similar::{ChangeTag, TextDiff};

use crate::report::findings::document::Document;
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::{quote_path, sanitize_line};

/// The shortest diff is looked for so long, which suffices for thousands of changed lines; what
/// is not compared by then is shown as replaced. To look on takes the square of their number.
const MAX_SEARCH: Duration = Duration::from_millis(300);

/// The changes from `before` to `after`, three lines of context around each;
/// empty where there are none. `patch` and `git apply` read it where the text
/// holds no control characters.
pub fn diff(before: &Document<'_>, after: &str, style: Style) -> String {
    let changes = TextDiff::configure().timeout(MAX_SEARCH).diff_lines(before.text, after);
    let hunks: Vec<String> =
        changes.unified_diff().iter_hunks().map(|found| hunk(&found, style)).collect();
    if hunks.is_empty() {
        return String::new();
    }
    let name = quote_path(before.name.as_bytes());
    let [old, new] = ["--- a/", "+++ b/"].map(|side| style.strong(&format!("{side}{name}")));
    format!("{old}\n{new}\n{}", hunks.concat())
}

fn hunk<'t>(hunk: &UnifiedDiffHunk<'_, 't, 't, '_, str>, style: Style) -> String {
    let mut text = format!("{}\n", style.frame(&hunk.header().to_string()));
    for change in hunk.iter_changes() {
        let value = change.value();
        let line = value.trim_end_matches('\n');
        let line = sanitize_line(line.strip_suffix('\r').unwrap_or(line));
        text.push_str(&match change.tag() {
            ChangeTag::Equal => format!(" {line}"),
            ChangeTag::Insert => style.added(&format!("+{line}")),
            ChangeTag::Delete => style.removed(&format!("-{line}")),
        });
        text.push('\n');
        if !value.ends_with('\n') {
            text.push_str("\\ No newline at end of file\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(before: &str, after: &str) -> String {
        diff(&Document { name: "SESSION.md", text: before }, after, Style::PLAIN)
    }

    #[test]
    fn nothing_changed_is_nothing_to_show() {
        assert_eq!(plain("a\n", "a\n"), "");
    }

    #[test]
    fn changes_are_shown_as_git_shows_them() {
        let shown = plain("a\r\nb\r\nc", "a\r\nx\r\nc");
        let expected = "--- a/SESSION.md\n+++ b/SESSION.md\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n\\ No newline at end of file\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn lines_cannot_steer_the_terminal() {
        assert!(plain("a\n", "\x1b[2J\n").contains("+␛[2J\n"));
        let style = Style { color: true, ..Style::PLAIN };
        let colored = diff(&Document { name: "S", text: "a\n" }, "b\n", style);
        assert!(colored.contains("\x1b[32m+b\x1b["), "{colored:?}");
    }
}
