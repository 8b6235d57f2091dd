//! Findings for programs: as JSON, and as GitHub's annotations.

use serde::Serialize;

use crate::finding::{Finding, Fix, Level};
use crate::report::findings::document::{Document, Tally};
use crate::report::findings::snippet_line::Lines;
use crate::report::json::to_json;
use crate::report::terminal::sanitize::sanitize;
use crate::text::edit::Edit;

/// A document and what was found in it.
#[derive(Clone, Debug)]
pub struct Checked<'a> {
    /// The document.
    pub document: Document<'a>,
    /// The commit that it belongs to, in full; `None` for one of the worktree.
    pub commit: Option<String>,
    /// Its findings.
    pub findings: Vec<Finding>,
}

/// One JSON object on one line: `version`, `findings`, `errors`, `warnings`;
/// described in `docs/json.md`.
///
/// Lines and columns count from 1, columns in characters; the end is after
/// the last character. Where a finding has no place, the four are `null`.
pub fn json(reports: &[Checked<'_>]) -> String {
    let tally = Tally::of(reports.iter().flat_map(|report| &report.findings));
    let report = FindingsJson {
        version: 1,
        findings: each(reports, FindingJson::new),
        errors: tally.errors,
        warnings: tally.warnings,
    };
    to_json(&report)
}

/// One workflow command per finding: `::error file=…,line=…,col=…,title=…::message`.
pub fn github(reports: &[Checked<'_>]) -> String {
    each(reports, |checked, lines, finding| command(&checked.document, lines, finding)).concat()
}

/// The JSON object; its field names are a public interface.
#[derive(Serialize)]
struct FindingsJson<'a> {
    version: u32,
    findings: Vec<FindingJson<'a>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'static str,
    level: &'static str,
    path: &'a str,
    commit: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    also: Vec<usize>,
    message: &'a str,
    label: &'a str,
    help: Option<&'a str>,
    fix: Option<FixJson<'a>>,
}

#[derive(Serialize)]
struct FixJson<'a> {
    edits: Vec<EditJson<'a>>,
    is_open: bool,
}

#[derive(Serialize)]
struct EditJson<'a> {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

impl<'a> FixJson<'a> {
    fn new(lines: &Lines<'_>, fix: &'a Fix) -> Self {
        let edit = |edit: &'a Edit| {
            let (start, end) = (lines.position(edit.span.start), lines.position(edit.span.end));
            EditJson {
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                text: &edit.text,
            }
        };
        Self { edits: fix.edits.iter().map(edit).collect(), is_open: fix.is_open }
    }
}

impl<'a> FindingJson<'a> {
    fn new(checked: &'a Checked<'a>, lines: &Lines<'a>, finding: &'a Finding) -> Self {
        let start = finding.span.map(|span| lines.position(span.start));
        let end = finding.span.map(|span| lines.position(span.end));
        Self {
            rule: finding.rule.name,
            level: finding.level.name(),
            path: checked.document.name,
            commit: checked.commit.as_deref(),
            line: start.map(|position| position.line),
            column: start.map(|position| position.column),
            end_line: end.map(|position| position.line),
            end_column: end.map(|position| position.column),
            also: finding.also.iter().map(|span| lines.position(span.start).line).collect(),
            message: &finding.message,
            label: &finding.label,
            help: finding.help.as_deref(),
            fix: finding.fix.as_ref().map(|fix| FixJson::new(lines, fix)),
        }
    }
}

fn each<'a, T>(
    reports: &'a [Checked<'a>],
    make: impl Fn(&'a Checked<'a>, &Lines<'a>, &'a Finding) -> T,
) -> Vec<T> {
    let mut made = Vec::new();
    for checked in reports {
        let lines = Lines::new(checked.document.text);
        let seen = checked.findings.iter().filter(|finding| finding.level != Level::Off);
        made.extend(seen.map(|finding| make(checked, &lines, finding)));
    }
    made
}

