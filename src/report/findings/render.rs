//! Findings as people read them, with the line and a caret.

use annotate_snippets::{AnnotationKind, Group, Level as Weight, Renderer, Snippet};

use crate::config::model::ConfigDiagnostic;
use crate::finding::{Finding, Level};
use crate::report::findings::document::Document;
use crate::report::findings::snippet_line::{Excerpt, Lines};
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::{sanitize, sanitize_line, shorten};
use crate::text::span::{Position, Span};

/// A message or a help is quoted from a file: beyond this many columns it is no longer read.
const MAX_TEXT: usize = 1_000;

/// The findings, one below the other, a blank line between them; those that are off are left out.
pub fn findings(document: &Document<'_>, findings: &[Finding], style: Style) -> String {
    let seen = findings.iter().filter(|finding| finding.level != Level::Off);
    let drawings = seen.map(|finding| Drawing {
        level: finding.level,
        rule: Some(finding.rule.name),
        span: finding.span,
        message: &finding.message,
        label: &finding.label,
        help: finding.help.as_deref(),
    });
    draw(document, drawings, style)
}

/// What in the configuration file cannot be used, drawn like findings.
pub fn problems(document: &Document<'_>, problems: &[ConfigDiagnostic], style: Style) -> String {
    let drawings = problems.iter().map(|problem| Drawing {
        level: Level::Warning,
        rule: None,
        span: problem.span,
        message: &problem.message,
        label: "",
        help: problem.help.as_deref(),
    });
    draw(document, drawings, style)
}

/// What findings and problems have in common.
struct Drawing<'a> {
    level: Level,
    rule: Option<&'static str>,
    span: Option<Span>,
    message: &'a str,
    label: &'a str,
    help: Option<&'a str>,
}

fn draw<'a>(
    document: &Document<'_>,
    drawings: impl Iterator<Item = Drawing<'a>>,
    style: Style,
) -> String {
    let lines = Lines::new(document.text);
    let drawn: Vec<String> =
        drawings.map(|drawing| drawing.draw(document.name, &lines, style)).collect();
    drawn.join("\n")
}

impl Drawing<'_> {
    fn draw(&self, name: &str, lines: &Lines<'_>, style: Style) -> String {
        let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
        // Everything is cut to size before, so the renderer need not cut anything.
        let renderer = renderer.term_width(10 * MAX_TEXT);
        let name = sanitize_line(name);
        match self.span {
            Some(span) => {
                self.with_excerpt(&renderer, Excerpt::new(lines, span, style.width), &name)
            }
            None => self.without_excerpt(&renderer, &name, style),
        }
    }

    fn with_excerpt(&self, renderer: &Renderer, excerpt: Excerpt, name: &str) -> String {
        let Excerpt { position: Position { line, column }, text, culprit } = excerpt;
        let shown = format!("{PLACE}:{line}:{}", text[..culprit.start].chars().count() + 1);
        let label = (!self.label.is_empty()).then(|| sanitize_line(self.label).into_owned());
        let caret = AnnotationKind::Primary.span(culprit.range()).label(label);
        let snippet = Snippet::source(text).path(PLACE).line_start(line).annotation(caret);
        let first = self.title().element(snippet);
        let groups: Vec<Group<'_>> = std::iter::once(first).chain(self.help()).collect();
        renderer.render(&groups).replacen(&shown, &format!("{name}:{line}:{column}"), 1) + "\n"
    }

    /// The renderer would set the arrow one column to the left of where it is elsewhere.
    fn without_excerpt(&self, renderer: &Renderer, name: &str, style: Style) -> String {
        let title = renderer.render(&[Group::with_title(self.title())]);
        let mut drawn = format!("{title}\n {} {name}\n", style.frame("-->"));
        if let Some(help) = self.help() {
            drawn.push_str(&format!("  {}\n{}\n", style.frame("|"), renderer.render(&[help])));
        }
        drawn
    }

    fn title(&self) -> annotate_snippets::Title<'_> {
        let weight = match self.level {
            Level::Error => Weight::ERROR,
            Level::Warning | Level::Off => Weight::WARNING,
        };
        let message = sanitize_line(self.message);
        let title = weight.primary_title(shorten(&message, MAX_TEXT).into_owned());
        match self.rule {
            Some(rule) => title.id(rule),
            None => title,
        }
    }

    fn help(&self) -> Option<Group<'_>> {
        let help = sanitize(self.help?);
        let title = Weight::HELP.secondary_title(shorten(&help, MAX_TEXT).into_owned());
        Some(Group::with_title(title))
    }
}

