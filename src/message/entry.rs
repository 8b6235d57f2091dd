//! The entries of `Files Changed:`: `- path (what changed)`.

use super::facts::{Facts, what_happened};
use super::parse::bullet;
use super::placeholder::is_placeholder;
use super::section::Section;
use crate::text::{Span, Str};

/// One entry, with the lines that continue it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// All of it, from the first character of its first line.
    pub whole: Str<'a>,
    /// Without the bullet.
    pub text: Str<'a>,
    /// What stands before the description, without backticks and bold.
    pub path: Str<'a>,
    /// The last balanced group in parentheses, where the entry ends with one.
    pub description: Option<Str<'a>>,
    /// Whether it stands on the line of `Files Changed:` itself.
    pub is_beside_key: bool,
}

/// The entries of a section; none where it says `None`.
pub fn entries<'a>(section: &Section<'a>, document: Str<'a>) -> Vec<Entry<'a>> {
    if says_none(section) {
        return Vec::new();
    }
    let beside = Some(section.value.trim()).filter(|value| !value.is_empty());
    let beside = beside.map(|value| Entry::parse(value, Beside::Key));
    beside.into_iter().chain(listed(&section.below, document)).collect()
}

/// Whether the section says that nothing was changed.
pub fn says_none(section: &Section<'_>) -> bool {
    let mut content = section.content();
    let first = content.next().map(|line| line.trim());
    content.next().is_none() && first.is_some_and(|line| is_none(line.as_str()))
}

/// `None`, `- None.`, `None (planning only)`
fn is_none(line: &str) -> bool {
    let text = line.get(bullet(line).unwrap_or(0)..).unwrap_or_default();
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let rest = text[end..].trim_matches(['.', ' ']);
    text[..end].eq_ignore_ascii_case("none")
        && (rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')')))
}

fn listed<'a>(lines: &[Str<'a>], document: Str<'a>) -> Vec<Entry<'a>> {
    let mut spans: Vec<(Span, usize)> = Vec::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        match spans.last_mut() {
            Some((span, own)) if continues(document, *span, *own, *line) => {
                span.end = line.span().end;
            }
            _ => spans.push((line.trim_start().span(), indent)),
        }
    }
    let entry = |(span, _): (Span, usize)| document.slice(span.range()).trim_end();
    spans.into_iter().map(|found| Entry::parse(entry(found), Beside::Nothing)).collect()
}

/// Whether `line` goes on with the entry of `span`: indented deeper, or still
/// within its parentheses.
fn continues(document: Str<'_>, span: Span, indent: usize, line: Str<'_>) -> bool {
    let text = line.trim_start();
    let is_deeper = line.len() - text.len() > indent;
    is_deeper || (bullet(&text).is_none() && depth(&document[span.range()]) > 0)
}

/// How many parentheses are left open.
fn depth(text: &str) -> usize {
    text.chars().fold(0, |depth: usize, c| match c {
        '(' => depth + 1,
        ')' => depth.saturating_sub(1),
        _ => depth,
    })
}

#[derive(PartialEq)]
enum Beside {
    Key,
    Nothing,
}

impl<'a> Entry<'a> {
    fn parse(whole: Str<'a>, beside: Beside) -> Self {
        let bullet = bullet(&whole).or_else(|| tight_bullet(&whole)).unwrap_or(0);
        let text = whole.split_at(bullet).1.trim();
        let (path, description) = split(text);
        let path = without_markup(path);
        Self { whole, text, path, description, is_beside_key: beside == Beside::Key }
    }

    /// Whether it has the form.
    pub fn is_in_form(&self, facts: &Facts<'_>) -> bool {
        let is_said = |text: Str<'_>| !is_placeholder(&text);
        !self.is_beside_key
            && self.whole.starts_with("- ")
            && self.description.is_some_and(is_said)
            && is_path(&self.path, facts)
    }