fn command(document: &Document<'_>, lines: &Lines<'_>, finding: &Finding) -> String {
    let place = finding.span.map_or(String::new(), |span| {
        let position = lines.position(span.start);
        format!(",line={},col={}", position.line, position.column)
    });
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let (level, file) = (finding.level.name(), property(document.name));
    format!("::{level} file={file}{place},title={}::{}\n", finding.rule.name, data(&message))
}

/// The escaping of GitHub's toolkit (`escapeData` in command.ts).
fn data(text: &str) -> String {
    sanitize(&text.replace("\r\n", "\n")).replace('%', "%25").replace('\n', "%0A")
}

/// `escapeProperty` of the same.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{file_not_listed, session_length, subject};
    use crate::text::span::Span;
    use crate::text::str::Str;
    use crate::text::terminal_unsafe::has_unsafe;
    use proptest::prelude::*;

    fn checked<'a>(document: Document<'a>, findings: Vec<Finding>) -> Checked<'a> {
        Checked { document, commit: None, findings }
    }

    fn reports() -> Vec<Checked<'static>> {
        let message = Document { name: "a,b:c.txt", text: "x\näöü\n" };
        let subject = Finding::new(&subject::RULE, "100% \u{9b}wrong")
            .at(Span { start: 4, end: 6 }, "here")
            .help("write\n`x`")
            .fix(Fix::replace(Str::new("x\näöü\n").slice(4..6), "<N>"));
        let session = Document { name: "SESSION.md", text: "" };
        let length = Finding::new(&session_length::RULE, "long");
        let off = Finding::new(&file_not_listed::RULE, "unseen");
        let of_commit = Checked {
            document: session,
            commit: Some("abc1234".to_owned()),
            findings: vec![length, off],
        };
        vec![checked(message, vec![subject]), of_commit]
    }

    #[test]
    fn json_holds_everything_under_stable_names() {
        let expected = concat!(
            r#"{"version":1,"findings":["#,
            r#"{"rule":"subject","level":"error","path":"a,b:c.txt","commit":null,"line":2,"column":2,"end_line":2,"end_column":3,"also":[],"#,
            r#""message":"100% \u009bwrong","label":"here","help":"write\n`x`","#,
            r#""fix":{"edits":[{"line":2,"column":2,"end_line":2,"end_column":3,"text":"<N>"}],"is_open":true}},"#,
            r#"{"rule":"session-length","level":"warning","path":"SESSION.md","commit":"abc1234","line":null,"column":null,"end_line":null,"end_column":null,"also":[],"#,
            r#""message":"long","label":"","help":null,"fix":null}],"errors":1,"warnings":1}"#,
            "\n"
        );
        assert_eq!(json(&reports()), expected);
        assert_eq!(json(&[]), "{\"version\":1,\"findings\":[],\"errors\":0,\"warnings\":0}\n");
    }

    #[test]
    fn github_commands_are_escaped() {
        let expected = "\
::error file=a%2Cb%3Ac.txt,line=2,col=2,title=subject::100%25 �wrong%0Awrite%0A`x`
::warning file=SESSION.md,title=session-length::long
";
        assert_eq!(github(&reports()), expected);
    }

    proptest! {
        #[test]
        fn json_gives_back_every_string_and_is_harmless_to_look_at(said in any::<String>()) {
            let finding = Finding::new(&subject::RULE, format!("{said}\u{202e}\u{e0041}"));
            let wanted = finding.message.clone();
            let text = json(&[checked(Document { name: &said, text: &said }, vec![finding])]);
            prop_assert!(!has_unsafe(&text));
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(read["findings"][0]["message"].as_str(), Some(&*wanted));
            prop_assert_eq!(read["findings"][0]["path"].as_str(), Some(&*said));
        }

        #[test]
        fn a_github_command_stays_one_line(said in any::<String>()) {
            let finding = Finding::new(&subject::RULE, &*said).help(said.clone());
            let text = github(&[checked(Document { name: &said, text: "" }, vec![finding])]);
            prop_assert_eq!(text.matches('\n').count(), 1);
            prop_assert!(!has_unsafe(&text));
        }
    }
}