/// Stands for the place while the renderer draws: it would count columns in
/// the excerpt, and does not clean paths. A character for internal use, as
/// Unicode has it; [`sanitize`] lets none through from outside.
const PLACE: &str = "\u{fdd0}";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{file_not_listed, phase_mismatch, session_length, subject};
    use crate::text::terminal_unsafe::has_unsafe;
    use proptest::prelude::*;

    const MESSAGE: &str = "checkpoint: Phase 3 Complete - x\n\nPhase: 4 - Tasks API\n";

    fn mismatch() -> Finding {
        Finding::new(&phase_mismatch::RULE, "the subject says phase 3, the body says phase 4")
            .at(Span { start: 41, end: 42 }, "the subject has 3")
            .help("write `Phase: 3 - Tasks API`")
    }

    fn drawn(text: &str, findings: &[Finding]) -> String {
        let name = ".git/COMMIT_EDITMSG";
        crate::report::findings::render::findings(&Document { name, text }, findings, Style::PLAIN)
    }

    #[test]
    fn a_finding_is_drawn_as_the_contract_shows_it() {
        let expected = "\
error[phase-mismatch]: the subject says phase 3, the body says phase 4
 --> .git/COMMIT_EDITMSG:3:8
  |
3 | Phase: 4 - Tasks API
  |        ^ the subject has 3
  |
help: write `Phase: 3 - Tasks API`
";
        assert_eq!(drawn(MESSAGE, &[mismatch()]), expected);
    }

    #[test]
    fn a_finding_without_a_place_names_the_document() {
        let finding = Finding::new(&session_length::RULE, "312 lines").help("collapse phase 1");
        let expected = "\
warning[session-length]: 312 lines
 --> .git/COMMIT_EDITMSG
  |
help: collapse phase 1
";
        assert_eq!(drawn("", &[finding]), expected);
        let bare = Finding::new(&session_length::RULE, "312 lines");
        let expected = "warning[session-length]: 312 lines\n --> .git/COMMIT_EDITMSG\n";
        assert_eq!(drawn("", &[bare]), expected);
    }

    #[test]
    fn findings_are_parted_by_a_blank_line_and_what_is_off_is_not_there() {
        let off = Finding::new(&file_not_listed::RULE, "x");
        let text = drawn(MESSAGE, &[mismatch(), off, mismatch()]);
        assert_eq!(text.matches("\n\nerror[phase-mismatch]").count(), 1);
        assert!(!text.contains("file-not-listed"));
    }

    #[test]
    fn an_insertion_points_after_the_line_and_wide_characters_count_double() {
        let finding =
            |start, end| Finding::new(&subject::RULE, "m").at(Span { start, end }, "here");
        assert!(drawn("abc\n", &[finding(3, 3)]).contains("1 | abc\n  |    ^ here"));
        assert!(drawn("漢字: x", &[finding(8, 9)]).contains("1 | 漢字: x\n  |       ^ here"));
        assert!(drawn("⏸️👩‍👧 x", &[finding(18, 19)]).contains("1 | ⏸👩👧 x\n  |       ^ here"));
        assert!(drawn("\tx", &[finding(1, 2)]).contains("1 |     x\n  |     ^ here"));
    }

    #[test]
    fn a_cut_line_still_tells_the_true_column() {
        let text = format!("{}Here{}", "<".repeat(3_000_000), ">".repeat(3_000_000));
        let finding =
            Finding::new(&subject::RULE, "m").at(Span { start: 3_000_000, end: 3_000_004 }, "");
        let drawn = drawn(&text, &[finding]);
        assert!(drawn.contains(" --> .git/COMMIT_EDITMSG:1:3000001\n"), "{drawn}");
        assert!(drawn.contains("<<Here>>"), "{drawn}");
        assert!(drawn.lines().all(|line| line.chars().count() <= 100), "{drawn}");
    }

    #[test]
    fn problems_of_the_configuration_are_drawn_alike() {
        let text = "plam: x\n";
        let (_, found) = crate::config::model::Config::read(text, &["subject"]);
        let expected = "\
warning: unknown key `plam`
 --> .git-checkpoint.yaml:1:1
  |
1 | plam: x
  | ^^^^
  |
help: write `plan`
";
        let document = Document { name: ".git-checkpoint.yaml", text };
        assert_eq!(problems(&document, &found, Style::PLAIN), expected);
    }

    #[test]
    fn colour_comes_only_when_asked_for() {
        let document = Document { name: "m", text: MESSAGE };
        let style = Style { color: true, ..Style::PLAIN };
        let colored = findings(&document, &[mismatch()], style);
        assert!(colored.contains("\x1b["));
        assert!(colored.contains("m:3:8"));
        assert!(!findings(&document, &[mismatch()], Style::PLAIN).contains('\x1b'));
    }

    proptest! {
        #[test]
        fn whatever_is_said_no_control_character_reaches_the_terminal(
            text in any::<String>(), name in any::<String>(), said in any::<String>(),
            start in 0..200usize, length in 0..200usize,
        ) {
            let text = format!("{text}\x1b[2J\u{fdd0}:1:1\r\u{9b}{text}");
            let finding = Finding::new(&subject::RULE, said.clone())
                .at(Span { start, end: start + length }, said.clone())
                .help(format!("{said}\u{fdd0}\x07"));
            let drawn = findings(&Document { name: &name, text: &text }, &[finding], Style::PLAIN);
            prop_assert!(!has_unsafe(&drawn), "{drawn:?}");
            prop_assert!(drawn.contains(&format!("{}:", sanitize_line(&name))), "{drawn:?}");
        }
    }
}