    /// The paths it names, either side of an arrow.
    pub fn paths(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let path = self.path.as_str();
        let arrow = [" -> ", " → ", " => "].into_iter().find(|arrow| path.contains(arrow));
        let sides = arrow.and_then(|arrow| path.split_once(arrow));
        let (first, second) = sides.map_or((path, None), |(from, to)| (from, Some(to)));
        std::iter::once(first).chain(second).map(str::trim)
    }

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
        Some((group, more)) if depth(group) == 0 => {
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

/// Path and description of an entry's text.
fn split(text: Str<'_>) -> (Str<'_>, Option<Str<'_>>) {
    let closed = text.locate(text.as_str().trim_end_matches(['.', ',', ';']));
    let Some(open) = last_group(&closed) else { return (text, None) };
    let (path, group) = closed.split_at(open);
    let is_apart = path.ends_with(char::is_whitespace) && !path.trim().is_empty();
    let inner = group.slice(1..group.len() - 1).trim();
    if is_apart && !inner.is_empty() { (path.trim_end(), Some(inner)) } else { (text, None) }
}

/// Where the balanced group begins that ends the text.
fn last_group(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.ends_with(')').then_some(())?;
    text.char_indices().rev().find_map(|(at, c)| {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// `-path`: a hyphen that was meant for a bullet.
fn tight_bullet(whole: &str) -> Option<usize> {
    let rest = whole.strip_prefix(['-', '•'])?;
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '`').then(|| whole.len() - rest.len())
}

fn without_markup(path: Str<'_>) -> Str<'_> {
    let path = path.trim();
    let within = |mark: &str| {
        let inner = path.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.is_empty() && !inner.starts_with('/') && !inner.ends_with('/')).then_some(inner)
    };
    match within("**").or_else(|| within("`")) {
        Some(inner) => without_markup(inner),
        None => path,
    }
}

fn is_path(path: &str, facts: &Facts<'_>) -> bool {
    let is_one_word = !path.contains(char::is_whitespace);
    if path.is_empty() || is_placeholder(path) {
        false
    } else if is_one_word {
        !path.ends_with([':', ',', ';'])
    } else {
        let separators = [" (", " - ", " – ", " — ", ": ", ", "];
        let is_plain = !separators.iter().any(|separator| path.contains(separator));
        let is_arrow = [" -> ", " → ", " => "].iter().any(|arrow| path.contains(arrow));
        (is_plain && (is_arrow || path.contains('/'))) || facts.knows_path(path)
    }
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
    use super::super::tests::Nothing;
    use super::*;
    use crate::message::{Message, Name};

    fn facts() -> Facts<'static> {
        Facts { changes: None, session: None, plan: None, tree: &Nothing, subject_columns: 72 }
    }

    fn found(list: &str) -> Vec<(String, Option<String>, bool)> {
        let text = format!("checkpoint: x\n\nFiles Changed:{list}\n");
        let message = Message::parse(&text);
        let section = message.section(Name::FilesChanged).unwrap();
        let shape = |entry: &Entry<'_>| {
            let description = entry.description.map(|text| text.to_string());
            (entry.path.to_string(), description, entry.is_in_form(&facts()))
        };
        entries(section, message.document).iter().map(shape).collect()
    }

    fn fixed(entry: &str) -> Vec<String> {
        let text = format!("checkpoint: x\n\nFiles Changed:\n{entry}\n");
        let message = Message::parse(&text);
        let section = message.section(Name::FilesChanged).unwrap();
        let all = entries(section, message.document);
        all.iter().flat_map(|entry| entry.in_form(&facts())).collect()
    }

    #[test]
    fn the_description_is_the_last_balanced_group() {
        let one = |list: &str| found(list).remove(0);
        let login = ("app/(auth)/page.tsx".to_owned(), Some("login".to_owned()), true);
        assert_eq!(one("\n- app/(auth)/page.tsx (login)"), login);
        assert_eq!(one("\n- `a.ts` (GET (and POST))").1.unwrap(), "GET (and POST)");
        assert_eq!(one("\n- app/(auth)").1, None);
        assert_eq!(one("\n- **a.ts** (x).").0, "a.ts");
        assert_eq!(one("\n- **/*.ts (x)").0, "**/*.ts");
    }

    #[test]
    fn indented_lines_and_open_parentheses_continue_an_entry() {
        let list = found("\n- a.ts (one\n  two)\n- b.ts (three\nfour)\n\n- c.ts\n    (five)");
        let all_in_form = list.iter().all(|(_, _, is_in_form)| *is_in_form);
        assert!(all_in_form && list.len() == 3, "{list:?}");
        assert_eq!(list[2].1.as_deref(), Some("five"));
    }

    #[test]
    fn none_is_no_entry() {
        for list in [" None", "\nNone.", "\n- none", " None (planning only)"] {
            assert!(found(list).is_empty(), "{list}");
        }
        assert_eq!(found("\n- None (x)\n- a (b)").len(), 2);
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
