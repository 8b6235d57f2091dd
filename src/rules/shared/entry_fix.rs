//! Bringing an entry of `Files Changed:` into form.

use crate::message::file_entry::{
    FileEntry, at_arrow, depth, label_of_link, last_group, split, without_markup,
};
use crate::message::file_table;
use crate::message::placeholder::is_placeholder;
use crate::rules::shared::entry_form::is_path;
use crate::rules::shared::file_list::what_happened;
use crate::snapshot::model::Snapshot;
use crate::terms::place::places;
use crate::text::str::Str;
use crate::text::words::one_line;

/// What an entry becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Corrected {
    /// In the form, as one line or more; `<…>` stands for what only the author knows.
    Entries(Vec<String>),
    /// It is about no file, and no item of the list: it belongs below `Session:`.
    Words(String),
    /// The head of a table says nothing.
    Nothing,
}

impl FileEntry<'_> {
    /// The entry in the form.
    pub(crate) fn corrected(&self, snapshot: &Snapshot<'_>) -> Corrected {
        if file_table::is_head(&self.whole) {
            return Corrected::Nothing;
        }
        let text = one_line(&self.text);
        let text = file_table::row(&text, |cell| names_a_file(cell, snapshot)).unwrap_or(text);
        let lines = status_of_git(&text, snapshot)
            .or_else(|| at_the_start(&text, snapshot))
            .or_else(|| within(&text, self.is_item(), snapshot));
        match lines {
            Some(lines) => Corrected::Entries(lines),
            None if self.is_item() => {
                Corrected::Entries(vec![format!("- <path> ({})", balanced(&text))])
            }
            None => Corrected::Words(text),
        }
    }

    /// Whether it is about a file, in whatever form.
    pub(crate) fn names_file(&self, snapshot: &Snapshot<'_>) -> bool {
        self.is_in_form(snapshot) || matches!(self.corrected(snapshot), Corrected::Entries(_))
    }
}

/// `path (what)`, `path - what`, `path: what`, `a.ts, b.ts (both)`
fn at_the_start(text: &str, snapshot: &Snapshot<'_>) -> Option<Vec<String>> {
    let (path, description) = split(Str::new(text));
    let description = description.map(Str::as_str);
    if description.is_none()
        && label_of_link(text).is_none()
        && let Some((path, said)) = glued(text)
    {
        return Some(vec![line(path, Some(said), snapshot)]);
    }
    let bare = without_markup(path);
    if is_path(&bare, snapshot) && (description.is_some() || names_a_file(&path, snapshot)) {
        return Some(vec![line(&bare, description, snapshot)]);
    }
    if is_placeholder(&bare) && description.is_some() {
        return Some(vec![line("<path>", description, snapshot)]);
    }
    several(&bare, description, snapshot).or_else(|| {
        let (path, rest) = at_first_separator(text, snapshot)?;
        let said = match label_of_link(text).filter(|label| !path.contains(label)) {
            Some(label) => joined(label, rest),
            None => plain(rest),
        };
        Some(vec![line(path, Some(&said), snapshot)])
    })
}

/// Where a sentence names a file: `Updated src/a.ts to use it`.
fn within(text: &str, is_item: bool, snapshot: &Snapshot<'_>) -> Option<Vec<String>> {
    let mut named = places(Str::new(text));
    named.truncate(MAX_PLACES);
    let known = named.iter().find(|place| snapshot.change(&place.path).is_some());
    let path = known.or(named.first().filter(|_| is_item))?.path;
    let (before, after) = (&text[..path.span().start], &text[path.span().end..]);
    let before = before.trim_end_matches(MARKS).trim_end_matches("./");
    let said = joined(before, after.trim_start_matches(MARKS));
    Some(vec![line(&path, Some(&said), snapshot)])
}

/// No sentence names more.
const MAX_PLACES: usize = 64;
const MARKS: [char; 5] = ['`', '*', '_', '[', ']'];

