//! Rules on the form of the file: length, header, headings, code.

use crate::finding::Finding;
use crate::rules::session::check_session::SessionFacts;
use crate::rules::table;
use crate::session::content::content;
use crate::session::model::{Phase, Session};
use crate::terms::status::{Stage, Status};
use crate::text::str::Str;
use crate::text::words::listed;

pub(crate) fn check(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(session_length(session, facts));
    found.extend(header_fields(session));
    found.extend(stage_unknown(session));
    found.extend(phase_headings(session));
    found.extend(code_blocks(session, facts));
    found.extend(fields_before_rule(session));
    found
}

/// The lines of a phase's body that are not blank; of the last phase only
/// those above a rule, for a legend or notes often follow it.
pub(crate) fn written_lines(session: &Session<'_>, phase: &Phase<'_>) -> usize {
    let is_last = session.phases.last().is_some_and(|last| last.heading == phase.heading);
    let is_rule = |line: &Str<'_>| line.len() >= 3 && line.bytes().all(|byte| byte == b'-');
    let lines = phase.body.lines().map(Str::trim);
    let own = lines.take_while(|line| !(is_last && is_rule(line)));
    own.filter(|line| !line.is_empty() && !is_rule(line)).count()
}

/// How this file writes a status.
pub(crate) fn written(session: &Session<'_>, status: Status) -> String {
    session.dialect.written(status)
}

fn session_length(session: &Session<'_>, facts: &SessionFacts<'_>) -> Option<Finding> {
    const COLLAPSED: usize = 5;
    let lines = session.text.lines().count();
    let limit = facts.session_lines;
    let long = session.phases.iter().filter(|phase| {
        phase.status() == Some(Status::Complete) && written_lines(session, phase) > COLLAPSED
    });
    let long: Vec<String> = long.map(|phase| phase.number.to_string()).collect();
    let help = match long.as_slice() {
        [] => "link to the plan and to files instead of repeating what they say".to_owned(),
        [one] => format!("collapse phase {one} to its date, checkpoint and summary"),
        _ => format!("collapse phases {} to date, checkpoint and summary each", listed(&long)),
    };
    (lines > limit).then(|| {
        let message = format!(
            "{} has {lines} lines, {} over the limit of {limit}",
            facts.path,
            lines - limit
        );
        Finding::new(&table::SESSION_LENGTH, message).help(help)
    })
}

fn header_fields(session: &Session<'_>) -> Vec<Finding> {
    const EXAMPLES: [(&str, &str); 4] = [
        ("Current Phase", "Phase 1"),
        ("Current Stage", "Implementation"),
        ("Last Checkpoint", "[none yet]"),
        ("Planning Docs", "`docs/IMPLEMENTATION_PHASES.md`"),
    ];
    let judge = |(key, example): &(&str, &str)| {
        let Some(field) = session.field(key) else {
            let finding = Finding::new(&table::HEADER_FIELD, format!("the header has no {key}"));
            return Some(finding.help(format!("add `**{key}**: {example}` above the first phase")));
        };
        content(session.text, field).is_empty().then(|| {
            Finding::new(&table::HEADER_FIELD, format!("{key} is empty"))
                .at(field.key.span(), "nothing behind it")
                .help(format!("write `**{key}**: {example}`, with what is true here"))
        })
    };
    EXAMPLES.iter().filter_map(judge).collect()
}

/// Silent when every phase is Complete: there is no stage left then.
fn stage_unknown(session: &Session<'_>) -> Option<Finding> {
    let field = session.field("Current Stage").filter(|field| !field.value.is_empty())?;
    if session.stage().is_some() || session.is_complete() {
        return None;
    }
    let guess = meant_stage(&field.value);
    let others: Vec<String> =
        Stage::ALL.iter().filter(|stage| **stage != guess).map(|s| format!("`{s}`")).collect();
    Some(
        Finding::new(&table::STAGE_UNKNOWN, format!("`{}` is no stage", field.value))
            .at(field.value.span(), "none of the three stages")
            .help(format!("write `**Current Stage**: {guess}`, or {}", others.join(" or "))),
    )
}

/// The stage that other words for it mean most likely.
fn meant_stage(value: &str) -> Stage {
    let folded = value.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if holds(&["debug", "fix", "bug"]) {
        Stage::Debugging
    } else if holds(&["verif", "test", "review", "qa", "complete", "done"]) {
        Stage::Verification
    } else {
        Stage::Implementation
    }
}

fn phase_headings(session: &Session<'_>) -> Vec<Finding> {
    let choices: Vec<String> =
        [Status::Pending, Status::InProgress, Status::Complete, Status::Blocked]
            .map(|status| format!("`{}`", written(session, status)))
            .to_vec();
    let unknown = session.phases.iter().filter(|phase| phase.status.is_none());
    unknown
        .map(|phase| {
            Finding::new(
                &table::PHASE_HEADING,
                format!("the heading of phase {} has no known status", phase.number),
            )
            .at(phase.heading.span(), "no status at the end")
            .help(format!(
                "end it with {}, {}, {} or {}",
                choices[0], choices[1], choices[2], choices[3]
            ))
        })
        .collect()
}

fn code_blocks(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    const LONGEST: usize = 5;
    let blocks = session.outline.fences.iter().filter(|fence| !is_text_or_shell(&fence.language));
    let long =
        blocks.map(|fence| (fence, fence.code_lines())).filter(|(_, lines)| *lines > LONGEST);
    long.map(|(fence, lines)| {
        let message = format!("{lines} lines of {} are copied into {}", fence.language, facts.path);
        Finding::new(&table::CODE_BLOCK, message)
            .at(fence.opening.trim_end().span(), "the block begins here")
            .help("name the file and line instead: `src/routes/tasks.ts:47`")
    })
    .collect()
}

fn is_text_or_shell(language: &str) -> bool {
    const LANGUAGES: [&str; 19] = [
        "",
        "text",
        "txt",
        "plain",
        "plaintext",
        "md",
        "markdown",
        "log",
        "output",
        "sh",
        "bash",
        "zsh",
        "fish",
        "shell",
        "shell-session",
        "console",
        "terminal",
        "powershell",
        "cmd",
    ];
    LANGUAGES.contains(&language.to_ascii_lowercase().as_str())
}

fn fields_before_rule(session: &Session<'_>) -> Vec<Finding> {
    let lines = session.outline.fields_above_rule.iter();
    lines
        .map(|line| {
            Finding::new(&table::FIELD_BEFORE_RULE, "Markdown makes a heading of this field")
                .at(line.trim_end().span(), "a rule directly below")
                .help("put a blank line between the field and the rule")
        })
        .collect()
}
