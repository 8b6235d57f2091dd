//! Titles of phases as plans write them: in other languages, and without a separator.

use crate::markdown::phase_heading;
use crate::markdown::phase_heading::PhaseTitle;
use crate::markdown::status::split_status;
use crate::terms::phase_number::PhaseNumber;
use crate::text::str::Str;

/// How certain it is that a title names a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TitleForm {
    /// `Phase 1: Setup`, `Phase 1`
    Separated,
    /// `Phase 1 Setup`: a phase where no other line has its number.
    Unseparated,
    /// `Phase 1 Success Criteria`: about a phase.
    Report,
}

/// What a phase is called.
const WORDS: &[&str] = &[
    "phase", "fase", "fáze", "faza", "fáza", "fas", "étape", "etape", "etapa", "etap", "vaihe",
    "aşama", "asama", "faze", "fazė", "fázis", "giai đoạn", "tahap", "φάση", "στάδιο", "фаза",
    "этап", "етап", "مرحلة", "المرحلة", "שלב", "चरण",
];

/// What the parts of a plan are called that has no phases.
const STEP_WORDS: &[&str] = &[
    "milestone", "sprint", "stage", "iteration", "step", "part", "week", "epic", "meilenstein",
    "jalon", "hito", "marco", "semaine", "woche", "semana", "schritt", "paso", "неделя", "шаг",
];

/// Those of scripts without spaces: the number is on either side.
const CJK_WORDS: &[&str] = &["阶段", "階段", "フェーズ", "フェイズ", "단계", "期"];

/// What a heading about a phase speaks of, in place of a name.
const REPORT_WORDS: &[&str] = &[
    "criteria", "gate", "gates", "checklist", "metrics", "success", "summary", "overview",
    "complete", "completed", "completion", "status", "results", "review", "notes", "steps",
    "tasks", "tests", "verification", "validation", "deliverables", "considerations", "risks",
    "timeline", "dependencies", "prerequisites", "progress", "done", "retrospective",
];

/// Reads the title of a phase, and says how certain it is.
pub(crate) fn read(text: Str<'_>) -> Option<(PhaseTitle<'_>, TitleForm)> {
    if let Some(title) = phase_heading::title(text) {
        return Some((title, TitleForm::Separated));
    }
    let text = text.slice_ref(text.as_str().trim_start_matches(|c: char| !c.is_alphanumeric()));
    let (number, rest) = number_after_word(text).or_else(|| number_before_word(text))?;
    let (rest, status) = split_status(rest);
    if let Some(name) = phase_heading::name(rest) {
        return Some((PhaseTitle { number, name, status }, TitleForm::Separated));
    }
    let name = phase_heading::bare(rest);
    let is_name =
        rest.starts_with([' ', '\u{3000}', '\u{a0}']) && name.starts_with(char::is_alphabetic);
    let form = if speaks_of_report(&name) { TitleForm::Report } else { TitleForm::Unseparated };
    is_name.then_some((PhaseTitle { number, name, status }, form))
}

/// Reads the title of a phase that goes by another word: `Milestone 1: Setup`, `Sprint 2 - API`.
pub(crate) fn read_step(text: Str<'_>) -> Option<(PhaseTitle<'_>, TitleForm)> {
    let text = text.slice_ref(text.as_str().trim_start_matches(|c: char| !c.is_alphanumeric()));
    let rest = STEP_WORDS.iter().find_map(|word| after_word(text, word))?;
    let (number, rest) = number(rest.trim_start())?;
    let (rest, status) = split_status(rest);
    let name = phase_heading::name(rest)?;
    Some((PhaseTitle { number, name, status }, TitleForm::Separated))
}

