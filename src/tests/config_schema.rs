//! `docs/config.schema.json`, made of the keys that are read and the rules' records, and what it
//! accepts: exactly what the program accepts without a complaint.

use crate::config::model::{Config, FILE_NAME};
use crate::config::read::{LIMIT_KEYS, MAX_LIMIT, RECORD_KEYS, TOP_KEYS};
use crate::rules;
use serde_json::{Map, Value, json};

/// The schema as it stands in `docs/`.
pub fn schema_text() -> String {
    serde_json::to_string_pretty(&schema()).unwrap() + "\n"
}

fn schema() -> Value {
    let properties = TOP_KEYS.iter().map(|key| ((*key).to_owned(), top(key)));
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": FILE_NAME,
        "description": "Configuration of git-checkpoint, at the top of the worktree",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties.collect::<Map<_, _>>(),
    })
}

fn top(key: &str) -> Value {
    let path = |default: &str, what: &str| {
        json!({
            "description": format!("{what}, from the top of the worktree"),
            "type": ["string", "null"],
            "minLength": 1,
            "default": default,
        })
    };
    match key {
        "session" => path(&Config::default().session, "Where SESSION.md is"),
        "plan" => path("docs/IMPLEMENTATION_PHASES.md", "Where the plan is"),
        "expected" => json!({
            "description": "What may stay uncommitted besides SESSION.md and CLAUDE.md, in gitignore syntax",
            "type": ["array", "null"],
            "items": { "type": "string", "minLength": 1 },
        }),
        "rules" => section(
            "The level of each rule",
            rules::all().map(|rule| (rule.name, level(rule.fires, rule.level.name()))),
        ),
        "limits" => section("Limits of length", LIMIT_KEYS.iter().map(|key| (*key, limit(key)))),
        "record" => section(
            "What the hooks write into SESSION.md",
            RECORD_KEYS.iter().map(|key| (*key, switch(key))),
        ),
        other => panic!("`{other}` is not described"),
    }
}

fn section(description: &str, properties: impl Iterator<Item = (&'static str, Value)>) -> Value {
    let properties = properties.map(|(name, value)| (name.to_owned(), value));
    json!({
        "description": description,
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties.collect::<Map<_, _>>(),
    })
}

fn level(fires: &str, default: &str) -> Value {
    // YAML 1.1 reads `off` as false.
    json!({
        "description": format!("Fires when {fires}"),
        "enum": ["error", "warning", "off", false, null],
        "default": default,
    })
}

fn limit(key: &str) -> Value {
    let limits = Config::default().limits;
    let (what, default) = match key {
        "session-lines" => ("Lines that SESSION.md may have", limits.session_lines),
        "subject-columns" => {
            ("Columns that the subject of a checkpoint may have", limits.subject_columns)
        }
        other => panic!("`{other}` is not described"),
    };
    json!({ "description": what, "type": ["integer", "null"], "minimum": 1, "maximum": MAX_LIMIT, "default": default })
}

fn switch(key: &str) -> Value {
    let what = match key {
        "last-checkpoint" => "Last Checkpoint, at each checkpoint",
        "last-commit" => "Last Commit, at each commit",
        "phase" => "Completed and Checkpoint of a phase that a checkpoint completes",
        "tasks" => "(commit: <hash>) after each task that a commit ticked",
        other => panic!("`{other}` is not described"),
    };
    json!({ "description": what, "enum": [true, false, "on", "off", "yes", "no", null], "default": true })
}

/// Whether a value fits the part of the schema language that is used here.
fn fits(value: &Value, schema: &Value) -> bool {
    let has_type = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    };
    let types = schema.get("type").map(|types| match types {
        Value::Array(types) => types.iter().any(has_type),
        one => has_type(one),
    });
    let listed = schema.get("enum").map(|values| values.as_array().unwrap().contains(value));
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let number = value.as_u64().is_none_or(|number| {
        bound("minimum").is_none_or(|least| number >= least)
            && bound("maximum").is_none_or(|most| number <= most)
    });
    let length = value
        .as_str()
        .is_none_or(|text| bound("minLength").is_none_or(|least| text.len() as u64 >= least));
    let items =
        value.as_array().is_none_or(|items| items.iter().all(|item| fits(item, &schema["items"])));
    let properties = value.as_object().is_none_or(|object| {
        object.iter().all(|(key, value)| {
            schema["properties"].get(key).is_some_and(|schema| fits(value, schema))
        })
    });
    types != Some(false) && listed != Some(false) && number && length && items && properties
}

#[test]
fn the_schema_accepts_what_the_program_accepts() {
    let schema = schema();
    for (text, is_valid) in [
        ("", true),
        ("session: docs/SESSION.md\nplan: PLAN.md\n", true),
        ("session: ~\n", true),
        ("expected: [notes/, '*.log']\n", true),
        ("expected: notes/\n", false),
        ("expected: ['']\n", false),
        ("expected: [1]\n", false),
        ("rules: {next-location: error, subject-length: off}\n", true),
        ("rules: {next-location: fatal}\n", false),
        ("rules: {no-such-rule: error}\n", false),
        ("rules:\n", true),
        ("limits: {session-lines: 300, subject-columns: 1}\n", true),
        ("limits: {session-lines: 0}\n", false),
        ("limits: {session-lines: 2000000}\n", false),
        ("limits: {session-lines: many}\n", false),
        ("limits: {lines: 3}\n", false),
        ("record: {tasks: false, phase: yes, last-commit: off}\n", true),
        ("record: {tasks: maybe}\n", false),
        ("record: [tasks]\n", false),
        ("colour: always\n", false),
        ("- a\n", false),
        ("session: ''\n", false),
        ("session: 7\n", false),
    ] {
        let value: Value = serde_yaml::from_str(text).unwrap();
        assert_eq!(fits(&value, &schema), is_valid, "the schema on {text:?}");
        let (_, problems) = Config::read(text, &rules::names());
        assert_eq!(problems.is_empty(), is_valid, "the program on {text:?}: {problems:?}");
    }
}
