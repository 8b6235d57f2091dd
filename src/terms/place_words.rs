//! The words of a text in which places are looked for.

use crate::text::str::Str;
use crate::text::words::is_written_without_spaces;

/// A word, and how it is written.
pub(crate) struct PlaceWord<'a> {
    /// Its parts: several where scripts without spaces surround paths.
    pub(crate) pieces: Vec<Str<'a>>,
    /// Whether it is the target of a Markdown link, whose label is the word before it.
    pub(crate) is_link_target: bool,
}

/// The words without the punctuation around them; what is in backticks and is a path is one word,
/// spaces and all.
pub(crate) fn words<'a>(text: Str<'a>, is_path: impl Fn(Str<'a>) -> bool) -> Vec<PlaceWord<'a>> {
    let mut found = Vec::new();
    for (index, piece) in text.split('`').enumerate() {
        let is_code = index % 2 == 1;
        if is_code && piece.contains(' ') && piece.contains('/') && is_path(piece) {
            found.push(PlaceWord { pieces: vec![piece], is_link_target: false });
        } else {
            prose(piece, &mut found);
        }
    }
    found
}

fn prose<'a>(text: Str<'a>, found: &mut Vec<PlaceWord<'a>>) {
    let mut is_link_target = text.starts_with("](");
    let mut rest = text;
    loop {
        let (part, after) = match rest.split_once("](") {
            Some((part, after)) => (part, Some(after)),
            None => (rest, None),
        };
        for word in part.as_str().split(is_gap).filter(|word| !word.is_empty()) {
            let pieces: Vec<Str<'a>> = pieces(part.slice_ref(word))
                .into_iter()
                .map(bare)
                .filter(|p| !p.is_empty())
                .collect();
            if !pieces.is_empty() {
                found.push(PlaceWord { pieces, is_link_target });
                is_link_target = false;
            }
        }
        let Some(after) = after else { return };
        (rest, is_link_target) = (after, true);
    }
}

/// Whitespace, or punctuation of scripts that write no spaces beside it.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || "，。、；：！？（）「」『』【】《》".contains(c)
}

/// The parts of a word: `src/a.ts:4,src/b.ts` are two, and of `修改src/a.ts` the path is one.
fn pieces(word: Str<'_>) -> Vec<Str<'_>> {
    let characters: Vec<(usize, char)> = word.char_indices().collect();
    let mut found = Vec::new();
    let mut start = 0;
    for (index, pair) in characters.windows(2).enumerate() {
        let ((at, before), (next, after)) = (pair[0], pair[1]);
        let beyond = characters.get(index + 2).map(|(_, c)| *c);
        if matches!(before, ',' | ';') && !after.is_ascii_digit() {
            found.push(word.slice(start..at));
            start = next;
        } else if is_script_border(before, after, beyond) {
            found.push(word.slice(start..next));
            start = next;
        }
    }
    found.push(word.slice(start..word.len()));
    found
}

/// Whether text in a script without spaces ends or begins between two characters; beside `/`, `-`,
/// `_` or the dot of an extension it is part of a path.
fn is_script_border(before: char, after: char, beyond: Option<char>) -> bool {
    let is_joint = |c: char| matches!(c, '/' | '-' | '_' | '.');
    match (is_written_without_spaces(before), is_written_without_spaces(after)) {
        (true, false) if after == '.' => beyond == Some('/'),
        (true, false) => !is_joint(after),
        (false, true) => !is_joint(before),
        _ => false,
    }
}

/// The word without quotes, brackets and sentence punctuation around it.
fn bare(word: Str<'_>) -> Str<'_> {
    let mut bare = word.as_str().trim_matches(['"', '\'', '*', '_', '<', '>', '“', '”', '‘', '’']);
    let mut pairs = [BracketCount::of(bare, '(', ')'), BracketCount::of(bare, '[', ']')];
    loop {
        let before = bare;
        bare = bare.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', '*', '…']);
        bare = pairs.iter_mut().fold(bare, |text, pair| pair.unwrapped(text));
        if bare == before {
            return word.slice_ref(bare);
        }
    }
}

/// A pair of brackets, counted once, for there may be very many.
struct BracketCount {
    open: char,
    close: char,
    /// How many more open than close.
    surplus: i64,
}

impl BracketCount {
    fn of(text: &str, open: char, close: char) -> Self {
        let count = |bracket: char| i64::try_from(text.matches(bracket).count()).unwrap_or(0);
        Self { open, close, surplus: count(open) - count(close) }
    }

    /// Takes an opening bracket off the front that is not closed inside, and the
    /// reverse; `app/(auth)/page.tsx` keeps its own.
    fn unwrapped<'t>(&mut self, text: &'t str) -> &'t str {
        let (opened, closed) = (text.strip_prefix(self.open), text.strip_suffix(self.close));
        match (opened, closed) {
            (Some(inner), Some(_)) => inner.strip_suffix(self.close).unwrap_or(text),
            (Some(inner), None) if self.surplus > 0 => {
                self.surplus -= 1;
                inner
            }
            (None, Some(inner)) if self.surplus < 0 => {
                self.surplus += 1;
                inner
            }
            _ => text,
        }
    }
}
