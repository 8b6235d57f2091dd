//! Findings for programs: JSON, and GitHub's annotations.

use std::fmt::Write as _;

use serde::Serialize;

use super::clean::{clean, is_hostile};
use super::excerpt::Lines;
use super::{Document, Tally};
use crate::finding::{Finding, Level};

/// One JSON object on one line: `version`, `findings`, `errors`, `warnings`.
///
/// Lines and columns count from 1, columns in characters; the end is behind
/// the last character. Where a finding has no place, the four are `null`.
pub fn json(reports: &[(Document<'_>, Vec<Finding>)]) -> String {
    let tally = Tally::of(reports.iter().flat_map(|(_, findings)| findings));
    let report = Report {
        version: 1,
        findings: each(reports, Entry::new),
        errors: tally.errors,
        warnings: tally.warnings,
    };
    let text = serde_json::to_string(&report).expect("strings and numbers always serialize");
    escape_hostile(&text) + "\n"
}

/// One workflow command per finding: `::error file=…,line=…,col=…,title=…::message`.
pub fn github(reports: &[(Document<'_>, Vec<Finding>)]) -> String {
    each(reports, command).concat()
}

/// The JSON object; its field names are a public interface.
#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    findings: Vec<Entry<'a>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'static str,
    level: &'static str,
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    message: &'a str,
    label: &'a str,
    help: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn new(document: &Document<'a>, lines: &Lines<'a>, finding: &'a Finding) -> Self {
        let start = finding.span.map(|span| lines.position(span.start));
        let end = finding.span.map(|span| lines.position(span.end));
        Self {
            rule: finding.rule.name,
            level: finding.level.name(),
            path: document.name,
            line: start.map(|position| position.line),
            column: start.map(|position| position.column),
            end_line: end.map(|position| position.line),
            end_column: end.map(|position| position.column),
            message: &finding.message,
            label: &finding.label,
            help: finding.help.as_deref(),
        }
    }
}

fn each<'a, T>(
    reports: &'a [(Document<'a>, Vec<Finding>)],
    make: impl Fn(&Document<'a>, &Lines<'a>, &'a Finding) -> T,
) -> Vec<T> {
    let mut made = Vec::new();
    for (document, findings) in reports {
        let lines = Lines::new(document.text);
        let seen = findings.iter().filter(|finding| finding.level != Level::Off);
        made.extend(seen.map(|finding| make(document, &lines, finding)));
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
    clean(&text.replace("\r\n", "\n")).replace('%', "%25").replace('\n', "%0A")
}

/// `escapeProperty` of the same.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// JSON lets control characters beyond ASCII through as they are; its reader
/// gets the same string, a terminal does not. Outside of strings there are none.
fn escape_hostile(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hostile(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(escaped, "\\u{unit:04x}").expect("writing to a String never fails");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::text::Span;
    use proptest::prelude::*;

    fn reports() -> Vec<(Document<'static>, Vec<Finding>)> {
        let message = Document { name: "a,b:c.txt", text: "x\näöü\n" };
        let subject = Finding::new(&rules::SUBJECT, "100% \u{9b}wrong")
            .at(Span { start: 4, end: 6 }, "here")
            .help("write\n`x`");
        let session = Document { name: "SESSION.md", text: "" };
        let length = Finding::new(&rules::SESSION_LENGTH, "long");
        let off = Finding::new(&rules::FILE_NOT_LISTED, "unseen");
        vec![(message, vec![subject]), (session, vec![length, off])]
    }

    #[test]
    fn json_holds_everything_under_stable_names() {
        let expected = concat!(
            r#"{"version":1,"findings":["#,
            r#"{"rule":"subject","level":"error","path":"a,b:c.txt","line":2,"column":2,"end_line":2,"end_column":3,"#,
            r#""message":"100% \u009bwrong","label":"here","help":"write\n`x`"},"#,
            r#"{"rule":"session-length","level":"warning","path":"SESSION.md","line":null,"column":null,"end_line":null,"end_column":null,"#,
            r#""message":"long","label":"","help":null}],"errors":1,"warnings":1}"#,
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
            let finding = Finding::new(&rules::SUBJECT, format!("{said}\u{202e}\u{e0041}"));
            let wanted = finding.message.clone();
            let text = json(&[(Document { name: &said, text: &said }, vec![finding])]);
            prop_assert!(!text.chars().any(is_hostile));
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(read["findings"][0]["message"].as_str(), Some(&*wanted));
            prop_assert_eq!(read["findings"][0]["path"].as_str(), Some(&*said));
        }

        #[test]
        fn a_github_command_stays_one_line(said in any::<String>()) {
            let finding = Finding::new(&rules::SUBJECT, &*said).help(said.clone());
            let text = github(&[(Document { name: &said, text: "" }, vec![finding])]);
            prop_assert_eq!(text.matches('\n').count(), 1);
            prop_assert!(!text.chars().any(is_hostile));
        }
    }
}
