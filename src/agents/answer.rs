//! The JSON by which a hook hands text to an agent at the start of a session.

use serde_json::{Map, Value, json};

/// How an agent wants to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// `hookSpecificOutput.additionalContext`, as Claude Code, Codex, Gemini CLI and VS Code
    /// have it. They pass over an `additionalContext` outside of that.
    HookSpecific,
    /// `additional_context`, as Cursor has it.
    SnakeCase,
    /// `additionalContext`, as Copilot CLI has it.
    CamelCase,
}

impl AnswerForm {
    /// Returns the form that belongs to the question.
    ///
    /// Cursor and Copilot CLI also run the hooks in Claude Code's settings, where no agent is named.
    pub fn asked_for_by(input: &Map<String, Value>) -> Self {
        let has = |key: &str| input.contains_key(key);
        if has("cursor_version") || has("conversation_id") || has("workspace_roots") {
            return Self::SnakeCase;
        }
        // In camel case by default; with Claude Code's name of the event in snake case, but
        // with the time and without the transcript. VS Code also names the event in camel case.
        let is_camel = has("sessionId") && !has("hookEventName");
        let is_snake = has("hook_event_name") && has("timestamp") && !has("transcript_path");
        if is_camel || is_snake { Self::CamelCase } else { Self::HookSpecific }
    }

    /// Returns the answer that hands over this text.
    pub fn of(self, text: &str) -> Value {
        match self {
            Self::HookSpecific => json!({
                "hookSpecificOutput": { "hookEventName": "SessionStart", "additionalContext": text }
            }),
            Self::SnakeCase => json!({ "additional_context": text }),
            Self::CamelCase => json!({ "additionalContext": text }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agents::input::complete_object;

    fn form(input: &str) -> AnswerForm {
        AnswerForm::asked_for_by(&complete_object(input.as_bytes()).unwrap())
    }

    /// The inputs are those that the agents' makers document.
    #[test]
    fn the_question_tells_the_form() {
        for (input, expected) in [
            // Claude Code.
            (
                r#"{"session_id":"a","transcript_path":"/t.jsonl","cwd":"/p","permission_mode":"default",
                "hook_event_name":"SessionStart","source":"startup","model":"m"}"#,
                AnswerForm::HookSpecific,
            ),
            // Codex.
            (
                r#"{"session_id":"a","transcript_path":null,"cwd":"/p","hook_event_name":"SessionStart",
                "model":"m","permission_mode":"default","source":"clear"}"#,
                AnswerForm::HookSpecific,
            ),
            // Gemini CLI.
            (
                r#"{"session_id":"a","transcript_path":"/t.json","cwd":"/p","hook_event_name":"SessionStart",
                "timestamp":"2026-03-01T10:00:00Z","source":"startup"}"#,
                AnswerForm::HookSpecific,
            ),
            // VS Code.
            (
                r#"{"timestamp":"2026-03-01T10:00:00Z","cwd":"/p","sessionId":"a","hookEventName":"SessionStart",
                "transcript_path":"/t","source":"new"}"#,
                AnswerForm::HookSpecific,
            ),
            // Cursor.
            (
                r#"{"conversation_id":"a","generation_id":"b","hook_event_name":"sessionStart",
                "cursor_version":"3.1.0","workspace_roots":["/p"],"session_id":"a","composer_mode":"agent"}"#,
                AnswerForm::SnakeCase,
            ),
            // Copilot CLI, and the same below Claude Code's name of the event.
            (
                r#"{"sessionId":"a","timestamp":1774281852263,"cwd":"/p","source":"new","initialPrompt":"x"}"#,
                AnswerForm::CamelCase,
            ),
            (
                r#"{"hook_event_name":"SessionStart","session_id":"a","timestamp":"2026-03-01T10:00:00Z",
                "cwd":"/p","source":"new"}"#,
                AnswerForm::CamelCase,
            ),
            ("{}", AnswerForm::HookSpecific),
        ] {
            assert_eq!(form(input), expected, "{input}");
        }
    }
}
