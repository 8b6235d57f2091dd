//! The value of Last Checkpoint as derived data: shown in the worktree, and
//! held by no commit.
//!
//! What we own is exactly 25 bytes, a hash with its date or the [`CONSTANT`]
//! that stands for it. All forms are of one length, because git takes a file
//! whose size changed for modified without asking a filter (read-cache.c,
//! `ie_modified`). Markup and words around the 25 bytes are the author's.

use crate::session::model::Session;
use crate::text::span::Span;
use crate::text::str::Str;

/// What commits hold in the place of the value; a command that finds it, too.
pub const CONSTANT: &str = "git log --grep=checkpoint";

const LENGTH: usize = CONSTANT.len();
const DIGITS: usize = 12;

/// Larger files pass as they are, as they do everywhere else.
const LARGEST: usize = 4 * 1024 * 1024;

/// One of the forms of the owned bytes: `0123456789ab (2026-03-01)`, or the constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotValue(String);

impl SlotValue {
    /// That of a checkpoint, by its full hash and date; `None` where the two
    /// cannot make up the form.
    pub fn of(hash: &str, date: &str) -> Option<Self> {
        let value = format!("{} ({date})", hash.get(..DIGITS)?);
        (form_at(&value) && value.len() == LENGTH).then_some(Self(value))
    }

    /// That of no checkpoint in particular.
    pub fn constant() -> Self {
        Self(CONSTANT.to_owned())
    }
}

/// The owned value that a version of the file holds; `None` for a file without
/// the field, with another form in it, and for what is not text.
pub fn read_slot(version: &[u8]) -> Option<SlotValue> {
    let text = as_text(version)?;
    slot_span(text).map(|span| SlotValue(text[span.range()].to_owned()))
}

/// The version with another value in the place of the owned one; not a byte
/// besides changes, and nothing at all where there is none.
pub fn write_slot(mut version: Vec<u8>, value: &SlotValue) -> Vec<u8> {
    if let Some(span) = as_text(&version).and_then(slot_span) {
        version[span.range()].copy_from_slice(value.0.as_bytes());
    }
    version
}