fn speaks_of_report(name: &str) -> bool {
    let is_sentence = name.split_whitespace().count() > 8 || name.ends_with(['.', '!', '?']);
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    is_sentence
        || words.any(|word| REPORT_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// `Fase 2`, `Φάση 2`, `フェーズ2`, `阶段 二`, `Phase Two`.
fn number_after_word(text: Str<'_>) -> Option<(PhaseNumber, Str<'_>)> {
    let spaced = WORDS.iter().find_map(|word| {
        let rest = after_word(text, word)?;
        let trimmed = rest.trim_start();
        (trimmed.len() < rest.len()).then_some(trimmed)
    });
    let joined = || CJK_WORDS.iter().find_map(|word| text.strip_prefix(word)).map(Str::trim_start);
    number(spaced.or_else(joined)?)
}

/// `第1阶段`, `第二フェーズ`, `1단계`, `1. Phase`: German and Czech put a dot after it.
fn number_before_word(text: Str<'_>) -> Option<(PhaseNumber, Str<'_>)> {
    let (number, rest) = number(text.strip_prefix("第").unwrap_or(text).trim_start())?;
    let rest = rest.trim_start();
    let after = CJK_WORDS.iter().find_map(|word| rest.strip_prefix(word));
    Some((number, after?))
}

fn after_word<'a>(text: Str<'a>, word: &str) -> Option<Str<'a>> {
    let mut end = 0;
    for wanted in word.chars() {
        let found = text[end..].chars().next()?;
        if !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        end += found.len_utf8();
    }
    Some(text.slice(end..text.len()))
}

fn number(text: Str<'_>) -> Option<(PhaseNumber, Str<'_>)> {
    if let Some(found) = phase_heading::number(text) {
        return Some(found);
    }
    spelled(text).and_then(|(value, length)| {
        let number = PhaseNumber::parse(&value.to_string())?;
        Some((number, text.slice(length..text.len())))
    })
}

/// A number in words, and how many bytes it takes.
fn spelled(text: Str<'_>) -> Option<(usize, usize)> {
    const ENGLISH: &[&str] = &[
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    const ROMAN: [&str; 12] =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    const CHINESE: &[&str] = &["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let word = &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())];
    let english = ENGLISH.iter().position(|known| word.eq_ignore_ascii_case(known));
    let whole = english.or_else(|| ROMAN.iter().position(|known| *known == word));
    if let Some(index) = whole {
        return Some((index + 1, word.len()));
    }
    let index = CHINESE.iter().position(|known| text.starts_with(known))?;
    Some((index + 1, CHINESE[index].len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(String, String, TitleForm)> {
        let (title, form) = read(Str::new(text))?;
        Some((title.number.to_string(), title.name.to_string(), form))
    }

    #[test]
    fn parts_by_other_words_are_phases_where_there_are_none() {
        let phases = |text: &str| {
            let plan = crate::plan::model::Plan::parse(text);
            let shown = plan.phases.iter().map(|phase| format!("{} {}", phase.number, phase.name));
            shown.collect::<Vec<_>>()
        };
        for word in ["Milestone", "Sprint", "Step", "STAGE", "Week", "Meilenstein"] {
            let text = format!(
                "# Plan\n\n## {word} 1: Base\n- a\n\n### {word} 1: part\n\n## {word} 2 - API\n- b\n"
            );
            assert_eq!(phases(&text), ["1 Base", "2 API"], "{word}");
        }
        assert_eq!(phases("## Phase 1: A\n### Step 1: b\n## Step 2: c\n"), ["1 A"]);
        assert!(phases("# Plan\n\n## Weekly notes\n").is_empty());
    }

    #[test]
    fn titles_of_other_languages_are_read() {
        for (text, number, name) in [
            ("Fase 1: Base", "1", "Base"),
            ("Étape 2 – API", "2", "API"),
            ("Φάση 3: Σχεδίαση", "3", "Σχεδίαση"),
            ("ФАЗА 1. Каркас", "1", "Каркас"),
            ("Этап 2 — API", "2", "API"),
            ("阶段 1：基础", "1", "基础"),
            ("阶段一：基础", "1", "基础"),
            ("第二阶段：接口", "2", "接口"),
            ("第3フェーズ：仕上げ", "3", "仕上げ"),
            ("フェーズ1：設計", "1", "設計"),
            ("1단계: 설정", "1", "설정"),
            ("Phase Two: API", "2", "API"),
            ("Phase III: API", "3", "API"),
        ] {
            assert_eq!(
                of(text),
                Some((number.into(), name.into(), TitleForm::Separated)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_title_without_separator_is_told_from_a_report() {
        use TitleForm::{Report, Unseparated};
        for (text, form) in [
            ("Phase 1 Setup", Unseparated),
            ("Fase 2 API", Unseparated),
            ("Phase 1 Quality Gate", Report),
            ("PHASE 1 COMPLETION CHECKLIST", Report),
            ("Phase 1 users can upgrade without breaking changes.", Report),
        ] {
            assert_eq!(of(text).map(|(_, _, found)| found), Some(form), "{text}");
        }
        for text in ["Phase Overview", "Fasern 1: x", "Current Phase", "1. Setup", "Phase", ""] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
