//! What is no YAML at all: reported, blanked out, and the rest read.

use crate::config::model::ConfigDiagnostic;
use crate::config::node;
use crate::config::node::{Node, Value};
use crate::text::span::Span;

/// After so many repairs it is no longer a configuration with slips.
const MOST_REPAIRS: usize = 16;

/// A document that parses.
pub(crate) struct Mended {
    /// The text that was read: as many blanks stand for what is no YAML, so
    /// every byte is where it was.
    pub(crate) text: String,
    /// Its tree; `None` where there was too much to mend.
    pub(crate) root: Option<Node>,
    /// What had to be left out.
    pub(crate) problems: Vec<ConfigDiagnostic>,
}

/// Reads the first document of `text`, line by line around its errors.
pub(crate) fn mend(text: &str) -> Mended {
    let (first, mut problems) = first_document(text);
    let mut now = printable(first, &mut problems);
    let mut root = node::parse(&now);
    while let (Err(error), true) = (&root, problems.len() < MOST_REPAIRS) {
        let fault = Fault::find(&now, error);
        problems.push(fault.problem(text));
        let culprit = fault.culprit.range();
        if node::is_too_much(error) || now[culprit.clone()].trim().is_empty() {
            break;
        }
        blank(&mut now, fault.culprit);
        root = node::parse(&now);
    }
    Mended { text: now, root: root.ok(), problems }
}

/// What follows a second `---` or `...` is another document, and not ours.
fn first_document(text: &str) -> (&str, Vec<ConfigDiagnostic>) {
    let mut content = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marker = is_marker(line, "---") || is_marker(line, "...");
        if marker && content {
            let message = "a second document begins here; only the first one counts".to_owned();
            let span = Some(Span { start, end: start + 3 });
            let problem = ConfigDiagnostic { span, message, help: Some("remove it".to_owned()) };
            return (&text[..start], vec![problem]);
        }
        let plain = line.trim_start();
        content |= !(marker || plain.is_empty() || plain.starts_with(['#', '%']));
        start += line.len();
    }
    (text, Vec::new())
}

/// `---` or `...` at the beginning of a line, alone or with a blank behind.
fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// The text without the lines that hold characters which YAML forbids anywhere; one problem for all.
fn printable(text: &str, problems: &mut Vec<ConfigDiagnostic>) -> String {
    let mut now = text.to_owned();
    let mut forbidden = text.char_indices().filter(|&(_, c)| is_forbidden(c));
    if let Some((start, c)) = forbidden.next() {
        let span = Span { start, end: start + c.len_utf8() };
        let message = format!("YAML forbids the character U+{:04X}", u32::from(c));
        problems.push(ConfigDiagnostic {
            span: Some(span),
            message,
            help: Some("remove it".to_owned()),
        });
        blank(&mut now, line_around(text, start));
        for (start, _) in forbidden {
            blank(&mut now, line_around(text, start));
        }
    }
    now
}

fn is_forbidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    control || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Puts blanks for all bytes of the span but its line ends.
fn blank(text: &mut String, span: Span) {
    let blanks =
        |c: char| if matches!(c, '\n' | '\r') { c.to_string() } else { " ".repeat(c.len_utf8()) };
    let replacement: String = text[span.range()].chars().map(blanks).collect();
    text.replace_range(span.range(), &replacement);
}

/// An error of the parser, and what to leave out because of it.
struct Fault {
    /// The byte where the parser stopped.
    stopped: usize,
    /// The line or the entry that is left out.
    culprit: Span,
    message: String,
}

impl Fault {
    /// Looks for the first entry that fails on its own too: the parser often
    /// notices an open quote only at the end of the file.
    fn find(text: &str, whole: &serde_yaml::Error) -> Self {
        if node::is_too_much(whole) {
            return Self::within(text, whole);
        }
        let alone = |entry: Span| Some(Self::alone(&text[entry.range()])?.moved(entry.start));
        entries(text).into_iter().find_map(alone).unwrap_or_else(|| Self::within(text, whole))
    }

    /// What is wrong with an entry that should be `key: value`, if anything is.
    fn alone(entry: &str) -> Option<Self> {
        match node::parse(entry) {
            Err(error) => Some(Self::within(entry, &error)),
            Ok(Node { value: Value::Map(_) | Value::Null, .. }) => None,
            Ok(_) => {
                let culprit = Span { start: 0, end: entry.len() };
                Some(Self { stopped: 0, culprit, message: "this is no `key: value`".to_owned() })
            }
        }
    }

    fn within(text: &str, error: &serde_yaml::Error) -> Self {
        let message = in_our_words(&error.to_string());
        let stopped = node::offset(text, error);
        if text[stopped..].trim().is_empty() {
            let culprit = Span { start: 0, end: text.len() };
            return Self { stopped: 0, culprit, message };
        }
        Self { stopped, culprit: line_around(text, stopped), message }
    }

    fn moved(self, by: usize) -> Self {
        let culprit = Span { start: self.culprit.start + by, end: self.culprit.end + by };
        Self { stopped: self.stopped + by, culprit, ..self }
    }

    fn problem(&self, text: &str) -> ConfigDiagnostic {
        let rest = &text[self.stopped..];
        let end = self.stopped + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let help = help(&text[self.culprit.range()], rest.chars().next());
        let span = Some(Span { start: self.stopped, end });
        ConfigDiagnostic { span, message: self.message.clone(), help }
    }
}

/// The top-level entries: each begins at a line whose first column holds a key.
fn entries(text: &str) -> Vec<Span> {
    let mut entries: Vec<Span> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let continues = line.starts_with([' ', '\t', '#', '-', ']', '}', '\r', '\n']);
        match entries.last_mut() {
            Some(entry) if continues => entry.end = end,
            _ => entries.push(Span { start, end }),
        }
        start = end;
    }
    entries
}

fn line_around(text: &str, offset: usize) -> Span {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
    Span { start, end }
}

/// The parser's words up to its line and column, which the caret shows better.
fn in_our_words(message: &str) -> String {
    // Second documents are cut off before; what is left is a line further to the left than the first.
    if message.contains("more than one document") {
        return "this and what follows are not one mapping, with all keys at the same column"
            .to_owned();
    }
    let end = [" at line ", " at position ", ", while "]
        .iter()
        .filter_map(|place| message.find(place))
        .min();
    format!("this cannot be read as YAML: {}", &message[..end.unwrap_or(message.len())])
}

/// What people most often stumble over.
fn help(culprit: &str, stopped_at: Option<char>) -> Option<String> {
    let value = culprit.trim();
    let item = value.strip_prefix("- ").map(str::trim);
    let glued = value.split_once(':').filter(|(key, rest)| is_word(key) && is_word(rest));
    match (item, stopped_at) {
        (Some(item), _) if item.starts_with(SPECIAL) => {
            Some(format!("quote it: `- '{}'`", item.replace('\'', "''")))
        }
        _ if glued.is_some() => glued.map(|(key, rest)| format!("write `{key}: {rest}`")),
        (_, Some('\t')) => Some("indent with blanks; YAML takes no tabs".to_owned()),
        _ if culprit.starts_with('\t') => Some("indent with blanks; YAML takes no tabs".to_owned()),
        _ => None,
    }
}

/// Characters with a meaning of their own at the beginning of a YAML value.
const SPECIAL: [char; 10] = ['*', '&', '!', '@', '`', '%', '[', '{', '|', '>'];

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}