/// What git prints: `M src/a.ts`, `R100 old new`, `modified:   src/a.ts`.
fn status_of_git(text: &str, snapshot: &Snapshot<'_>) -> Option<Vec<String>> {
    const WORDS: [&str; 6] =
        ["modified:", "new file:", "deleted:", "renamed:", "copied:", "typechange:"];
    let word = WORDS.into_iter().find(|word| text.starts_with(word));
    let (said, rest) = match word {
        Some(word) => (word.trim_end_matches(':'), &text[word.len()..]),
        None => {
            let (code, rest) = text.split_once(' ')?;
            (meaning_of(code)?, rest)
        }
    };
    let rest = rest.trim_start();
    if let Some((from, to)) = rest.split_once(' ').filter(|_| said == "renamed")
        && [from, to].iter().all(|path| is_like_a_path(path))
    {
        return Some(vec![line(&format!("{from} -> {to}"), Some(said), snapshot)]);
    }
    let (path, _) = rest.split_once(' ').unwrap_or((rest, ""));
    if !names_a_file(path, snapshot) {
        return None;
    }
    let lines = at_the_start(rest, snapshot)?;
    let with = |line: String| match line.strip_suffix(OPEN) {
        Some(path) => format!("{path}({said})"),
        None if word.is_some() => line.replacen(" (", &format!(" ({said} - "), 1),
        None => line,
    };
    Some(lines.into_iter().map(with).collect())
}

/// The letters of `git status --short` and `git diff --name-status`.
fn meaning_of(code: &str) -> Option<&'static str> {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_code =
        (1..=2).contains(&letters.len()) && letters.bytes().all(|b| b"MADRCT?".contains(&b));
    match letters.bytes().next().filter(|_| is_code)? {
        b'A' | b'?' => Some("added"),
        b'D' => Some("deleted"),
        b'R' => Some("renamed"),
        b'C' => Some("copied"),
        _ => Some("changed"),
    }
}

/// Whether a word is a path, and not just any word.
fn names_a_file(text: &str, snapshot: &Snapshot<'_>) -> bool {
    let bare = without_markup(Str::new(text.trim()));
    let is_marked = bare.len() < text.trim().len() && !bare.contains(char::is_whitespace);
    is_marked || is_like_a_path(&bare) || snapshot.knows_path(&bare)
}

const OPEN: &str = "(<what changed>)";

fn line(path: &str, description: Option<&str>, snapshot: &Snapshot<'_>) -> String {
    let said = description.map(str::trim).filter(|text| !text.is_empty() && !is_placeholder(text));
    let known = || snapshot.change(path).map(what_happened);
    let said = said.map(balanced).or_else(known);
    format!("- {path} {}", said.map_or(OPEN.to_owned(), |said| format!("({said})")))
}

/// `a.ts, b.ts (both)` as an entry each.
fn several(path: &str, description: Option<&str>, snapshot: &Snapshot<'_>) -> Option<Vec<String>> {
    const MAX_PATHS: usize = 64;
    let paths: Vec<&str> =
        path.split(", ").take(MAX_PATHS + 1).map(|one| one.trim_matches('`')).collect();
    let are_paths =
        (2..=MAX_PATHS).contains(&paths.len()) && paths.iter().all(|path| is_like_a_path(path));
    are_paths.then(|| paths.iter().map(|path| line(path, description, snapshot)).collect())
}

/// Path and words of `path (new) - what`, `path - what`, `path: what`, `path | what`.
fn at_first_separator<'t>(text: &'t str, snapshot: &Snapshot<'_>) -> Option<(&'t str, &'t str)> {
    if let Some(renamed) = renamed(text, snapshot) {
        return Some(renamed);
    }
    let separators = [" (", ": ", ":", "(", " "];
    let cut = |separator: &&str| {
        let (path, _) = text.split_once(*separator)?;
        let rest = &text[path.len()..];
        let bare = without_markup(Str::new(path)).as_str();
        names_a_file(path, snapshot).then_some((path, bare, rest))
    };
    // The shortest path that looks like one: what follows it is said about it.
    let (_, bare, rest) = separators.iter().filter_map(cut).min_by_key(|(path, ..)| path.len())?;
    Some((bare, rest))
}

