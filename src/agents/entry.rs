//! The entry in an agent's settings that starts our program: found by its command, written
//! once, and taken out again.

use std::sync::LazyLock;

use jsonc_parser::ast::{Array, Object, ObjectProp, StringLit, Value};
use jsonc_parser::common::Ranged as _;
use regex::Regex;

use crate::agents::json_text::{
    ItemList, NewItem, OneKey, SettingsError, parse_object, unexpected,
};
use crate::agents::record::{Agent, SettingsElement};
use crate::text::edit::{Edit, apply};
use crate::text::span::Span;

/// Nobody has more of them, and each costs a parse when it is taken out.
const MAX_ENTRIES: usize = 50;

/// Whether an agent's settings start our program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsState {
    /// Nothing starts it.
    Absent,
    /// One entry does, as it is written today.
    Current,
    /// An entry of an older version does, or several do.
    Old,
    /// A command does that does more than that: the user's own.
    Custom,
}

/// Returns whether these settings start our program.
///
/// # Errors
/// Where they do not parse, or `hooks` is not what the agent takes.
pub fn entry_state(text: &str, agent: &Agent) -> Result<SettingsState, SettingsError> {
    let (_, body) = split_mark(text);
    let root = parse_object(body)?;
    let entries = Entries::of(body, &root, agent)?;
    let commands: Vec<&str> =
        entries.ours.iter().map(|entry| entry.command.value.as_ref()).collect();
    Ok(match commands.as_slice() {
        [] if entries.has_custom => SettingsState::Custom,
        [] => SettingsState::Absent,
        [one] if *one == agent.command() => SettingsState::Current,
        _ => SettingsState::Old,
    })
}

/// Returns the settings with exactly one entry of ours, as it is written today.
///
/// # Errors
/// As for [`entry_state`].
pub fn with_entry(text: &str, agent: &Agent) -> Result<String, SettingsError> {
    let (mark, body) = split_mark(text);
    let body = without_entries(body, agent, 1)?;
    let root = parse_object(&body)?;
    let entries = Entries::of(&body, &root, agent)?;
    let edits = match entries.ours.first() {
        None if entries.has_custom => Vec::new(),
        None => entries.addition(&body, &root, agent),
        Some(entry) if entry.command.value == agent.command() => Vec::new(),
        Some(entry) => {
            let command = serde_json::Value::from(agent.command()).to_string();
            let range = entry.command.range;
            vec![Edit::replace(Span { start: range.start, end: range.end }, command)]
        }
    };
    Ok(format!("{mark}{}", apply(&body, &edits)))
}

/// Returns the settings without any entry of ours; `None` where nothing else was in the file.
///
/// # Errors
/// As for [`entry_state`].
pub fn without_entry(text: &str, agent: &Agent) -> Result<Option<String>, SettingsError> {
    let (mark, body) = split_mark(text);
    let body = without_entries(body, agent, 0)?;
    Ok((!body.is_empty()).then(|| format!("{mark}{body}")))
}

/// Returns the settings of a file that holds nothing but the entry.
pub fn new_settings(agent: &Agent) -> String {
    let event = serde_json::to_string_pretty(&OneKey(
        "hooks",
        OneKey(agent.format.event, [&agent.format.element]),
    ));
    let event = event.expect("strings and numbers always serialize");
    match agent.format.version {
        Some(version) => event.replacen('{', &format!("{{\n  \"version\": {version},"), 1) + "\n",
        None => event + "\n",
    }
}

/// Takes out all entries of ours but the first `kept`, the last one first; empty where the file
/// was made for them.
fn without_entries(text: &str, agent: &Agent, kept: usize) -> Result<String, SettingsError> {
    let mut body = text.to_owned();
    loop {
        let root = parse_object(&body)?;
        let entries = Entries::of(&body, &root, agent)?;
        if entries.ours.len() > MAX_ENTRIES {
            let message = format!("more than {MAX_ENTRIES} entries of git-checkpoint");
            return Err(SettingsError::at(&body, root.range.start, message));
        }
        let Some(entry) = entries.ours.get(kept..).and_then(<[_]>::last) else { return Ok(body) };
        let Some(edits) = entries.removal(&body, &root, entry) else { return Ok(String::new()) };
        body = apply(&body, &edits);
    }
}

/// The text without its byte order mark, and that mark.
fn split_mark(text: &str) -> (&str, &str) {
    let length = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    text.split_at(length)
}

/// The event's list in parsed settings, and what of ours is in it.
struct Entries<'t, 'a> {
    hooks: Option<(usize, &'t Object<'a>)>,
    event: Option<(usize, &'t Array<'a>)>,
    ours: Vec<Entry<'t, 'a>>,
    has_custom: bool,
}

/// One command of ours.
struct Entry<'t, 'a> {
    /// Which element of the event's list it is in.
    element: usize,
    /// Which command of the element it is, where that has several.
    command_of_group: Option<(usize, &'t Array<'a>)>,
    command: &'t StringLit<'a>,
}