/// The constant, where Last Checkpoint's value is that.
pub(crate) fn constant_in(value: Str<'_>) -> Option<Str<'_>> {
    owned_in(value).filter(|owned| owned.as_str() == CONSTANT)
}

fn as_text(version: &[u8]) -> Option<&str> {
    (version.len() <= LARGEST).then(|| std::str::from_utf8(version).ok())?
}

/// Where the owned value stands.
///
/// Whichever form is there, the same place is found: all begin and end with
/// what cannot stand directly beside them.
pub(crate) fn slot_span(text: &str) -> Option<Span> {
    // Most files that pass here have none, and need not be read.
    if !text.contains("Checkpoint") && !text.to_ascii_lowercase().contains("checkpoint") {
        return None;
    }
    owned_in(Session::parse(text).field("Last Checkpoint")?.value).map(Str::span)
}

fn owned_in(value: Str<'_>) -> Option<Str<'_>> {
    let mut starts = (0..value.len()).filter(|&at| value.is_char_boundary(at));
    let start = starts.find(|&at| form_at(&value[at..]) && is_bounded(&value, at))?;
    Some(value.slice(start..start + LENGTH))
}

/// Whether the text begins with one of the forms.
fn form_at(text: &str) -> bool {
    text.starts_with(CONSTANT) || is_dated_hash(text.as_bytes())
}

fn is_dated_hash(text: &[u8]) -> bool {
    const SHAPE: &[u8; LENGTH] = b"xxxxxxxxxxxx (dddd-dd-dd)";
    text.len() >= LENGTH
        && SHAPE.iter().zip(text).all(|(shape, byte)| match shape {
            b'x' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            b'd' => byte.is_ascii_digit(),
            _ => byte == shape,
        })
}

/// Whether the 25 bytes from there on are not part of a longer word.
fn is_bounded(value: &str, at: usize) -> bool {
    let is_inside = |c: char| c.is_alphanumeric();
    !value[..at].ends_with(is_inside) && !value[at + LENGTH..].starts_with(is_inside)
}

#[cfg(test)]
mod tests {
    use crate::session::slot::slot_conversion::to_placeholder;
    use proptest::prelude::*;

    use super::*;

    const HASH: &str = "0123456789ab (2026-03-01)";

    fn value(text: &str) -> SlotValue {
        let value = SlotValue(text.to_owned());
        assert!(form_at(text) && text.len() == LENGTH);
        value
    }

    fn holding(value: &str) -> String {
        format!(
            "# S\n\n**Current Phase**: Phase 1\n**Last Checkpoint**: {value}\n\n## Phase 1: A\n"
        )
    }

    fn held_in(text: &str) -> Option<String> {
        read_slot(text.as_bytes()).map(|value| value.0)
    }

    #[test]
    fn a_value_is_twelve_digits_and_a_date() {
        let hash = "0123456789abcdef".repeat(4);
        assert_eq!(SlotValue::of(&hash, "2026-03-01").unwrap().0, HASH);
        assert_eq!(SlotValue::of(&hash[..40], "2026-03-01").unwrap().0, HASH);
        for date in ["", "10000-01-01", "2026-3-1", "x026-03-01"] {
            assert_eq!(SlotValue::of(&hash, date), None, "{date}");
        }
        assert_eq!(SlotValue::of("0123", "2026-03-01"), None);
    }

    #[test]
    fn the_value_is_found_within_markup_and_words() {
        for form in [CONSTANT, HASH] {
            for around in
                ["{}", "`{}`", "**{}** and more", "✅ {} - x", "({})", "{} | **Focus**: x"]
            {
                let text = holding(&around.replace("{}", form));
                assert_eq!(held_in(&text).as_deref(), Some(form), "{around}");
            }
        }
    }

    #[test]
    fn other_forms_are_not_owned() {
        for other in [
            "",
            "[none yet]",
            "0123456 (2026-03-01)",
            "0123456789abc (2026-03-01)",
            "0123456789AB (2026-03-01)",
            "0123456789ab (2026-3-01)",
            "x0123456789ab (2026-03-01)",
            "git log --grep=checkpoints",
            "`0123456789ab` (2026-03-01)",
        ] {
            assert_eq!(held_in(&holding(other)), None, "{other}");
        }
    }

    #[test]
    fn only_the_header_field_is_owned() {
        for text in [
            format!("# S\n\n## Phase 1\n**Last Checkpoint**: {HASH}\n"),
            format!("```\n**Last Checkpoint**: {HASH}\n```\n"),
            format!("---\nx: 1\n**Last Checkpoint**: {HASH}\n---\n"),
            format!("Last Checkpoint {HASH}\n"),
        ] {
            assert_eq!(held_in(&text), None, "{text}");
            assert_eq!(
                write_slot(text.clone().into_bytes(), &SlotValue::constant()),
                text.into_bytes()
            );
        }
        let twice = holding(&format!("{CONSTANT}\n**Last Checkpoint**: {HASH}"));
        let other = write_slot(twice.clone().into_bytes(), &value("ffffffffffff (2026-01-01)"));
        assert_eq!(
            String::from_utf8(other).unwrap(),
            twice.replace(CONSTANT, "ffffffffffff (2026-01-01)")
        );
    }

    #[test]
    fn line_ends_byte_order_mark_and_front_matter_do_not_matter() {
        for text in [
            holding(HASH).replace('\n', "\r\n"),
            format!("\u{feff}{}", holding(HASH)),
            format!("---\ntitle: x\n---\n{}", holding(HASH)),
            holding(HASH).replace("**:", ":**"),
            holding(HASH).replace("## Phase 1: A", "### Phase 1: A ✅"),
        ] {
            let constant = write_slot(text.clone().into_bytes(), &SlotValue::constant());
            assert_eq!(String::from_utf8(constant).unwrap(), text.replace(HASH, CONSTANT));
        }
    }

    #[test]
    fn conversion_brings_the_constant_in_and_takes_last_commit_out() {
        let others =
            ["[none yet]", "abc1234 (2025-10-23)", "29549bd (2026-01-05)", "pending", HASH];
        for before in others {
            assert_eq!(to_placeholder(&holding(before)), holding(CONSTANT), "{before}");
        }
        assert_eq!(
            to_placeholder(&holding("`29549bd` (2026-01-05) - worked")),
            holding(&format!("`{CONSTANT}` - worked"))
        );
        let last = "29549bd (2026-01-05)\n**Last Commit**: a50c702 (2026-01-05)";
        assert_eq!(to_placeholder(&holding(last)), holding(CONSTANT));
        let said = "29549bd (2026-01-05)\n**Last Commit**: a50c702 (2026-01-05) by Ann";
        assert!(to_placeholder(&holding(said)).contains("by Ann"));
        let twice = format!("{last}\n**Last Commit**: a50c702 (2026-01-05)");
        assert_eq!(to_placeholder(&holding(&twice)), holding(CONSTANT));
        let absent = "**Current Phase**: Phase 1\n\n## Phase 1: A\n";
        assert_eq!(
            to_placeholder(absent),
            format!(
                "**Current Phase**: Phase 1\n**Last Checkpoint**: {CONSTANT}\n\n## Phase 1: A\n"
            )
        );
        for stays in ["# Notes\n", &holding(CONSTANT)] {
            assert_eq!(to_placeholder(stays), stays);
        }
    }

    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let pieces: Vec<&'static [u8]> = vec![
            b"**Last Checkpoint**: ",
            b"**Last Checkpoint:** ",
            b"- **last checkpoint**: ",
            b"**Current Phase**: Phase 1",
            CONSTANT.as_bytes(),
            HASH.as_bytes(),
            b"ffffffffffff (2025-12-31)",
            b"0123456789ab",
            b" (2026-03-01)",
            b"(2026-",
            b"`",
            b"**",
            b" | ",
            b"\n",
            b"\r\n",
            b"\n\n",
            b"---\n",
            b"===\n",
            b"```\n",
            b"## Phase 1: A\n",
            b"# S\n",
            b"<<<<<<< HEAD\n",
            b"=======\n",
            b">>>>>>> x\n",
            b"<!-- ",
            b"-->",
            b"[",
            b"](x)",
            b"> ",
            b"    ",
            b"\xef\xbb\xbf",
            b"\xff",
            b"\0",
            "é".as_bytes(),
            b"git",
            b"checkpoint",
            b"g",
            b"1",
        ];
        prop_oneof![
            12 => proptest::sample::select(pieces).prop_map(<[u8]>::to_vec),
            1 => proptest::collection::vec(any::<u8>(), 0..4),
        ]
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let header = prop_oneof![
            3 => Just(b"**Last Checkpoint**: ".to_vec()),
            1 => Just(Vec::new()),
        ];
        (header, proptest::collection::vec(piece(), 0..24))
            .prop_map(|(header, pieces)| [header, pieces.concat()].concat())
    }

    fn any_value() -> impl Strategy<Value = SlotValue> {
        prop_oneof![
            Just(value(CONSTANT)),
            "[0-9a-f]{12} \\([0-9]{4}-[0-9]{2}-[0-9]{2}\\)".prop_map(|text| value(&text)),
        ]
    }

    proptest! {
        #[test]
        fn one_span_changes_and_nothing_else(bytes in bytes(), new in any_value()) {
            let after = write_slot(bytes.clone(), &new);
            prop_assert_eq!(after.len(), bytes.len());
            match read_slot(&bytes) {
                None => prop_assert_eq!(after, bytes),
                Some(old) => {
                    prop_assert_eq!(read_slot(&after), Some(new));
                    // There and back is the identity.
                    prop_assert_eq!(write_slot(after, &old), bytes);
                }
            }
        }

        #[test]
        fn what_is_converted_is_owned_or_unchanged(bytes in bytes()) {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let once = to_placeholder(&text);
            prop_assert!(once == text || read_slot(once.as_bytes()) == Some(SlotValue::constant()));
            prop_assert_eq!(to_placeholder(&once), once);
        }
    }
}