/// Both sides of `old -> new`, and what follows.
fn renamed<'t>(text: &'t str, snapshot: &Snapshot<'_>) -> Option<(&'t str, &'t str)> {
    let (from, to) = at_arrow(text)?;
    let end = to.find([' ', ':']).unwrap_or(to.len());
    let are_files = names_a_file(from, snapshot) && names_a_file(&to[..end], snapshot);
    let is_marked = from.contains(MARKS) || to[..end].contains(MARKS);
    are_files.then(|| text.split_at(text.len() - to.len() + end)).filter(|_| !is_marked)
}

/// Path and words of `path(what)`; the last segment of `app/(auth)` is not words.
fn glued(text: &str) -> Option<(&str, &str)> {
    let (path, group) = text.split_at(last_group(text)?);
    let is_apart = is_like_a_path(path) && !path.ends_with('/');
    is_apart.then(|| (path, &group[1..group.len() - 1]))
}

/// What is said, without the separators and parentheses around it.
fn plain(rest: &str) -> String {
    let is_separator =
        |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '|' | '→' | '>' | '=');
    let rest = rest.trim_start_matches(is_separator).trim_end();
    let Some(inner) = rest.strip_prefix('(') else { return rest.to_owned() };
    match inner.split_once(')') {
        Some((group, "")) => group.to_owned(),
        Some((group, more)) if depth(0, group) == 0 => {
            let more = more.trim_start_matches(is_separator);
            format!("{} - {more}", group.trim())
        }
        Some(_) => rest.to_owned(),
        None => inner.to_owned(),
    }
}

/// The words before and after a path.
fn joined(before: &str, rest: &str) -> String {
    let (before, after) = (before.trim_end_matches([' ', ':']), plain(rest));
    let is_sentence = rest.trim_start().starts_with(char::is_alphanumeric);
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after,
        (_, true) => before.to_owned(),
        _ if is_sentence => format!("{before} {after}"),
        _ => format!("{before} - {after}"),
    }
}

/// With square brackets for parentheses where those do not pair.
fn balanced(text: &str) -> String {
    let mut depth = 0_i64;
    let pairs = text.chars().all(|c| {
        depth += i64::from(c == '(') - i64::from(c == ')');
        depth >= 0
    }) && depth == 0;
    if pairs { text.to_owned() } else { text.replace('(', "[").replace(')', "]") }
}

