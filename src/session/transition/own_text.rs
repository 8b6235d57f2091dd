//! Text in the place of what a phase says itself.

use crate::session::model::Session;
use crate::text::span::{Span, line_ending};

/// A paragraph to stand where the phase has its own text, with a blank line
/// above; also below where there was no text yet that had one.
pub(crate) fn spaced(session: &Session<'_>, own: Span, paragraph: &str) -> String {
    let ending = line_ending(&session.text);
    let (before, tail) = (&session.text[..own.start], &session.text[own.end..]);
    let own_text = session.text[own.range()].trim_start_matches('\r');
    let is_glued = !own_text.is_empty() && !own_text.starts_with('\n');
    // The heading may be the end of the file.
    let above = usize::from(!is_glued) + usize::from(!before.ends_with('\n'));
    let is_blank_kept = own.start < own.end || !before.ends_with('\n');
    let kept = tail.split('\n').take_while(|line| line.trim().is_empty()).count();
    let below = match tail {
        _ if is_blank_kept => 0,
        "" => 1,
        rest if rest.trim().is_empty() => 0,
        _ => 2_usize.saturating_sub(kept),
    };
    format!("{}{paragraph}{}", ending.repeat(above), ending.repeat(below))
}
