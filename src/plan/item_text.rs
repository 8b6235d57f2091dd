//! What the text of an item says: nothing, several things, or how long it takes.

use crate::plan::model::PlanItem;
use crate::text::str::Str;

/// Whether an item only says that there is none: `N/A`, `-`, `None (see phase 2)`.
pub(crate) fn says_nothing(text: &str) -> bool {
    const NOTHING: [&str; 18] = [
        "", "n/a", "na", "n.a", "none", "nothing", "nil", "not applicable", "none yet", "keine",
        "aucune", "aucun", "ninguna", "ninguno", "nenhuma", "无", "なし", "없음",
    ];
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let remark = [" (", " - ", " – ", " — ", ", ", ": "];
    let end = remark.iter().filter_map(|mark| bare.find(mark)).min().unwrap_or(bare.len());
    // `None: …` says something.
    let is_label = bare[end..].starts_with(": ");
    NOTHING.contains(&bare[..end].trim_matches(|c: char| !c.is_alphanumeric())) && !is_label
}

/// The parts of a sentence that semicolons divide, outside of parentheses and code.
pub(crate) fn clauses(text: Str<'_>) -> Vec<Str<'_>> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut is_code) = (0, 0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '`' => is_code = !is_code,
            '(' | '[' | '{' | '（' if !is_code => depth += 1,
            ')' | ']' | '}' | '）' if !is_code => depth = depth.saturating_sub(1),
            ';' | '；' if !is_code && depth == 0 => {
                found.push(text.slice(start..at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(text.slice(start..text.len()));
    let parts = found.into_iter().map(|part| {
        let part = part.trim();
        let part = part.strip_prefix("and ").map_or(part, Str::trim);
        part.slice_ref(part.as_str().trim_end_matches('.'))
    });
    parts.filter(|part| part.contains(char::is_alphanumeric)).collect()
}

/// Takes the durations off the ends of the texts where several have one: a single one may be part
/// of what is to be done, as in `Session timeout (20 min)`.
pub(crate) fn take_durations(items: &mut [PlanItem<'_>]) {
    let with = items.iter().filter(|item| before_duration(item.text).is_some()).count();
    if with < 2 {
        return;
    }
    for item in items {
        if let Some(text) = before_duration(item.text) {
            item.text = crate::markdown::line::without_markup(text);
        }
    }
}

/// What stands before `(20 min)`, `(~2-3 hours)`, `[1d]`, `(est. 2h)` at the end.
fn before_duration(text: Str<'_>) -> Option<Str<'_>> {
    const UNITS: [&str; 18] = [
        "min", "mins", "minute", "minutes", "m", "h", "hr", "hrs", "hour", "hours", "d", "day",
        "days", "w", "week", "weeks", "std", "stunden",
    ];
    let inner = text.strip_suffix(")").or_else(|| text.strip_suffix("]"))?;
    let open = inner.rfind(['(', '['])?;
    let said = inner[open + 1..].to_lowercase();
    let said = said.trim_start_matches(['~', '≈', '<', ' ']);
    let said = ["estimated", "estimate", "est.", "est", "about", "ca."]
        .iter()
        .find_map(|word| said.strip_prefix(word))
        .unwrap_or(said);
    let said = said.trim_matches([' ', ':', '~', '+']);
    let is_number = |c: char| c.is_ascii_digit() || " .,-–~to+".contains(c);
    let unit = said.trim_start_matches(is_number);
    let unit = if said.starts_with(|c: char| c.is_ascii_digit()) { unit } else { "" };
    let before = text.slice(0..open).trim_end();
    (UNITS.contains(&unit) && !before.is_empty()).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_no_task() {
        for text in ["N/A", "n/a", "None", "None.", "-", "—", "None (see phase 2)", "_none_", "无"]
        {
            assert!(says_nothing(text), "{text}");
        }
        for text in
            ["None of the forms validates", "TBD", "TODO: write it", "Todo list", "Nothing box"]
        {
            assert!(!says_nothing(text), "{text}");
        }
    }

    #[test]
    fn semicolons_divide_outside_of_parentheses_and_code() {
        let of =
            |text| -> Vec<&str> { clauses(Str::new(text)).into_iter().map(Str::as_str).collect() };
        assert_eq!(
            of("set up; wire (a; b); and run `x; y`."),
            ["set up", "wire (a; b)", "run `x; y`"]
        );
        assert_eq!(of("set up"), ["set up"]);
    }

    #[test]
    fn durations_are_known_by_their_units() {
        let before = |text| before_duration(Str::new(text)).map(Str::as_str);
        for text in
            ["a (20 min)", "a (~2h)", "a (2-3 hours)", "a [1d]", "a (est. 2 hours)", "a (0.5 days)"]
        {
            assert_eq!(before(text), Some("a"), "{text}");
        }
        for text in
            ["a (max 20 min)", "a (2 files)", "a (h)", "a (v2)", "(20 min)", "a 20 min", "a (day)"]
        {
            assert_eq!(before(text), None, "{text}");
        }
    }
}
