//! The headings, fences and front matter of a document: which lines are text at all.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::markdown::fences::FenceRepair;
use crate::markdown::field::starts_field;
use crate::markdown::inlines::without_inlines;
use crate::markdown::line::{continues_paragraph, is_rule};
use crate::text::span::Span;
use crate::text::str::Str;

/// From this size on a text is parsed without what would cost many times its size.
const LARGE: usize = 32 * 1024;

/// The blocks of a document that decide how its lines are read.
#[derive(Clone, Debug, Default)]
pub struct Outline<'a> {
    /// The headings at the top level of the document (not in quotes or lists), in order.
    pub headings: Vec<Heading<'a>>,
    /// The fenced code blocks, in order.
    pub fences: Vec<Fence<'a>>,
    /// The YAML at the very top.
    pub front_matter: Option<FrontMatter<'a>>,
    /// Fields that stand directly above `---` or `===`, which makes a heading of
    /// them in Markdown: the last line of each. They are fields nevertheless.
    pub fields_above_rule: Vec<Str<'a>>,
    text: Option<Str<'a>>,
    hidden: Vec<Span>,
}

/// One heading.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// 1 to 6.
    pub level: u8,
    /// Its line, without its ending; the text's line of a setext heading.
    pub line: Str<'a>,
    /// Its text, without the `#`s.
    pub text: Str<'a>,
    /// How it is written.
    pub form: HeadingForm,
    /// What follows it, to the end of the document.
    pub rest: Str<'a>,
}

/// How a heading is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingForm {
    /// `## Text`
    Atx,
    /// `Text` above `---` or `===`.
    Setext,
}

/// A fenced code block.
#[derive(Clone, Copy, Debug)]
pub struct Fence<'a> {
    /// The opening line.
    pub opening: Str<'a>,
    /// The first word after the opening fence; may be empty.
    pub language: Str<'a>,
    /// The whole block with both fences.
    pub whole: Str<'a>,
}

/// The front matter: what stands between the two `---`.
#[derive(Clone, Copy, Debug)]
pub struct FrontMatter<'a> {
    /// The YAML.
    pub yaml: Str<'a>,
}

impl<'a> Outline<'a> {
    /// Reads the block structure of `document`.
    pub fn of(document: Str<'a>) -> Self {
        let (front_matter, text) = split_front_matter(without_bom(document));
        let mut outline = Self { front_matter, text: Some(text), ..Self::default() };
        outline.read(text);
        outline
    }

    /// The lines, each without its ending, that are read as prose: not front
    /// matter, not inside code fences or HTML comments.
    pub fn lines(&self) -> impl Iterator<Item = Str<'a>> + '_ {
        self.lines_from(0)
    }

    /// Those from the line on that begins at this offset.
    fn lines_from(&self, offset: usize) -> impl Iterator<Item = Str<'a>> + '_ {
        let text =
            self.text.map(|text| text.slice(offset.saturating_sub(text.span().start)..text.len()));
        let first = self.hidden.partition_point(|span| span.end <= offset);
        let mut hidden = self.hidden[first..].iter().peekable();
        text.into_iter().flat_map(Str::lines).filter(move |line| {
            let start = line.span().start;
            while hidden.next_if(|span| span.end <= start).is_some() {}
            hidden.peek().is_none_or(|span| start < span.start)
        })
    }

    /// The same lines in paragraphs: each with those that go on with it. Blank
    /// lines, headings, rules and whatever begins another block stand alone.
    pub fn paragraphs(&self) -> impl Iterator<Item = Str<'a>> + '_ {
        self.paragraphs_from(0)
    }

    /// Those from the line on that begins at this offset.
    pub fn paragraphs_from(&self, offset: usize) -> impl Iterator<Item = Str<'a>> + '_ {
        let text = self.text.unwrap_or(Str::new(""));
        let mut lines = self.lines_from(offset).peekable();
        std::iter::from_fn(move || {
            let first = lines.next()?;
            let mut end = first.span().end;
            let content = first.trim();
            let is_block = content.is_empty() || content.starts_with('#') || is_rule(&content);
            while let Some(next) = lines.next_if(|next| {
                let is_below = text[end - text.span().start..next.span().start - text.span().start]
                    .bytes()
                    .all(|byte| matches!(byte, b'\r' | b'\n'));
                !is_block && is_below && continues_paragraph(*next)
            }) {
                end = next.span().end;
            }
            let offset = text.span().start;
            Some(text.slice(first.span().start - offset..end - offset))
        })
    }

