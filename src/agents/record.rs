//! The agents that we know: a record per agent.

use serde::Serialize;

use crate::agents::answer::AnswerForm;

/// One coding agent with a hook at the start of a session.
#[derive(Debug)]
pub struct Agent {
    /// The name on our command line: `claude`.
    pub name: &'static str,
    /// The name in sentences: `Claude Code`.
    pub title: &'static str,
    /// The settings file of a project, from the top of the worktree.
    pub settings: &'static str,
    /// What is in that file.
    pub format: SettingsFormat,
    /// How it wants to be answered.
    pub answer: AnswerForm,
    /// The file of standing instructions that it reads, from the top of the worktree.
    pub instructions: &'static str,
    /// Whether `agent --write` edits its settings; for the others the entry is printed.
    pub is_written: bool,
    /// What else the user has to know.
    pub remark: &'static str,
    /// Where its makers document all this.
    #[cfg_attr(not(test), expect(dead_code, reason = "only docs/agents.md shows it"))]
    pub source: &'static str,
}

/// The settings that start our program: `{"hooks": {EVENT: [ELEMENT]}}`.
#[derive(Debug)]
pub struct SettingsFormat {
    /// `"version"`, where the file has one.
    pub version: Option<u32>,
    /// The key of the event.
    pub event: &'static str,
    /// What goes into its list.
    pub element: SettingsElement,
}

/// An element of the event's list, in the order in which it is written.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum SettingsElement {
    /// Commands of one occasion.
    Group(HookGroup),
    /// A command by itself.
    Command(HookCommand),
}

/// Commands of one occasion. A matcher could choose among the occasions; without one, the commands
/// run on each: when a session starts, is resumed, cleared, compacted or forked (since 2.1.214 of
/// Claude Code), and whatever is added to them, or Copilot CLI (`new`) calls them.
#[derive(Debug, Serialize)]
pub struct HookGroup {
    pub(crate) hooks: [HookCommand; 1],
}

/// A command; absent fields are not written.
#[derive(Debug, Default, Serialize)]
pub struct HookCommand {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) command: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bash: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    powershell: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<u32>,
    #[serde(rename = "timeoutSec", skip_serializing_if = "Option::is_none")]
    timeout_sec: Option<u32>,
}

/// The command of the agents that answer alike. A teammate without the program sees nothing of it.
pub const COMMAND: &str =
    "if command -v git-checkpoint >/dev/null 2>&1; then git-checkpoint resume --hook; fi";

/// Seconds; far above what it takes, below what anybody waits for.
const TIMEOUT: u32 = 10;

const NO_FIELD: HookCommand = HookCommand {
    name: None,
    kind: None,
    command: None,
    bash: None,
    powershell: None,
    timeout: None,
    timeout_sec: None,
};

const GROUP_OF_COMMAND: SettingsElement = SettingsElement::Group(HookGroup {
    hooks: [HookCommand {
        kind: Some("command"),
        command: Some(COMMAND),
        timeout: Some(TIMEOUT),
        ..NO_FIELD
    }],
});

/// Every agent that we know.
pub static AGENTS: [Agent; 5] = [
    Agent {
        name: "claude",
        title: "Claude Code",
        settings: ".claude/settings.json",
        format: SettingsFormat { version: None, event: "SessionStart", element: GROUP_OF_COMMAND },
        answer: AnswerForm::HookSpecific,
        instructions: "CLAUDE.md",
        is_written: true,
        remark: "The plugin of this repository does the same for every project.",
        source: "https://code.claude.com/docs/en/hooks#sessionstart",
    },
    Agent {
        name: "codex",
        title: "Codex",
        settings: ".codex/hooks.json",
        format: SettingsFormat { version: None, event: "SessionStart", element: GROUP_OF_COMMAND },
        answer: AnswerForm::HookSpecific,
        instructions: "AGENTS.md",
        is_written: true,
        remark: "Codex runs a new hook only after you have trusted it: `/hooks` in Codex.",
        source: "https://developers.openai.com/codex/hooks",
    },
    Agent {
        name: "gemini",
        title: "Gemini CLI",
        settings: ".gemini/settings.json",
        format: SettingsFormat {
            version: None,
            event: "SessionStart",
            // The timeout is in milliseconds.
            element: SettingsElement::Group(HookGroup {
                hooks: [HookCommand {
                    name: Some("git-checkpoint"),
                    kind: Some("command"),
                    command: Some(COMMAND),
                    timeout: Some(TIMEOUT * 1000),
                    ..NO_FIELD
                }],
            }),
        },
        answer: AnswerForm::HookSpecific,
        instructions: "GEMINI.md",
        is_written: false,
        remark: "",
        source: "https://geminicli.com/docs/hooks/reference",
    },
    Agent {
        name: "cursor",
        title: "Cursor",
        settings: ".cursor/hooks.json",
        format: SettingsFormat {
            version: Some(1),
            event: "sessionStart",
            element: SettingsElement::Command(HookCommand {
                command: Some(
                    "if command -v git-checkpoint >/dev/null 2>&1; then git-checkpoint resume --hook=cursor; fi",
                ),
                ..NO_FIELD
            }),
        },
        answer: AnswerForm::SnakeCase,
        instructions: "AGENTS.md",
        is_written: false,
        remark: "The editor drops what the hook says in some versions, so keep the paragraph too.",
        source: "https://cursor.com/docs/hooks",
    },
    Agent {
        name: "copilot",
        title: "Copilot CLI",
        settings: ".github/hooks/git-checkpoint.json",
        format: SettingsFormat {
            version: Some(1),
            event: "sessionStart",
            element: SettingsElement::Command(HookCommand {
                kind: Some("command"),
                bash: Some(
                    "if command -v git-checkpoint >/dev/null 2>&1; then git-checkpoint resume --hook=copilot; fi",
                ),
                powershell: Some(
                    "if (Get-Command git-checkpoint -ErrorAction SilentlyContinue) { git-checkpoint resume --hook=copilot }",
                ),
                timeout_sec: Some(TIMEOUT),
                ..NO_FIELD
            }),
        },
        answer: AnswerForm::CamelCase,
        instructions: "AGENTS.md",
        is_written: false,
        remark: "",
        source: "https://docs.github.com/en/copilot/reference/hooks-reference",
    },
];

impl Agent {
    /// Returns the agent of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        AGENTS.iter().find(|agent| agent.name == name)
    }
}
