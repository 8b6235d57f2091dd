//! The files that a line of SESSION.md refers to, whichever way they are written.

use crate::markdown::list::list_item;
use crate::terms::place::places;
use crate::text::str::Str;

/// A file, or a heading in it: `docs/PLAN.md#phase-3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// All of it.
    pub(crate) whole: Str<'a>,
    /// The path from the top of the worktree; empty for a heading of SESSION.md itself.
    pub(crate) path: Str<'a>,
    /// What follows `#`.
    pub(crate) anchor: Option<Str<'a>>,
}

/// The references on a line: targets of Markdown links, code spans and plain
/// paths. An item of a list names one file and then describes it; remarks in
/// parentheses describe, too.
pub(crate) fn references(line: Str<'_>) -> Vec<Reference<'_>> {
    let item = list_item(line);
    let mut found = Vec::new();
    let mut rest = item.map_or(line, |item| item.text);
    while let Some((before, target, tail)) = next_link(rest) {
        plain(before, &mut found);
        found.extend(link(target));
        rest = tail;
    }
    plain(rest, &mut found);
    if item.is_some() {
        found.truncate(1);
    }
    found
}

/// What stands before a Markdown link, its target, and what follows it.
fn next_link(text: Str<'_>) -> Option<(Str<'_>, Str<'_>, Str<'_>)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let (target, tail) = text.slice(middle + 2..text.len()).split_once(")")?;
    Some((text.slice(0..open), target, tail))
}

/// A link's target; URLs are none of ours, nor is what leads out of the worktree.
fn link(target: Str<'_>) -> Option<Reference<'_>> {
    let target = target.split_whitespace().next()?;
    let target = target.slice_ref(target.as_str().trim_matches(['<', '>']));
    let is_url = target.find(':').is_some_and(|at| !target[..at].contains(['/', '#', '.']));
    let is_odd = target.starts_with("..") || target.starts_with("//") || target.contains('%');
    if is_url || is_odd || target.is_empty() {
        return None;
    }
    let (path, anchor) = split_anchor(target);
    let path = path.slice_ref(path.as_str().trim_start_matches("./").trim_start_matches('/'));
    Some(Reference { whole: target, path, anchor })
}

fn plain<'a>(text: Str<'a>, found: &mut Vec<Reference<'a>>) {
    for (index, piece) in text.split('`').enumerate() {
        let is_code = index % 2 == 1;
        if is_code && piece.contains(' ') {
            continue; // a command, or a path that we cannot be sure of
        }
        found.extend(without_remarks(piece).into_iter().flat_map(|part| {
            part.split_whitespace().collect::<Vec<_>>().into_iter().filter_map(word)
        }));
    }
}

/// The text outside parentheses that follow a space; `app/(auth)/page.tsx` stays whole.
fn without_remarks(text: Str<'_>) -> Vec<Str<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let at = if rest.starts_with('(') { Some(0) } else { rest.find(" (") };
        let Some(at) = at else { break };
        parts.push(rest.slice(0..at));
        let Some(close) = rest[at..].find(')') else { return parts };
        rest = rest.slice(at + close + 1..rest.len());
    }
    parts.push(rest);
    parts
}

fn word(word: Str<'_>) -> Option<Reference<'_>> {
    let bare =
        word.slice_ref(word.as_str().trim_matches(['*', '"', '\'', ',', ';', '.', '(', ')']));
    let bare = if bare.is_empty() { bare } else { first_dot_kept(word, bare) };
    let (path, anchor) = split_anchor(bare);
    let place = places(path).into_iter().next()?;
    let is_ours = !place.path.starts_with("..") && !place.path.contains(['{', '[', '$']);
    is_ours.then_some(Reference { whole: bare, path: place.path, anchor })
}

/// `.env` and `./src` keep the dot that trimming took.
fn first_dot_kept<'a>(word: Str<'a>, bare: Str<'a>) -> Str<'a> {
    let start = bare.span().start - word.span().start;
    let dots = word[..start].len() - word[..start].trim_end_matches('.').len();
    word.slice(start - dots..start + bare.len())
}

fn split_anchor(target: Str<'_>) -> (Str<'_>, Option<Str<'_>>) {
    match target.split_once("#") {
        Some((path, anchor)) => (path, Some(anchor).filter(|anchor| !anchor.is_empty())),
        None => (target, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<String> {
        references(Str::new(line)).iter().map(|reference| reference.whole.to_string()).collect()
    }

    #[test]
    fn links_code_and_plain_paths_are_references() {
        assert_eq!(
            read("`docs/A.md#phase-3`, [plan](docs/B.md#x), docs/C.md and [`D`](<D.md>)"),
            ["docs/A.md#phase-3", "docs/B.md#x", "docs/C.md", "D.md"]
        );
        assert_eq!(
            read("README.md (see docs/x.md), `./src/(auth)/a.ts`"),
            ["README.md", "./src/(auth)/a.ts"]
        );
        assert_eq!(read("`.env.local`"), [".env.local"]);
    }

    #[test]
    fn an_item_names_one_file() {
        assert_eq!(read("- src/cli.ts - uses src/lib.ts"), ["src/cli.ts"]);
    }

    #[test]
    fn urls_commands_patterns_and_prose_are_none() {
        for line in [
            "https://a.b/c.md", "[x](https://a.b/c.md)", "[m](mailto:a@b.c)", "`npm run a.ts`",
            "`src/**/*.ts`", "Node.js", "/api/tasks/:id", "../out.md", "[x](../out.md)", "[x]()",
            "", "(", "`",
        ] {
            assert_eq!(read(line), [] as [&str; 0], "{line}");
        }
    }
}
