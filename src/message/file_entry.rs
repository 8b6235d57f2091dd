//! The entries of `Files Changed:`: `- path (what changed)`.

use crate::message::sections::section::Section;
use crate::text::prose_bullet::prose_bullet;
use crate::text::span::Span;
use crate::text::str::Str;

/// One entry, with the lines that continue it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileEntry<'a> {
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

/// Entries of one list that are checked: nobody writes a longer one by hand, and each is compared with each change.
pub(crate) const MAX_CHECKED: usize = 2_000;

/// The entries of a section; none where it says `None`.
pub(crate) fn entries<'a>(section: &Section<'a>, document: Str<'a>) -> Vec<FileEntry<'a>> {
    if says_none(section) {
        return Vec::new();
    }
    let beside = Some(section.value.trim()).filter(|value| !value.is_empty());
    let beside = beside.map(|value| FileEntry::parse(value, Beside::Key));
    beside.into_iter().chain(listed(&section.below, document)).collect()
}

/// Whether the section says that nothing was changed.
pub(crate) fn says_none(section: &Section<'_>) -> bool {
    let mut content = section.content();
    let first = content.next().map(|line| line.trim());
    content.next().is_none() && first.is_some_and(|line| is_none(line.as_str()))
}

/// `None`, `- None.`, `None (planning only)`
fn is_none(line: &str) -> bool {
    let text = line.get(prose_bullet(line).unwrap_or(0)..).unwrap_or_default();
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let rest = text[end..].trim_matches(['.', ' ']);
    text[..end].eq_ignore_ascii_case("none")
        && (rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')')))
}

fn listed<'a>(lines: &[Str<'a>], document: Str<'a>) -> Vec<FileEntry<'a>> {
    let mut blocks: Vec<EntryLines> = Vec::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty() && !is_rule(line)) {
        match blocks.last_mut() {
            Some(block) if block.goes_on_with(*line) => block.take(*line),
            _ => blocks.push(EntryLines::new(*line)),
        }
    }
    let text = |block: EntryLines| document.slice(block.span.range()).trim_end();
    blocks.into_iter().map(|block| FileEntry::parse(text(block), Beside::Nothing)).collect()
}

/// `|---|:---:|`, below the head of a table.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') && line.bytes().all(|byte| b"|-: \t".contains(&byte))
}

/// The lines of one entry.
struct EntryLines {
    span: Span,
    indent: usize,
    /// How many parentheses are still open.
    open: usize,
}

impl EntryLines {
    fn new(line: Str<'_>) -> Self {
        let text = line.trim_start();
        Self { span: text.span(), indent: indent(line), open: depth(0, &text) }
    }

    /// Whether `line` belongs to it: indented deeper, and not by a slip, or
    /// still within its parentheses.
    fn goes_on_with(&self, line: Str<'_>) -> bool {
        indent(line) > self.indent + 1
            || (prose_bullet(&line.trim_start()).is_none() && self.open > 0)
    }

    fn take(&mut self, line: Str<'_>) {
        self.span.end = line.span().end;
        self.open = depth(self.open, &line);
    }
}

/// How far a line is indented, in columns as far as that matters.
fn indent(line: Str<'_>) -> usize {
    let spaces = line.len() - line.trim_start().len();
    spaces + 3 * line.as_str()[..spaces].matches('\t').count()
}

/// How many parentheses are left open after `text`, with `before` of them open already.
pub(crate) fn depth(before: usize, text: &str) -> usize {
    text.chars().fold(before, |depth, c| match c {
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

impl<'a> FileEntry<'a> {
    fn parse(whole: Str<'a>, beside: Beside) -> Self {
        let bullet = prose_bullet(&whole).or_else(|| tight_bullet(&whole)).unwrap_or(0);
        let text = whole.split_at(bullet).1.trim();
        let (path, description) = split(text);
        let path = without_markup(path);
        Self { whole, text, path, description, is_beside_key: beside == Beside::Key }
    }

    /// The entry that one line of a list is.
    pub(crate) fn of_line(line: Str<'a>) -> Self {
        Self::parse(line, Beside::Nothing)
    }

    /// Whether it is an item of a list, however marked, or a row of a table.
    pub(crate) fn is_item(&self) -> bool {
        self.text.span().start > self.whole.span().start || self.text.starts_with('|')
    }

    /// The paths it names, either side of an arrow.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let path = self.path.as_str();
        let (first, second) = at_arrow(path).map_or((path, None), |(from, to)| (from, Some(to)));
        std::iter::once(first).chain(second).map(str::trim)
    }
}

/// Path and description of an entry's text.
pub(crate) fn split(text: Str<'_>) -> (Str<'_>, Option<Str<'_>>) {
    let closed = text.slice_ref(text.as_str().trim_end_matches(['.', ',', ';']));
    let Some(open) = last_group(&closed) else { return (text, None) };
    let (path, group) = closed.split_at(open);
    let is_apart = path.ends_with(char::is_whitespace) && !path.trim().is_empty();
    let inner = group.slice(1..group.len() - 1).trim();
    if is_apart && !inner.is_empty() { (path.trim_end(), Some(inner)) } else { (text, None) }
}

/// Where the balanced group begins that ends the text.
pub(crate) fn last_group(text: &str) -> Option<usize> {
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

/// Either side of a rename.
pub(crate) fn at_arrow(path: &str) -> Option<(&str, &str)> {
    let arrow = [" -> ", " → ", " => "].into_iter().find(|arrow| path.contains(arrow));
    path.split_once(arrow?)
}

/// Without backticks, bold, and what makes it a link.
pub(crate) fn without_markup(path: Str<'_>) -> Str<'_> {
    let mut path = path.trim();
    while let Some(inner) = without_outer_markup(path) {
        path = inner.trim();
    }
    path
}

fn without_outer_markup(path: Str<'_>) -> Option<Str<'_>> {
    let within = |mark: &str| {
        let inner = path.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.is_empty() && !inner.starts_with('/') && !inner.ends_with('/')).then_some(inner)
    };
    within("**").or_else(|| within("`")).or_else(|| target_of_link(path))
}

/// `src/a.ts` of `[src/a.ts](…)` and of `[the routes](src/a.ts)`
fn target_of_link(text: Str<'_>) -> Option<Str<'_>> {
    let (label, target) = text.strip_prefix("[")?.split_once("](")?;
    let target = target.strip_suffix(")").filter(|target| !target.contains(['(', ')']))?;
    Some(if label.contains('/') || target.contains("://") { label } else { target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_off_without_recursion() {
        for (mark, end) in [("`", "`"), ("**", "**"), ("[", "](b)"), ("[`", "`](b)")] {
            let nested = format!("{}a.ts{}", mark.repeat(100_000), end.repeat(100_000));
            let on_a_small_stack = std::thread::Builder::new().stack_size(256 * 1024);
            let work = move || without_markup(Str::new(&nested)).len();
            let left = on_a_small_stack.spawn(work).unwrap().join().unwrap();
            assert!(left <= 1_300_000, "{mark}");
        }
        assert_eq!(without_markup(Str::new("**[`a.ts`](src/a.ts)**")).as_str(), "src/a.ts");
    }
}