/// One word with a slash or a dot inside.
fn is_like_a_path(text: &str) -> bool {
    let is_dotted = text.char_indices().any(|(at, c)| c == '.' && at + 1 < text.len());
    !text.is_empty()
        && !text.contains(char::is_whitespace)
        && !text.ends_with([':', ',', ';', '('])
        && (!text.starts_with('[') || !text.ends_with(']'))
        && !text.contains("://")
        && (is_dotted || text.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::file_entry::entries;
    use crate::message::parse::Message;
    use crate::message::section::SectionKey;
    use crate::rules::shared::entry_form::tests::found;

    fn fixed(entry: &str) -> Vec<String> {
        let text = format!("checkpoint: x\n\nFiles Changed:\n{entry}\n");
        let message = Message::parse(&text);
        let section = message.section(SectionKey::FilesChanged).unwrap();
        let all = entries(section, message.document);
        let lines = |entry: &FileEntry<'_>| match entry.corrected(&Snapshot::default()) {
            Corrected::Entries(lines) => lines,
            Corrected::Words(text) => vec![format!("words: {text}")],
            Corrected::Nothing => vec!["nothing".to_owned()],
        };
        all.iter().flat_map(lines).collect()
    }

    #[test]
    fn the_forms_of_the_field_are_brought_into_form() {
        for (entry, expected) in [
            ("- a.ts (new) - A tool", "- a.ts (new - A tool)"),
            ("- a.ts - A tool", "- a.ts (A tool)"),
            ("- src/a – A (small) tool", "- src/a (A (small) tool)"),
            ("- a.ts: A tool", "- a.ts (A tool)"),
            ("- a.ts:A tool", "- a.ts (A tool)"),
            ("- a.ts(x)", "- a.ts (x)"),
            ("- a.ts (x", "- a.ts (x)"),
            ("* a.ts (x)", "- a.ts (x)"),
            ("1. a.ts (x)", "- a.ts (x)"),
            ("-a.ts (x)", "- a.ts (x)"),
            ("a.ts (x)", "- a.ts (x)"),
            ("- a.ts x y", "- a.ts (x y)"),
            ("- a.ts", "- a.ts (<what changed>)"),
            ("- a.ts (TODO)", "- a.ts (<what changed>)"),
            ("- Makefile (x)", "- Makefile (x)"),
            ("- `a.ts` - b) c", "- a.ts (b] c)"),
            ("- Deleted six plans (long)", "- <path> (Deleted six plans (long))"),
            ("M src/a.ts", "- src/a.ts (changed)"),
            ("- M src/a.ts", "- src/a.ts (changed)"),
            ("?? src/a.ts", "- src/a.ts (added)"),
            ("D  src/a.ts", "- src/a.ts (deleted)"),
            ("- A src/a.ts (x)", "- src/a.ts (x)"),
            ("R100 src/a.ts src/b.ts", "- src/a.ts -> src/b.ts (renamed)"),
            ("R  src/a.ts -> src/b.ts", "- src/a.ts -> src/b.ts (renamed)"),
            ("- modified:   src/a.ts", "- src/a.ts (modified)"),
            ("- new file:   src/a.ts (x)", "- src/a.ts (new file - x)"),
            ("src/a.ts | 12 +++---", "- src/a.ts (12 +++---)"),
            ("| src/a.ts | what |", "- src/a.ts (what)"),
            ("| `src/a.ts` | new | what (x) |", "- src/a.ts (new - what (x))"),
            ("| new | src/a.ts |", "- src/a.ts (new)"),
            ("[src/a.ts](src/a.ts) - what", "- src/a.ts (what)"),
            ("- [a.ts](src/a.ts) (what)", "- src/a.ts (what)"),
            ("- [a.ts](src/a.ts)", "- src/a.ts (<what changed>)"),
            ("- [the routes](src/a.ts): what", "- src/a.ts (the routes - what)"),
            ("- **path**: what", "- path (what)"),
            ("- `path` — what", "- path (what)"),
            ("- **`src/a.ts`** - what", "- src/a.ts (what)"),
            ("* path/ what", "- path/ (what)"),
            ("- src/a.ts -> what", "- src/a.ts (what)"),
            ("- src/a.ts → src/b.ts - what", "- src/a.ts → src/b.ts (what)"),
            ("- src/a.ts and src/b.ts (x)", "- src/a.ts (and src/b.ts (x))"),
            ("- Updated src/a.ts to use x", "- src/a.ts (Updated to use x)"),
            ("- Updated `src/a.ts` (x)", "- src/a.ts (Updated - x)"),
            ("- ✅ src/a.ts - x", "- src/a.ts (✅ - x)"),
            ("- [x] src/a.ts - x", "- src/a.ts ([x] - x)"),
            ("30+ files across src and docs", "words: 30+ files across src and docs"),
            ("| File | What |\n|---|:--|", "nothing"),
        ] {
            assert_eq!(fixed(entry), [expected], "{entry}");
        }
        assert_eq!(fixed("- a.ts, `b.ts` (both)"), ["- a.ts (both)", "- b.ts (both)"]);
    }

    #[test]
    fn what_is_brought_into_form_is_in_form() {
        for entry in
            ["- a.ts (new) - A", "- a.ts: (x) y", "* a b (c)", "- a/b c - d", "- )(", "- (x)"]
        {
            for line in fixed(entry) {
                let is_open = line.contains('<');
                let again = found(&format!("\n{line}")).remove(0);
                assert!(again.2 || is_open, "{entry}: {line}");
            }
        }
    }
}
