//! Which characters can move the cursor, reorder or hide text.

/// Whether the character can move the cursor, reorder or hide text wherever it is.
pub fn is_unsafe_for_terminal(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        _ if c < '\u{7f}' => c < ' ',
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            true
        }
        // Separators of lines and paragraphs; annotations; a byte order mark; tags.
        '\u{2028}' | '\u{2029}' | '\u{fff0}'..='\u{fffb}' | '\u{feff}' => true,
        // Unicode's other default-ignorable characters (DerivedCoreProperties.txt): soft
        // hyphen, grapheme joiner, fillers, zero-width space, word joiner, invisible
        // operators, deprecated format controls, controls of shorthand and music.
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' => true,
        '\u{3164}' | '\u{ffa0}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => true,
        '\u{e0000}'..='\u{e0fff}' => !is_modifier(c),
        '\u{fdd0}'..='\u{fdef}' => true,
        _ => c.is_control() || u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// Each character, and whether it is unsafe where it stands.
///
/// Joiners and variation selectors are invisible too, but belong to ordinary
/// emoji and to many scripts: one is welcome directly after a visible character
/// of theirs. Anywhere else, or several in a row, they only hide something.
pub fn with_unsafe_marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = Before::Nothing;
    text.chars().map(move |c| {
        let is_stray = is_modifier(c) && !before.takes(c);
        before = if is_stray { Before::Nothing } else { before.followed_by(c) };
        (c, is_stray || is_unsafe_for_terminal(c))
    })
}

/// Whether something in the text is unsafe where it stands.
pub fn has_unsafe(text: &str) -> bool {
    with_unsafe_marked(text).any(|(_, is_unsafe)| is_unsafe)
}

const JOINER: char = '\u{200d}';
const TEXT_STYLE: char = '\u{fe0e}';
const EMOJI_STYLE: char = '\u{fe0f}';

/// What a modifier would modify.
#[derive(Clone, Copy)]
enum Before {
    /// Nothing that takes one.
    Nothing,
    /// A digit, `#` or `*`, which a style makes a keycap of.
    Key,
    /// A character beyond ASCII.
    Visible,
    /// The same with its style, as in `⚕️`; a joiner may follow.
    Styled,
}

impl Before {
    fn takes(self, modifier: char) -> bool {
        match self {
            Before::Nothing => false,
            Before::Key => matches!(modifier, TEXT_STYLE | EMOJI_STYLE),
            Before::Visible => true,
            Before::Styled => modifier == JOINER,
        }
    }

    fn followed_by(self, c: char) -> Self {
        match (self, c) {
            (Before::Visible, TEXT_STYLE | EMOJI_STYLE) => Before::Styled,
            _ if is_modifier(c) => Before::Nothing,
            (_, '0'..='9' | '#' | '*') => Before::Key,
            _ if c.is_ascii() || c.is_whitespace() || is_unsafe_for_terminal(c) => Before::Nothing,
            _ => Before::Visible,
        }
    }
}

/// Whether the character changes how the one before it looks, and is invisible itself.
fn is_modifier(c: char) -> bool {
    matches!(c,
        '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_emoji_and_scripts_need_stays() {
        for text in [
            "⏸️ ✅ 👩‍👧 👩🏽‍⚕️ 🏳️‍🌈 #️⃣ 1️⃣ ❤︎",
            "می‌خواهم",
            "क्‍ष नि‍",
            "葛\u{e0100} \u{1820}\u{180b}",
            "é 漢字 e\u{301}\t\n",
        ] {
            assert!(!has_unsafe(text), "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_unsafe() {
        let hidden = "\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{200b}\u{200e}\u{2060}\u{2063}\
                      \u{2065}\u{206a}\u{206f}\u{2028}\u{202e}\u{2069}\u{3164}\u{feff}\u{ffa0}\
                      \u{fff9}\u{fffb}\u{1bca0}\u{1d173}\u{e0001}\u{e0041}\u{e007f}\u{e01f0}";
        for c in hidden.chars() {
            assert!(has_unsafe(&format!("漢{c}x")), "{c:?}");
        }
    }

    #[test]
    fn modifiers_that_modify_nothing_are_unsafe() {
        for text in [
            "a\u{200d}b",
            "a\u{200c}",
            "\u{200d}",
            "x\u{fe0f}",
            " \u{fe0f}",
            "1\u{200d}",
            "1\u{fe0f}\u{fe0f}",
            "1\u{fe0f}\u{200d}",
            "😀\u{fe01}\u{fe02}",
            "😀\u{fe0f}\u{fe0f}\u{fe0f}",
            "😀\u{e0100}\u{e0101}",
            "漢\u{200d}\u{200d}",
            "漢\u{200c}\u{200d}\u{200c}",
        ] {
            assert!(has_unsafe(text), "{text:?}");
        }
    }
}
