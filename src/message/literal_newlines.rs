//! Line breaks that a shell did not expand: `-m "checkpoint: …\n\nPhase: …"`.

use crate::message::sections::section::SectionKey;
use crate::text::str::Str;

const LITERAL: &str = "\\n";

/// The lines of a first line that holds whole sections, and what stands between them.
pub(crate) fn split(line: Str<'_>) -> Option<(Vec<Str<'_>>, Vec<Str<'_>>)> {
    let begins_section = |part: &Str<'_>| {
        let key = part.split_once(":").map(|(key, _)| key.trim_start());
        key.is_some_and(|key| SectionKey::named(&key).is_some())
    };
    let lines: Vec<_> = line.as_str().split(LITERAL).map(|part| line.slice_ref(part)).collect();
    let literals: Vec<_> =
        line.as_str().matches(LITERAL).map(|literal| line.slice_ref(literal)).collect();
    lines[1..].iter().any(begins_section).then_some((lines, literals))
}

#[cfg(test)]
mod tests {
    use crate::message::parse::Message;

    const MEANT: &str = "checkpoint: Phase 3 Paused - Tasks\n\nPhase: 3 - Tasks\nStatus: Paused\n";

    #[test]
    fn a_message_in_one_line_gets_its_lines_back() {
        let escaped = MEANT.trim_end().replace('\n', crate::message::literal_newlines::LITERAL);
        let message = Message::parse(&escaped);
        assert_eq!(message.literal_newlines[0].span().start, 34);
        assert_eq!(message.edited(&[]), MEANT);
        let signed = format!("{escaped}\n\nSigned-off-by: A <a@b>\n");
        let message = Message::parse(&signed);
        assert_eq!(message.trailers.len(), 1);
        assert_eq!(message.edited(&[]), format!("{MEANT}\nSigned-off-by: A <a@b>\n"));
    }

    #[test]
    fn others_are_left_as_they_are() {
        for text in [
            MEANT.to_owned(),
            MEANT.replacen("Tasks\n", "Split at \\nPhase: too\n", 1),
            "checkpoint: Phase 3 Paused - Split at \\n and \\r\n".to_owned(),
        ] {
            let message = Message::parse(&text);
            assert!(message.literal_newlines.is_empty(), "{text}");
            assert_eq!(message.edited(&[]), text);
        }
    }
}
