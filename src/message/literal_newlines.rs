//! Line breaks that were meant, and are none: `-m "checkpoint: …\n\nPhase: …"`, as a
//! shell hands it on.

use crate::message::parse::Message;
use crate::message::section::SectionKey;
use crate::text::str::Str;

const BREAK: &str = "\\n";

/// The first of them, where all sections that the message has stand in its first line.
pub(crate) fn first_break<'a>(message: &Message<'a>) -> Option<Str<'a>> {
    let line = message.subject.line;
    let begins_a_section = |part: &str| {
        let key = part.split_once(':').map(|(key, _)| key.trim_start());
        key.is_some_and(|key| SectionKey::ALL.iter().any(|name| name.key() == key))
    };
    let has_sections = line.as_str().split(BREAK).skip(1).any(begins_a_section);
    let at = line.find(BREAK).filter(|_| has_sections && message.sections.is_empty())?;
    Some(line.slice(at..at + BREAK.len()))
}

/// The message with the breaks that were meant.
pub(crate) fn unescaped(message: &Message<'_>) -> Option<String> {
    first_break(message)?;
    let trailers = message.trailers.iter().map(|line| format!("\n{line}"));
    let body = message.subject.line.replace(BREAK, "\n");
    Some(std::iter::once(body).chain(trailers).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEANT: &str = "checkpoint: Phase 3 Paused - Tasks\n\nPhase: 3 - Tasks\nStatus: Paused";

    #[test]
    fn a_message_in_one_line_gets_its_lines_back() {
        let escaped = MEANT.replace('\n', BREAK);
        let message = Message::parse(&escaped);
        assert_eq!(first_break(&message).unwrap().span().start, 34);
        assert_eq!(unescaped(&message).as_deref(), Some(MEANT));
        let signed = format!("{escaped}\n\nSigned-off-by: A <a@b>\n");
        let unescaped = unescaped(&Message::parse(&signed)).unwrap();
        assert_eq!(unescaped, format!("{MEANT}\nSigned-off-by: A <a@b>"));
    }

    #[test]
    fn others_are_left_as_they_are() {
        for text in [
            MEANT.to_owned(),
            MEANT.replacen("Tasks\n", "Split at \\nPhase: too\n", 1),
            "checkpoint: Phase 3 Paused - Split at \\n and \\r".to_owned(),
        ] {
            assert_eq!(unescaped(&Message::parse(&text)), None, "{text}");
        }
    }
}
