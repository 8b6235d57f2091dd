//! JSON with comments, edited as text: what is not touched keeps its bytes.
//!
//! Agents' settings are written by people: comments and trailing commas are read, and stay.

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::{Range, Ranged as _};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde::Serialize;
use serde::ser::SerializeMap as _;

use crate::text::edit::Edit;
use crate::text::span::Span;

/// Why settings are not edited: what stands where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What was found, and what was expected.
    pub message: String,
}

impl SettingsError {
    /// The error about what begins at that byte.
    pub fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

/// Returns the object that the text holds.
///
/// # Errors
/// Where the text does not parse, with the place.
pub fn parse_object(text: &str) -> Result<Object<'_>, SettingsError> {
    let options = ParseOptions {
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options).map_err(|error| {
        let message = format!("not valid JSON: {}", error.kind().to_string().to_lowercase());
        SettingsError::at(text, error.range().start, message)
    })?;
    match parsed.value {
        Some(Value::Object(object)) => Ok(object),
        Some(other) => Err(SettingsError::at(text, other.start(), unexpected("an object", &other))),
        None => Err(SettingsError::at(text, 0, "expected an object, found nothing")),
    }
}

/// Returns a sentence on a value of the wrong kind.
pub fn unexpected(expected: &str, found: &Value<'_>) -> String {
    let found = match found {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "a boolean",
        Value::Object(_) => "an object",
        Value::Array(_) => "an array",
        Value::NullKeyword(_) => "null",
    };
    format!("expected {expected}, found {found}")
}

/// The items of an object or array, and the brackets around them.
#[derive(Debug)]
pub struct ItemList {
    brackets: Range,
    items: Vec<Range>,
}

impl ItemList {
    /// The properties of an object.
    pub fn of_object(object: &Object<'_>) -> Self {
        Self {
            brackets: object.range,
            items: object.properties.iter().map(|property| property.range).collect(),
        }
    }

    /// The elements of an array.
    pub fn of_array(array: &Array<'_>) -> Self {
        Self {
            brackets: array.range,
            items: array.elements.iter().map(|element| element.range()).collect(),
        }
    }

    /// Returns the edits that add an item at the end, in the layout of the last one. What was
    /// empty stays on one line: a space after its bracket tells that it was there before.
    pub fn append(&self, text: &str, item: &NewItem<'_>) -> Vec<Edit> {
        let Some(last) = self.items.last() else {
            return vec![Edit::insert(
                self.brackets.start + 1,
                format!(" {}", item.on_one_line(text)),
            )];
        };
        let layout = Layout::of(text, *last);
        let written = match &layout.indent {
            Some(indent) => format!("{}{indent}{}", layout.line_end, item.on_lines(text, indent)),
            None if is_minified(text) => item.on_one_line(text),
            None => format!(" {}", item.on_one_line(text)),
        };
        let comma = comma_after(text, last.end);
        let line_trivia = line_trivia(text, comma.map_or(last.end, |comma| comma + 1));
        let is_cut_off = layout.indent.is_none() && line_trivia.ends_in_line_comment;
        let written = format!("{}{written}", if is_cut_off { layout.line_end } else { "" });
        match comma {
            Some(_) => vec![Edit::insert(line_trivia.end, format!("{written},"))],
            None => vec![Edit::insert(last.end, ","), Edit::insert(line_trivia.end, written)],
        }
    }

    /// Returns the edits that take an item out with the comma that belongs to it; `None` where
    /// the list holds nothing else and was made for the item.
    pub fn remove(&self, text: &str, index: usize) -> Option<Vec<Edit>> {
        let item = self.items[index];
        let own_comma = comma_after(text, item.end);
        let end = own_comma.map_or(item.end, |comma| comma + 1);
        let Some(before) = index.checked_sub(1).map(|before| self.items[before]) else {
            return self.remove_first(text, item.start, end);
        };
        let comma = comma_after(text, before.end).expect("two items have a comma between them");
        let start = trivia_end(text, comma + 1, item.start);
        let rest = Edit::replace(Span { start, end }, "");
        Some(match own_comma {
            Some(_) => vec![rest],
            None => vec![Edit::replace(Span { start: comma, end: comma + 1 }, ""), rest],
        })
    }

    fn remove_first(&self, text: &str, start: usize, end: usize) -> Option<Vec<Edit>> {
        let inside = Range::new(self.brackets.start + 1, self.brackets.end - 1);
        if self.items.len() > 1 {
            let space = text[end..].len() - text[end..].trim_start().len();
            return Some(vec![Edit::replace(Span { start, end: end + space }, "")]);
        }
        let (before, after) = (&text[inside.start..start], &text[end..inside.end]);
        if before == " " {
            return Some(vec![Edit::replace(Span { start: inside.start, end }, "")]);
        }
        let has_comments = !before.trim().is_empty() || !after.trim().is_empty();
        has_comments.then(|| vec![Edit::replace(Span { start, end }, "")])
    }
}

