//! Bringing an entry of `Files Changed:` into form.

use super::entry::{Entry, depth, is_path, last_group, split, without_markup};
use super::facts::{Facts, what_happened};
use super::placeholder::is_placeholder;
use crate::text::Str;

impl Entry<'_> {
    /// The entry in the form, as one line or more; `<…>` stands for what only the author knows.
    pub fn in_form(&self, facts: &Facts<'_>) -> Vec<String> {
        let text = self.text.split_whitespace().map(Str::as_str).collect::<Vec<_>>().join(" ");
        let (path, description) = split(Str::new(&text));
        let (path, description) = (without_markup(path), description.map(Str::as_str));
        if description.is_none()
            && let Some((path, said)) = glued(&text)
        {
            return vec![line(path, Some(said), facts)];
        }
        if is_path(&path, facts) {
            return vec![line(&path, description, facts)];
        }
        if is_placeholder(&path) && description.is_some() {
            return vec![line("<path>", description, facts)];
        }
        if let Some(several) = several(&path, description, facts) {
            return several;
        }
        match at_first_separator(&text) {
            Some((path, rest)) => vec![line(path, Some(&plain(rest)), facts)],
            None => vec![format!("- <path> ({})", balanced(&text))],
        }
    }
}

fn line(path: &str, description: Option<&str>, facts: &Facts<'_>) -> String {
    let said = description.map(str::trim).filter(|text| !text.is_empty() && !is_placeholder(text));
    let known = || facts.change(path).map(what_happened);
    let said = said.map(balanced).or_else(known);
    format!("- {path} ({})", said.as_deref().unwrap_or("<what changed>"))
}

/// `a.ts, b.ts (both)` as an entry each.
fn several(path: &str, description: Option<&str>, facts: &Facts<'_>) -> Option<Vec<String>> {
    let paths: Vec<&str> = path.split(", ").map(|one| one.trim_matches('`')).collect();
    let are_paths = paths.len() > 1 && paths.iter().all(|path| is_like_a_path(path));
    are_paths.then(|| paths.iter().map(|path| line(path, description, facts)).collect())
}

/// Path and words of `path (new) - what`, `path - what`, `path: what`.
fn at_first_separator(text: &str) -> Option<(&str, &str)> {
    let separators = [" (", " - ", " – ", " — ", ": ", ":", "(", " "];
    let cut = |separator: &&str| {
        let (path, _) = text.split_once(*separator)?;
        let rest = &text[path.len()..];
        let bare = without_markup(Str::new(path)).as_str();
        is_like_a_path(bare).then_some((path, bare, rest))
    };
    // The shortest path that looks like one: what follows it is said about it.
    let (_, bare, rest) = separators.iter().filter_map(cut).min_by_key(|(path, ..)| path.len())?;
    Some((bare, rest))
}

/// Path and words of `path(what)`; the last segment of `app/(auth)` is no words.
fn glued(text: &str) -> Option<(&str, &str)> {
    let (path, group) = text.split_at(last_group(text)?);
    let is_apart = is_like_a_path(path) && !path.ends_with('/');
    is_apart.then(|| (path, &group[1..group.len() - 1]))
}

/// What is said, without the separators and parentheses around it.
fn plain(rest: &str) -> String {
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':');
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
        && !text.contains("://")
        && (is_dotted || text.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::super::entry::entries;
    use super::super::entry::tests::{facts, found};
    use crate::message::{Message, Name};

    fn fixed(entry: &str) -> Vec<String> {
        let text = format!("checkpoint: x\n\nFiles Changed:\n{entry}\n");
        let message = Message::parse(&text);
        let section = message.section(Name::FilesChanged).unwrap();
        let all = entries(section, message.document);
        all.iter().flat_map(|entry| entry.in_form(&facts())).collect()
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