    fn read(&mut self, text: Str<'a>) {
        let mut depth = 0_usize;
        let repair = FenceRepair::of(&text);
        let masked = repair.apply(without_lone_returns(&text));
        let masked = if masked.len() > LARGE { without_inlines(&masked).into() } else { masked };
        for (event, range) in Parser::new_ext(&masked, Options::empty()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                    self.heading(level, text.slice(range.start..text.len()), range.len());
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                    self.fence(text.slice(range));
                }
                Event::Start(Tag::HtmlBlock)
                    if text[range.clone()].trim_start().starts_with("<!--") =>
                {
                    self.hidden.push(text.slice(range).span());
                }
                Event::Start(Tag::BlockQuote(_) | Tag::Item) => depth += 1,
                Event::End(TagEnd::BlockQuote(_) | TagEnd::Item) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        for block in repair.unclosed {
            self.fence(text.slice(block));
        }
        self.hidden.sort_by_key(|span| span.start);
        self.fences.sort_by_key(|fence| fence.whole.span());
    }

    fn heading(&mut self, level: HeadingLevel, from: Str<'a>, length: usize) {
        let (whole, _) = from.split_at(length);
        if whole.starts_with('#') {
            let Some(line) = from.lines().next() else { return };
            self.headings.push(Heading {
                level: level as u8,
                line,
                text: atx_text(line),
                form: HeadingForm::Atx,
                rest: after(from, line),
            });
        } else {
            self.setext(level, from, whole);
        }
    }

    fn setext(&mut self, level: HeadingLevel, from: Str<'a>, whole: Str<'a>) {
        let lines: Vec<Str<'a>> = whole.trim_end().lines().collect();
        let Some((underline, text)) = lines.split_last() else { return };
        if let Some(last) = text.last().filter(|_| text.iter().any(|line| starts_field(*line))) {
            self.fields_above_rule.push(*last);
        } else if let [line] = text {
            self.headings.push(Heading {
                level: level as u8,
                line: *line,
                text: line.trim(),
                form: HeadingForm::Setext,
                rest: after(from, *underline),
            });
        }
    }

    fn fence(&mut self, whole: Str<'a>) {
        let Some(opening) = whole.lines().next() else { return };
        let info = opening.slice_ref(opening.as_str().trim_start_matches(['`', '~']));
        let language = info.trim();
        let end = language.find(|c: char| c.is_whitespace() || c == '{' || c == ',');
        let language = language.slice(0..end.unwrap_or(language.len()));
        self.hidden.push(whole.span());
        self.fences.push(Fence { opening, language, whole });
    }
}

impl Fence<'_> {
    /// How many lines of code it holds.
    pub fn code_lines(&self) -> usize {
        let inner = self.whole.lines().skip(1);
        let is_closed = self.whole.lines().skip(1).last().is_some_and(|last| {
            let last = last.trim();
            last.len() >= 3 && last.bytes().all(|byte| byte == b'`' || byte == b'~')
        });
        inner.count() - usize::from(is_closed)
    }
}

impl<'a> FrontMatter<'a> {
    /// The value of a top-level key, without quotes; `None` where it is absent or empty.
    pub fn value(&self, key: &str) -> Option<Str<'a>> {
        let line = self.yaml.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(":"))?;
        let value = line.trim();
        let quoted =
            ["\"", "'"].iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
        Some(quoted.unwrap_or(value)).filter(|value| !value.is_empty())
    }
}