/// An item to be written: an element, or a property with its key.
pub struct NewItem<'a> {
    /// The key of a property.
    pub key: Option<&'a str>,
    /// The value.
    pub value: &'a dyn erased::Json,
}

impl NewItem<'_> {
    fn on_one_line(&self, text: &str) -> String {
        let minified = self.value.to_line();
        let space = if is_minified(text) { "" } else { " " };
        self.key.map_or_else(|| minified.clone(), |key| format!("\"{key}\":{space}{minified}"))
    }

    fn on_lines(&self, text: &str, indent: &str) -> String {
        let unit = indent_unit(text);
        let line_end = line_end(text);
        let pretty = self.value.to_lines(unit).replace('\n', &format!("{line_end}{indent}"));
        self.key.map_or_else(|| pretty.clone(), |key| format!("\"{key}\": {pretty}"))
    }
}

/// Values that can be written, whatever their type.
pub mod erased {
    use serde::Serialize;
    use serde_json::ser::{PrettyFormatter, Serializer};

    /// A value as JSON.
    pub trait Json {
        /// On one line.
        fn to_line(&self) -> String;
        /// On several lines, each level indented by one more unit.
        fn to_lines(&self, unit: &str) -> String;
    }

    impl<T: Serialize> Json for T {
        fn to_line(&self) -> String {
            serde_json::to_string(self).expect("strings and numbers always serialize")
        }

        fn to_lines(&self, unit: &str) -> String {
            let mut bytes = Vec::new();
            let formatter = PrettyFormatter::with_indent(unit.as_bytes());
            let mut serializer = Serializer::with_formatter(&mut bytes, formatter);
            self.serialize(&mut serializer).expect("strings and numbers always serialize");
            String::from_utf8(bytes).expect("JSON is UTF-8")
        }
    }
}

/// An object with one key.
pub struct OneKey<'a, T>(pub &'a str, pub T);

impl<T: Serialize> Serialize for OneKey<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0, &self.1)?;
        map.end()
    }
}

/// How the items of a list are laid out.
struct Layout<'a> {
    /// What is in front of an item that begins its line; `None` where it does not.
    indent: Option<&'a str>,
    line_end: &'static str,
}

impl<'a> Layout<'a> {
    fn of(text: &'a str, item: Range) -> Self {
        let before = &text[..item.start];
        let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        let is_first = before.contains('\n') && line.trim().is_empty();
        Self { indent: is_first.then_some(line), line_end: line_end(text) }
    }
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// What one level is indented by: as the first indented line is.
fn indent_unit(text: &str) -> &str {
    let mut lines = text.lines().skip(1);
    let indent = lines.find_map(|line| {
        let indent = &line[..line.len() - line.trim_start().len()];
        (!indent.is_empty() && indent.len() < line.trim_end().len()).then_some(indent)
    });
    indent.unwrap_or("  ")
}

fn is_minified(text: &str) -> bool {
    text.contains("\":") && !text.contains("\": ")
}

/// Where the comma is that follows, after space and comments.
fn comma_after(text: &str, from: usize) -> Option<usize> {
    let next = trivia(text, from).last().map_or(from, |part| part.end);
    text[next..].starts_with(',').then_some(next)
}

/// The end of the last comment between the two places, or the first place.
fn trivia_end(text: &str, from: usize, to: usize) -> usize {
    let comments = trivia(text, from).filter(|part| part.end <= to && !is_space(text, *part));
    comments.last().map_or(from, |comment| comment.end)
}

/// What follows on the same line.
struct LineTrivia {
    /// The end of the last comment that begins there, or the place itself.
    end: usize,
    ends_in_line_comment: bool,
}

fn line_trivia(text: &str, from: usize) -> LineTrivia {
    let on_line = trivia(text, from)
        .take_while(|part| !(is_space(text, *part) && text[part.start..part.end].contains('\n')))
        .filter(|part| !is_space(text, *part));
    let last = on_line.last();
    LineTrivia {
        end: last.map_or(from, |comment| comment.end),
        ends_in_line_comment: last.is_some_and(|comment| text[comment.start..].starts_with("//")),
    }
}

fn is_space(text: &str, part: Range) -> bool {
    !text[part.start..].starts_with('/')
}

/// The runs of space and the comments from there on, up to the first thing that is neither.
fn trivia(text: &str, from: usize) -> impl Iterator<Item = Range> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let length = if rest.starts_with("//") {
            // The end of the line stays: it is not the comment's.
            rest.find(['\n', '\r']).unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            rest.len() - rest.trim_start().len()
        };
        let part = Range::new(at, at + length);
        at += length;
        (length > 0).then_some(part)
    })
}
