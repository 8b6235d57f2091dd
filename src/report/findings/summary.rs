//! Findings in a few lines, for hooks that must not fill the screen.

use crate::finding::{Finding, Level};
use crate::report::findings::document::Document;
use crate::report::findings::snippet_line::Lines;
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::{sanitize_line, shorten};

/// More is not read in passing.
const MAX_FINDINGS: usize = 5;

/// One line per finding and one for its help, errors first, at most five
/// findings and a count of the rest; empty where there is none.
pub fn brief(document: &Document<'_>, findings: &[Finding], style: Style) -> String {
    let mut shown: Vec<&Finding> =
        findings.iter().filter(|finding| finding.level != Level::Off).collect();
    shown.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let rest = shown.len().saturating_sub(MAX_FINDINGS);
    shown.truncate(MAX_FINDINGS);
    let lines = Lines::new(document.text);
    let mut text = String::new();
    for finding in shown {
        text.push_str(&one(document, &lines, finding, style));
    }
    if rest > 0 {
        text.push_str(&style.faint(&format!("… and {rest} more: git checkpoint check")));
        text.push('\n');
    }
    text
}

/// One line on findings that were reported before; empty where there are none.
pub fn known(name: &str, count: usize, style: Style) -> String {
    let what = match count {
        0 => return String::new(),
        1 => "1 finding as before".to_owned(),
        _ => format!("{count} findings as before"),
    };
    style.faint(&format!("{}: {what}: git checkpoint check", sanitize_line(name))) + "\n"
}

fn one(document: &Document<'_>, lines: &Lines<'_>, finding: &Finding, style: Style) -> String {
    let place = finding.span.map_or(String::new(), |span| {
        let position = lines.position(span.start);
        format!(":{}:{}", position.line, position.column)
    });
    let tag =
        style.level(finding.level, &format!("{}[{}]", finding.level.name(), finding.rule.name));
    let said =
        format!("{}{place}: {}", sanitize_line(document.name), sanitize_line(&finding.message));
    let mut text = format!("{tag}: {}\n", shorten(&said, 2 * style.width));
    if let Some(help) = &finding.help {
        let help = sanitize_line(help);
        text.push_str(&format!("  {}: {}\n", style.help("help"), shorten(&help, 2 * style.width)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{code_block, hash_unknown, next_action, session_length};
    use crate::text::span::Span;

    const DOCUMENT: Document<'_> = Document { name: "SESSION.md", text: "# Session\nä x\n" };

    #[test]
    fn a_finding_is_a_line_and_its_help_another() {
        let findings = [
            Finding::new(&session_length::RULE, "312 lines").help("collapse\nphase 1"),
            Finding::new(&next_action::RULE, "names no place").at(Span { start: 13, end: 14 }, ""),
        ];
        let expected = "\
warning[session-length]: SESSION.md: 312 lines
  help: collapse phase 1
warning[next-action]: SESSION.md:2:3: names no place
";
        assert_eq!(brief(&DOCUMENT, &findings, Style::PLAIN), expected);
        assert_eq!(brief(&DOCUMENT, &[], Style::PLAIN), "");
    }

    #[test]
    fn what_is_known_is_counted_in_one_line() {
        assert_eq!(known("SESSION.md", 0, Style::PLAIN), "");
        let one = known("SESSION.md", 1, Style::PLAIN);
        assert_eq!(one, "SESSION.md: 1 finding as before: git checkpoint check\n");
        assert!(known("SESSION.md", 2, Style::PLAIN).contains(": 2 findings as before: "));
    }

    #[test]
    fn errors_come_first_and_the_rest_is_counted() {
        let mut findings = vec![Finding::new(&code_block::RULE, "code"); 7];
        findings.push(Finding { level: Level::Error, ..Finding::new(&hash_unknown::RULE, "h") });
        let text = brief(&DOCUMENT, &findings, Style::PLAIN);
        assert!(text.starts_with("error[hash-unknown]: "), "{text}");
        assert!(text.ends_with("\n… and 3 more: git checkpoint check\n"), "{text}");
        assert_eq!(text.lines().count(), 6);
    }

    #[test]
    fn colour_comes_only_when_asked_for() {
        let findings = [Finding::new(&code_block::RULE, "\x1b[2J")];
        let style = Style { color: true, ..Style::PLAIN };
        assert!(brief(&DOCUMENT, &findings, style).starts_with("\x1b["));
        assert!(!brief(&DOCUMENT, &findings, Style::PLAIN).contains('\x1b'));
    }
}
