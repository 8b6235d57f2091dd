//! A finished phase in a few lines: date, checkpoint, summary; and what must not be lost.

use crate::markdown::field::Field;
use crate::markdown::list::list_item;
use crate::session::content::{content, is_divider, own_span};
use crate::session::from_plan::shortened;
use crate::session::hash::{date, hash_value};
use crate::session::lookup::is_known_issue;
use crate::session::model::{Phase, Session};
use crate::session::placeholder;
use crate::session::record::header::{line_break, styled};
use crate::session::transition::own_text::spaced;
use crate::terms::status::Status;
use crate::text::edit::Edit;
use crate::text::span::line_ending;
use crate::text::str::Str;
use crate::text::words::one_line;

/// Replaces what the phase says by its date, checkpoint and summary. Issues
/// that are known and work that was left open stay named.
pub(crate) fn collapse(
    session: &Session<'_>,
    phase: &Phase<'_>,
    (summary, to_come): (Option<&str>, &str),
    today: &str,
) -> Option<Edit> {
    if is_collapsed(session, phase) && summary.is_none() {
        return None;
    }
    let ending = line_ending(&session.text);
    let like = phase.fields.first().or(session.header.first());
    let key = |key| like.map_or_else(|| format!("**{key}**:"), |like| styled(session, like, key));
    let joint = format!("{}{ending}", like.map_or("", |like| line_break(like.line)));
    let mut lines = vec![
        format!(
            "{} {} | {} {}",
            key("Completed"),
            completion_date(phase).unwrap_or(today),
            key("Checkpoint"),
            checkpoint(phase).unwrap_or(to_come)
        ),
        format!(
            "{} {}",
            key("Summary"),
            crate::session::transition::complete::summary(session, phase, summary)
        ),
    ];
    lines.extend(left_open(phase).map(|open| format!("{} {open}", key("Left Open"))));
    lines.extend(
        known_issues(session, phase).map(|known| format!("{} {known}", key("Known Issues"))),
    );
    let own = own_span(session, phase);
    Some(Edit::replace(own, spaced(session, own, &lines.join(&joint))))
}

fn is_collapsed(session: &Session<'_>, phase: &Phase<'_>) -> bool {
    const FEW: usize = 5;
    let own = &session.text[own_span(session, phase).range()];
    let lines = own.lines().filter(|line| !line.trim().is_empty()).count();
    let is_told = phase.field("Completed").is_some() && phase.field("Summary").is_some();
    phase.status() == Some(Status::Complete) && is_told && lines <= FEW && phase.tasks.is_empty()
}

fn completion_date<'a>(phase: &Phase<'a>) -> Option<&'a str> {
    let value = phase.field("Completed")?.value;
    date::starts_numeric(&value).then_some(value.as_str())
}

fn checkpoint<'a>(phase: &Phase<'a>) -> Option<&'a str> {
    let value = phase.field("Checkpoint")?.value;
    hash_value::parse(value).map(|_| value.as_str())
}

/// What the author says, else what the phase says already, else its ticked tasks.
fn summary(session: &Session<'_>, phase: &Phase<'_>, said: Option<&str>) -> String {
    let written = || {
        let field = phase.field("Summary")?;
        Some(on_one_line(&content(session.text, field))).filter(|text| !text.is_empty())
    };
    said.map(one_line)
        .filter(|said| !said.is_empty())
        .or_else(written)
        .or_else(|| ticked(phase))
        .unwrap_or_else(|| {
            if phase.name.is_empty() { "done".to_owned() } else { phase.name.to_string() }
        })
}

fn ticked(phase: &Phase<'_>) -> Option<String> {
    let done = phase.tasks.iter().filter(|task| task.is_done() && !task.is_criterion);
    first_few(done.map(|task| task.words()))
}

fn left_open(phase: &Phase<'_>) -> Option<String> {
    first_few(crate::session::transition::complete::open_work(phase))
}

/// The first of them, and a count of the others.
fn first_few(texts: impl Iterator<Item = String>) -> Option<String> {
    /// As many as anybody reads; whatever is cut is in the plan and in git.
    const WIDTH: usize = 600;
    let texts: Vec<String> = texts.collect();
    let texts: Vec<&str> =
        texts.iter().map(|text| text.trim_end_matches(['.', ';', ','])).collect();
    let mut text = shortened(texts.first()?);
    let mut told = 1;
    for task in &texts[1..] {
        if text.chars().count() + task.chars().count() > WIDTH {
            break;
        }
        text = format!("{text}; {task}");
        told += 1;
    }
    match texts.len() - told {
        0 => Some(text),
        more => Some(format!("{text}; and {more} more")),
    }
}

/// The issues that the phase names, in a field or below a heading; `None` is none.
fn known_issues(session: &Session<'_>, phase: &Phase<'_>) -> Option<String> {
    let fields = phase.fields.iter().filter(|field| is_known_issue(&field.key));
    let own = phase.body.span();
    let headings = session.outline.headings.iter().filter(|heading| {
        is_known_issue(&heading.text)
            && own.start <= heading.line.span().start
            && heading.line.span().end <= own.end
    });
    let below = headings.map(|heading| {
        let end = own.end - heading.rest.span().start.min(own.end);
        let lines = heading.rest.slice(0..end).lines();
        lines.take_while(|line| !line.starts_with('#') && !is_divider(line)).collect::<Vec<_>>()
    });
    let of_field = |field: &Field<'_>| on_one_line(&content(session.text, field));
    let said = fields.map(of_field).chain(below.map(|lines| on_one_line(&lines)));
    let said: Vec<String> = said.filter(|text| !placeholder::is_placeholder(text)).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// The items of a list, or the lines of a paragraph, on one line.
fn on_one_line(lines: &[Str<'_>]) -> String {
    let mut text = String::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let item = list_item(*line);
        if !text.is_empty() {
            text.push_str(if item.is_some() { "; " } else { " " });
        }
        text.push_str(&item.map_or(line.trim(), |item| item.text));
    }
    text
}

/// The tasks and criteria of a phase that are not ticked.
pub(crate) fn open_work(phase: &Phase<'_>) -> impl Iterator<Item = String> {
    phase.tasks.iter().filter(|task| !task.is_done()).map(|task| task.words())
}