fn without_bom(document: Str<'_>) -> Str<'_> {
    document.strip_prefix("\u{feff}").unwrap_or(document)
}

/// The text with a space for each `\r` that ends no line for git, for editors
/// and for [`Str::lines`], though it does in Markdown. Every offset stays.
fn without_lone_returns(text: &str) -> Cow<'_, str> {
    let is_lone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !text.match_indices('\r').any(|(at, _)| is_lone(at)) {
        return Cow::Borrowed(text);
    }
    let masked = |(at, c)| if c == '\r' && is_lone(at) { ' ' } else { c };
    Cow::Owned(text.char_indices().map(masked).collect())
}

/// What follows `line`, a part of `from`, its ending included.
fn after<'a>(from: Str<'a>, line: Str<'a>) -> Str<'a> {
    let (_, rest) = from.split_at(line.span().end - from.span().start);
    ["\r\n", "\n"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest)
}

/// The text of an ATX heading: without the opening `#`s and the closing ones,
/// which must have a space before them.
fn atx_text(line: Str<'_>) -> Str<'_> {
    let text = line.slice_ref(line.as_str().trim_start_matches('#')).trim();
    let open = text.slice_ref(text.as_str().trim_end_matches('#'));
    if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { text }
}

/// Cuts off YAML between two `---` at the very top. A rule at the top of an
/// ordinary document is none: its first line of content must be a `key:`.
fn split_front_matter(text: Str<'_>) -> (Option<FrontMatter<'_>>, Str<'_>) {
    let found = || {
        let mut lines = text.lines_inclusive();
        let opening = lines.next().filter(|line| line.trim_end().as_str() == "---")?;
        let close = lines.find(|line| matches!(line.trim_end().as_str(), "---" | "..."))?;
        let start = opening.len();
        let end = close.span().start - text.span().start;
        let yaml = text.slice(start..end);
        let is_yaml = yaml
            .lines()
            .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .is_some_and(|line| is_yaml_key(&line));
        is_yaml.then(|| (yaml, text.slice(end + close.len()..text.len())))
    };
    match found() {
        Some((yaml, rest)) => (Some(FrontMatter { yaml }), rest),
        None => (None, text),
    }
}

fn is_yaml_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        key.starts_with(|c: char| c.is_alphabetic())
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'))
    }) && !is_rule(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(document: &str) -> Vec<(u8, String)> {
        let outline = Outline::of(Str::new(document));
        outline.headings.iter().map(|h| (h.level, h.text.to_string())).collect()
    }

    #[test]
    fn headings_in_fences_quotes_lists_and_comments_are_none() {
        let document =
            "# A ##\n```sh\n# no\n```\n> ## no\n- x\n  ## no\n\n<!--\n## no\n-->\nB\n===\n";
        assert_eq!(texts(document), [(1, "A".into()), (1, "B".into())]);
    }

    #[test]
    fn fields_above_a_rule_are_no_heading() {
        let outline = Outline::of(Str::new("**A**: 1\n**B**: 2\n---\n\nText\n---\n"));
        assert_eq!(outline.headings.len(), 1);
        assert_eq!(outline.fields_above_rule[0].as_str(), "**B**: 2");
    }

    #[test]
    fn front_matter_is_yaml_at_the_very_top() {
        let outline = Outline::of(Str::new("\u{feff}---\ntitle: 'T'\n# c\n---\n# A\n"));
        assert_eq!(outline.front_matter.unwrap().value("title").unwrap().as_str(), "T");
        assert_eq!(outline.lines().map(|l| l.to_string()).collect::<Vec<_>>(), ["# A"]);
        assert!(Outline::of(Str::new("---\n**A**: b\n---\n")).front_matter.is_none());
    }

    #[test]
    fn lines_leave_out_fences_and_comments() {
        let outline = Outline::of(Str::new("a\n```\nb\n```\n<!-- c\nd -->\ne\n~~~rust,x\nf"));
        let lines: Vec<_> = outline.lines().map(|line| line.to_string()).collect();
        assert_eq!(lines, ["a", "e"]);
        let seen: Vec<_> =
            outline.fences.iter().map(|f| (f.language.to_string(), f.code_lines())).collect();
        assert_eq!(seen, [(String::new(), 1), ("rust".into(), 1)]);
    }
}
