//! Any JSON of an agent: what it writes to a hook, and its settings.

use crate::agents::entry::{SettingsState, entry_state, with_entry, without_entry};
use crate::agents::input::complete_object;
use crate::agents::record::{AGENTS, Agent};

/// Takes the bytes for a hook's input and for settings.
///
/// # Panics
/// Where something that always holds does not.
pub fn agents(bytes: &[u8]) {
    complete_object(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for agent in AGENTS.iter().filter(|agent| agent.is_written) {
        settings(text, agent);
    }
}

fn settings(text: &str, agent: &Agent) {
    let Ok(before) = entry_state(text, agent) else {
        // What does not parse is not touched, by any way.
        assert!(with_entry(text, agent).is_err() && without_entry(text, agent).is_err());
        return;
    };
    let Ok(with) = with_entry(text, agent) else { return };
    let after = entry_state(&with, agent);
    match before {
        SettingsState::Custom => assert_eq!(with, text, "the user's own stays"),
        _ => assert_eq!(after, Ok(SettingsState::Current), "{with}"),
    }
    assert_eq!(with_entry(&with, agent).as_ref(), Ok(&with), "written twice");
    let without = without_entry(&with, agent).expect("what was read before can be read again");
    if before == SettingsState::Absent {
        assert_eq!(without.as_deref(), Some(text), "there and back");
    }
    let Some(without) = without else { return };
    let left = entry_state(&without, agent).expect("what is left parses");
    assert!(matches!(left, SettingsState::Absent | SettingsState::Custom), "{left:?}: {without}");
}
