//! Values that only hold the place of a hash, date or other text.

use crate::session::hash::hash_value::is_template_hash;
use crate::text::str::Str;

/// Words that say alone that there is nothing; what a dash or comma sets off
/// after them is a remark: `None yet - first session`.
const NOTHING: [&str; 12] = [
    "none", "null", "nil", "nothing", "n/a", "na", "tbd", "tba", "todo", "pending", "unknown",
    "uncommitted",
];

/// Words that begin a placeholder only together with others of its kind:
/// `Not yet committed`, `commit hash here`.
const OPENING: [&str; 13] = [
    "not", "no", "hash", "commit", "date", "sha", "yyyy-mm-dd", "to", "will", "this", "current",
    "upcoming", "latest",
];

/// What placeholders say besides. Any other word makes prose of the value,
/// and prose is the author's: `Not pushed, see PR-12`, `Date picker finished`.
const FILLING: [&str; 51] = [
    "created", "changes", "work", "yet", "so", "far", "as", "of", "now", "until", "after", "first",
    "next", "initial", "this", "the", "a", "to", "be", "is", "it", "in", "at", "here", "goes",
    "fill", "filled", "add", "added", "insert", "update", "updated", "commits", "committed",
    "checkpoint", "checkpoints", "recorded", "made", "set", "known", "available", "applicable",
    "determined", "started", "session", "project", "start", "git", "short", "id", "your",
];

/// Whether the value only holds the place of a hash or date: `[none yet]`,
/// `pending`, `TBD (2025-11-08)`, `None (project start)`. Empty values do, too.
pub(crate) fn is_placeholder(value: &str) -> bool {
    placeholder(Str::new(value)).is_some()
}

/// The part of such a value that gives way: all of it but a comment at its end.
pub(crate) fn placeholder(value: Str<'_>) -> Option<Str<'_>> {
    let comment = value.find("<!--").unwrap_or(value.len());
    let part = value.slice(0..comment).trim_end();
    let said = part.as_str().split(" (").next().unwrap_or_default().trim();
    holds_place(said).then_some(part)
}

fn holds_place(said: &str) -> bool {
    let around = |c: char| c.is_whitespace() || "[]<>`*_().…?-—–".contains(c);
    let bare = said.trim_matches(around).to_lowercase();
    if bare.is_empty() || is_template_hash(&bare) || bare.bytes().all(|byte| byte == b'x') {
        return true;
    }
    is_bracketed(said) || is_told(&bare)
}

/// `[What was done]` and `<hash>`: one pair of brackets around all of it.
fn is_bracketed(said: &str) -> bool {
    const MOST_WORDS: usize = 4;
    let inside = |open, close| said.strip_prefix(open)?.strip_suffix(close);
    let inner = inside('[', ']').or_else(|| inside('<', '>'));
    let is_one = |inner: &str| !inner.contains(['[', ']', '<', '>']);
    inner.is_some_and(|inner| is_one(inner) && inner.split_whitespace().count() <= MOST_WORDS)
}

/// Whether the words, in lower case, are those of a placeholder.
fn is_told(bare: &str) -> bool {
    const LONGEST_REMARK: usize = 3;
    let (clause, remark) = split_remark(bare);
    let Some(first) = words(clause).next() else { return false };
    let is_known = |word| [&NOTHING[..], &OPENING, &FILLING].iter().any(|all| all.contains(&word));
    let is_all_known = |text| words(text).all(is_known);
    // A remark on work that is to be done is a text of its own: `TODO: list UI`.
    let may_remark = NOTHING.contains(&first) && first != "todo";
    let is_short = may_remark && words(remark).count() <= LONGEST_REMARK;
    (NOTHING.contains(&first) || OPENING.contains(&first))
        && is_all_known(clause)
        && (is_short || is_all_known(remark))
}

/// What stands before the first dash or comma, and what follows it.
fn split_remark(text: &str) -> (&str, &str) {
    let marks = [" - ", " – ", " — ", ", ", "; ", ": "];
    let at = marks.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    text.split_at(at)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let bare = |word: &'_ str| -> std::ops::Range<usize> {
        let start = word.find(char::is_alphanumeric).unwrap_or(word.len());
        let end = word.rfind(char::is_alphanumeric);
        start..end.map_or(start, |at| at + word[at..].chars().next().map_or(0, char::len_utf8))
    };
    text.split_whitespace().map(move |word| &word[bare(word)]).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_hold_a_place() {
        for value in [
            "",
            "[none yet]",
            "[none yet] (2025-11-08)",
            "pending",
            "[pending commit]",
            "TBD (2025-11-08)",
            "None (project start)",
            "ghi9012",
            "<hash>",
            "-",
            "`TBD`",
            "Not yet committed",
            "xxxxxxx",
            "abc1234 (2025-10-23)",
            "[hash]",
            "[commit hash here]",
            "❌ none",
            "null",
            "None yet - first session",
            "none <!-- x -->",
            "<!-- hash -->",
            "~~none~~",
            "No commits yet",
            "TODO: fill in",
            "Pending, waits for review",
            "(to be created)",
            "To be determined",
            "(this commit)",
            "This commit (2026-01-04)",
            "(current session)",
            "`uncommitted`",
            "Uncommitted changes",
            "will be set at the next commit",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn prose_is_no_placeholder() {
        for value in [
            "loop 0.22 landed",
            "(included in final deployment)",
            "e4f5a6b",
            "2025-11-08",
            "No more than a try at the rest of it",
            "Date picker finished",
            "Todo list UI done",
            "TODO: list UI done",
            "Commit hooks landed",
            "No more crashes",
            "Not pushed, see PR-12",
            "Hash router merged",
            "[WIP] login",
            "<b>v2</b> shipped",
            "<b>v2</b>",
            "None of the tests fail",
            "To be created by the deploy job",
            "This commit breaks the API",
            "Latest deploy",
            "Current phase shipped",
            "[v1](x)",
            "🎯",
            "尚未",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn a_comment_does_not_give_way() {
        let part = |value| placeholder(Str::new(value)).map(|part| part.to_string());
        assert_eq!(part("none <!-- x -->").as_deref(), Some("none"));
        assert_eq!(part("<!-- x -->").as_deref(), Some(""));
        assert_eq!(part("done <!-- x -->"), None);
    }
}