impl<'t, 'a> Entries<'t, 'a> {
    fn of(text: &str, root: &'t Object<'a>, agent: &Agent) -> Result<Self, SettingsError> {
        let mut found = Self { hooks: None, event: None, ours: Vec::new(), has_custom: false };
        let Some((at, hooks)) = last_property(root, "hooks") else { return Ok(found) };
        let Value::Object(object) = &hooks.value else {
            let message = format!("`hooks`: {}", unexpected("an object", &hooks.value));
            return Err(SettingsError::at(text, hooks.value.start(), message));
        };
        found.hooks = Some((at, object));
        let name = agent.format.event;
        let Some((at, event)) = last_property(object, name) else { return Ok(found) };
        let Value::Array(array) = &event.value else {
            let message = format!("`{name}`: {}", unexpected("an array", &event.value));
            return Err(SettingsError::at(text, event.value.start(), message));
        };
        found.event = Some((at, array));
        for (element, value) in array.elements.iter().enumerate() {
            found.look_into(element, value);
        }
        Ok(found)
    }

    fn look_into(&mut self, element: usize, value: &'t Value<'a>) {
        let Value::Object(object) = value else { return };
        match object.get_array("hooks") {
            Some(group) => {
                for (index, command) in group.elements.iter().enumerate() {
                    let Value::Object(command) = command else { continue };
                    self.look_at(element, Some((index, group)), command);
                }
            }
            None => self.look_at(element, None, object),
        }
    }

    fn look_at(
        &mut self,
        element: usize,
        command_of_group: Option<(usize, &'t Array<'a>)>,
        object: &'t Object<'a>,
    ) {
        let commands = ["command", "bash"].iter().filter_map(|key| object.get_string(key));
        for command in commands {
            match Starter::of(&command.value) {
                Starter::Ours => self.ours.push(Entry { element, command_of_group, command }),
                Starter::Custom => self.has_custom = true,
                Starter::Other => {}
            }
        }
    }

    /// The edits that add our entry to settings that have none.
    fn addition(&self, text: &str, root: &Object<'_>, agent: &Agent) -> Vec<Edit> {
        let (event, element) = (agent.format.event, &agent.format.element);
        match (self.event, self.hooks) {
            (Some((_, array)), _) => {
                ItemList::of_array(array).append(text, &NewItem { key: None, value: element })
            }
            (None, Some((_, hooks))) => {
                let item = NewItem { key: Some(event), value: &[element] };
                ItemList::of_object(hooks).append(text, &item)
            }
            (None, None) => {
                let item = NewItem { key: Some("hooks"), value: &OneKey(event, [element]) };
                ItemList::of_object(root).append(text, &item)
            }
        }
    }

    /// The edits that take the entry out, with whatever was made for it; `None` where that is
    /// the whole file.
    fn removal(&self, text: &str, root: &Object<'_>, entry: &Entry<'_, '_>) -> Option<Vec<Edit>> {
        if let Some((index, group)) = entry.command_of_group.filter(|(_, g)| g.elements.len() > 1) {
            return ItemList::of_array(group).remove(text, index);
        }
        let (event_index, event) = self.event.expect("an entry is in the event's list");
        let (hooks_index, hooks) = self.hooks.expect("an event is in `hooks`");
        ItemList::of_array(event)
            .remove(text, entry.element)
            .or_else(|| ItemList::of_object(hooks).remove(text, event_index))
            .or_else(|| ItemList::of_object(root).remove(text, hooks_index))
    }
}

/// The property of that name; of several the last one, which is the one that counts.
fn last_property<'t, 'a>(
    object: &'t Object<'a>,
    name: &str,
) -> Option<(usize, &'t ObjectProp<'a>)> {
    object.properties.iter().enumerate().rfind(|(_, property)| property.name.as_str() == name)
}

/// What a command has to do with our program.
#[derive(Debug, PartialEq, Eq)]
enum Starter {
    /// It starts it, and that is all.
    Ours,
    /// It starts it, among other things.
    Custom,
    /// It does not.
    Other,
}

impl Starter {
    fn of(command: &str) -> Self {
        static OURS: LazyLock<Regex> = LazyLock::new(|| {
            let guard = r"(?:if )?command -v git-checkpoint ?>/dev/null(?: 2>&1)?(?:; then| &&) ";
            // The names of characters are not used: `\w` needs tables that are not compiled in.
            let call = r"(?:[^ ;&|]*/)?git[- ]checkpoint resume --hook(?:=[A-Za-z0-9_-]+)?";
            let end = r"(?:; fi)?(?: \|\| (?:true|:))?";
            Regex::new(&format!("^(?:{guard})?{call}{end}$")).expect("a valid expression")
        });
        let words = command.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_called = ["git-checkpoint resume --hook", "git checkpoint resume --hook"];
        if !is_called.iter().any(|call| words.contains(call)) {
            return Self::Other;
        }
        if OURS.is_match(&words) { Self::Ours } else { Self::Custom }
    }
}

impl Agent {
    /// Returns the command of the entry.
    pub fn command(&self) -> &'static str {
        let command = match &self.format.element {
            SettingsElement::Group(group) => &group.hooks[0],
            SettingsElement::Command(command) => command,
        };
        command.command.or(command.bash).expect("every entry has a command")
    }
}

#[cfg(test)]
pub(crate) mod tests;
