//! `missing-section`, `empty-section`, `section-order`.

use crate::draft::inferred::{Inferred, phase_line};
use crate::finding::Finding;
use crate::message::parse::Message;
use crate::message::placeholder::is_placeholder;
use crate::message::section::{Section, SectionKey, SectionKind};
use crate::rules::message::check_message::MOST_TOLD;
use crate::rules::table;
use crate::text::words::listed;

pub(crate) fn check(message: &Message<'_>, resolved: &Inferred, found: &mut Vec<Finding>) {
    missing(message, resolved, found);
    let empty = message.sections.iter().filter_map(|section| empty(section, message, resolved));
    found.extend(empty.take(MOST_TOLD));
    order(message, found);
}

/// One finding for all sections that are nowhere, and one for each that is
/// there under another name.
fn missing(message: &Message<'_>, resolved: &Inferred, found: &mut Vec<Finding>) {
    let is_missing = |name: &SectionKey| message.section(*name).is_none();
    let mut nowhere = Vec::new();
    for name in SectionKey::ALL.into_iter().filter(is_missing) {
        match message.close_section(name) {
            Some(section) => found.push(misspelled(name, section)),
            None => nowhere.push(name),
        }
    }
    if !nowhere.is_empty() {
        found.push(absent(&nowhere, resolved));
    }
}

fn misspelled(name: SectionKey, section: &Section<'_>) -> Finding {
    let key = name.key();
    let line = section.line.trim_end();
    let corrected = format!("{key}: {}", section.value);
    Finding::new(&table::MISSING_SECTION, format!("`{key}:` is missing"))
        .at(section.key.span(), slip(section, key))
        .help(format!("write `{}` instead of `{line}`", corrected.trim_end()))
}

/// What keeps a line from being read as the section.
fn slip(section: &Section<'_>, key: &str) -> String {
    let (written, line) = (section.key, section.line);
    let is_spelled = written.trim_matches(|c: char| !c.is_alphanumeric()) == key;
    if !is_spelled {
        format!("did you mean `{key}:`?")
    } else if line.starts_with('#') {
        format!("a heading, which git may drop as a comment; write `{key}:`")
    } else if line.starts_with(char::is_whitespace) || line.starts_with(['-', '+', '•', '>']) {
        format!("`{key}:` belongs at the start of the line")
    } else if written.contains(['：', '﹕']) {
        "a full-width colon".to_owned()
    } else if written.as_str() == key {
        "a colon belongs behind the key".to_owned()
    } else {
        format!("`{key}:` and nothing else")
    }
}

fn absent(names: &[SectionKey], resolved: &Inferred) -> Finding {
    let keys: Vec<String> = names.iter().map(|name| format!("`{}:`", name.key())).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let lines: Vec<String> = names.iter().map(|name| template(*name, resolved)).collect();
    Finding::new(&table::MISSING_SECTION, format!("{} {verb} missing", listed(&keys)))
        .help(format!("add {}", listed(&lines)))
}

/// The line to add, in backticks.
fn template(name: SectionKey, resolved: &Inferred) -> String {
    match name {
        SectionKey::Phase => format!("`{}`", resolved.phase()),
        SectionKey::Status => format!("`{}`", resolved.status("")),
        SectionKey::Session => "`Session: <what was accomplished this session>`".to_owned(),
        SectionKey::FilesChanged => {
            "`Files Changed:` with a line `- path (what changed)` for each file".to_owned()
        }
        SectionKey::Next => "`Next: <what to do next, with file and line>`".to_owned(),
    }
}

fn empty(section: &Section<'_>, message: &Message<'_>, resolved: &Inferred) -> Option<Finding> {
    let SectionKind::Required(name) = section.title else { return None };
    let key = name.key();
    let placeholder = section.first().filter(|_| section.is_empty());
    let finding = match (placeholder, nameless(section, name, message)) {
        (Some(text), _) => says_nothing(key).at(text.span(), "still to be written"),
        (None, Some(finding)) => finding,
        (None, None) if section.is_empty() => {
            says_nothing(key).at(section.key.span(), "nothing follows")
        }
        (None, None) => return None,
    };
    Some(finding.help(filled(name, resolved)))
}

fn says_nothing(key: &str) -> Finding {
    Finding::new(&table::EMPTY_SECTION, format!("`{key}:` says nothing"))
}

/// `Phase: 3 - <name>`: the number is there, the name is template text.
fn nameless(section: &Section<'_>, name: SectionKey, message: &Message<'_>) -> Option<Finding> {
    let line = (name == SectionKey::Phase).then(|| phase_line(message)).flatten()?;
    let is_this = section.first().is_some_and(|value| value.span() == line.value.span());
    let text = line.name.filter(|text| is_this && line.number.is_some() && is_placeholder(text))?;
    Some(
        Finding::new(&table::EMPTY_SECTION, "`Phase:` has no name")
            .at(text.span(), "still to be written"),
    )
}

fn filled(name: SectionKey, resolved: &Inferred) -> String {
    match name {
        SectionKey::FilesChanged => {
            "write a line `- path (what changed)` for each file, or `Files Changed: None`"
                .to_owned()
        }
        _ => format!("write {}", template(name, resolved)),
    }
}

fn order(message: &Message<'_>, found: &mut Vec<Finding>) {
    let mut present: Vec<(SectionKey, &Section<'_>)> = Vec::new();
    let mut repeats: Vec<(SectionKey, &Section<'_>)> = Vec::new();
    for section in &message.sections {
        let SectionKind::Required(name) = section.title else { continue };
        if present.iter().any(|(other, _)| *other == name) {
            repeats.push((name, section));
        } else {
            present.push((name, section));
        }
    }
    found.extend(repeats.iter().take(MOST_TOLD).map(|(name, section)| repeated(*name, section)));
    let names: Vec<SectionKey> = present.iter().map(|(name, _)| *name).collect();
    let in_order = longest_in_order(&names);
    let is_misplaced = |(name, _): &&(SectionKey, &Section<'_>)| !in_order.contains(name);
    found.extend(present.iter().filter(is_misplaced).map(|(n, s)| misplaced(*n, s, &names)));
}

fn repeated(name: SectionKey, section: &Section<'_>) -> Finding {
    let key = name.key();
    Finding::new(&table::SECTION_ORDER, format!("`{key}:` is there twice"))
        .at(section.key.span(), "the second one")
        .help(format!("join it with the first `{key}:`, or take it out"))
}

fn misplaced(name: SectionKey, section: &Section<'_>, present: &[SectionKey]) -> Finding {
    let key = name.key();
    let before = SectionKey::ALL.into_iter().take_while(|other| *other != name);
    let place = match before.filter(|other| present.contains(other)).last() {
        Some(other) => format!("below `{}:` and what belongs to it", other.key()),
        None => "to the top of the body".to_owned(),
    };
    Finding::new(&table::SECTION_ORDER, format!("`{key}:` is out of order"))
        .at(section.key.span(), "the order is Phase, Status, Session, Files Changed, Next")
        .help(format!("move `{key}:` {place}"))
}

/// The most sections that already stand in order, so that as few as possible
/// are called misplaced.
fn longest_in_order(names: &[SectionKey]) -> Vec<SectionKey> {
    let mut best: Vec<Vec<SectionKey>> = Vec::new();
    for name in names {
        let before = best.iter().filter(|run| run.last().is_some_and(|last| last < name));
        let mut run = before.max_by_key(|run| run.len()).cloned().unwrap_or_default();
        run.push(*name);
        best.push(run);
    }
    best.into_iter().max_by_key(Vec::len).unwrap_or_default()
}
