//! Real settings, and odd ones: with the entry once, and as they were without it.

use crate::agents::entry::*;
use crate::agents::record::AGENTS;
use proptest::prelude::*;

fn claude() -> &'static Agent {
    Agent::named("claude").unwrap()
}

/// Twenty files as people and tools write them, most from public repositories, shortened.
pub(crate) const SETTINGS: [&str; 24] = [
    "{}",
    "{}\n",
    "{\n}\n",
    "{ }\n",
    "{\n  \"hooks\": {}\n}\n",
    "{\"hooks\":{\"SessionStart\":[]}}",
    "{\n  \"hooks\": {\n    \"SessionStart\": [\n    ]\n  }\n}",
    "{\n  \"permissions\": {\n    \"allow\": [\n      \"Bash(npm run test:*)\",\n      \"WebFetch(domain:docs.rs)\"\n    ],\n    \"deny\": []\n  }\n}\n",
    "{\"permissions\":{\"allow\":[\"Bash(ls:*)\"]},\"model\":\"opus\"}",
    "{ \"includeCoAuthoredBy\": false, \"env\": { \"A\": \"1\" } }\n",
    "{\n\t\"model\": \"opus\",\n\t\"statusLine\": {\n\t\t\"type\": \"command\",\n\t\t\"command\": \"~/.claude/statusline.sh\"\n\t}\n}\n",
    "{\r\n  \"model\": \"opus\",\r\n  \"cleanupPeriodDays\": 20\r\n}\r\n",
    "\u{feff}{\r\n    \"model\": \"opus\"\r\n}",
    "// team settings\n{\n  // what may run without a question\n  \"permissions\": { \"allow\": [] }, // nothing yet\n  /* \"hooks\": {} */\n}\n",
    "{\n  \"model\": \"opus\" // the big one\n}\n",
    "{\n  \"hooks\": {\n    \"PostToolUse\": [\n      {\n        \"matcher\": \"Edit|Write\",\n        \"hooks\": [{ \"type\": \"command\", \"command\": \"prettier --write\" }]\n      }\n    ]\n  },\n  \"model\": \"opus\"\n}\n",
    "{\n  \"hooks\": {\n    \"SessionStart\": [\n      {\n        \"hooks\": [\n          {\n            \"type\": \"command\",\n            \"command\": \"cat .claude/context.md\"\n          }\n        ]\n      }\n    ],\n    \"Stop\": []\n  }\n}\n",
    "{\n  \"hooks\": {\n    \"SessionStart\": [\n      { \"matcher\": \"startup\", \"hooks\": [{ \"type\": \"command\", \"command\": \"bd prime\" }] },\n    ],\n  },\n}\n",
    "{\n  \"hooks\": {\n    \"SessionStart\": [\n      { \"hooks\": [] }, // one\n      { \"hooks\": [] }, // two\n    ], // end\n  },\n}\n",
    "{\n  \"hooks\": {\n    \"SessionStart\": [ { \"hooks\": [] } /* only */ ]\n  }\n}\n",
    "{\n  \"zeta\": 1,\n  \"alpha\": { \"b\": null, \"a\": [1,2,  3] },\n\n  \"unknown key \\u00e9\": \"\\ud83d\\ude00 git-checkpoint\",\n  \"n\": 1e400\n}\n\n",
    "{\n  \"hooks\": {\n    // nothing yet\n  }\n}\n",
    "{\"a\":1,\n\"b\":2}\n",
    "\n\n  {\n      \"deep\": {\n            \"er\": true\n      }\n  }\n",
];

#[test]
fn settings_have_the_entry_once_and_are_then_as_they_were() {
    for agent in AGENTS.iter().filter(|agent| agent.is_written) {
        for text in SETTINGS {
            assert_eq!(entry_state(text, agent), Ok(SettingsState::Absent), "{text}");
            let with = with_entry(text, agent).unwrap();
            assert_eq!(entry_state(&with, agent), Ok(SettingsState::Current), "{with}");
            assert_eq!(with.matches("--hook").count(), 1, "{with}");
            assert_eq!(with_entry(&with, agent).unwrap(), with, "idempotent");
            let without = without_entry(&with, agent).unwrap();
            assert_eq!(without.as_deref(), Some(text), "{with}");
            assert_eq!(without_entry(text, agent).unwrap().as_deref(), Some(text));
        }
    }
}

/// Every byte that was there is still there, in its order.
#[test]
fn nothing_but_the_entry_is_added() {
    for text in SETTINGS {
        let with = with_entry(text, claude()).unwrap();
        let mut rest = with.chars();
        for c in text.chars() {
            assert!(rest.any(|other| other == c), "{text} -> {with}");
        }
    }
}

#[test]
fn the_entry_is_laid_out_as_its_neighbours_are() {
    let with = |text| with_entry(text, claude()).unwrap();
    snapbox::assert_data_eq!(
        with(SETTINGS[15]),
        snapbox::str![[r#"
{
  "hooks": {
    "PostToolUse": [
      {
        "matcher": "Edit|Write",
        "hooks": [{ "type": "command", "command": "prettier --write" }]
      }
    ],
    "SessionStart": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "if command -v git-checkpoint >/dev/null 2>&1; then git-checkpoint resume --hook; fi",
            "timeout": 10
          }
        ]
      }
    ]
  },
  "model": "opus"
}

"#]]
    );
    assert!(with(SETTINGS[10]).contains("\n\t\"hooks\": {\n\t\t\"SessionStart\": [\n\t\t\t{\n"));
    let windows = with(SETTINGS[11]);
    assert_eq!(windows.matches('\n').count(), windows.matches("\r\n").count());
    assert!(with(SETTINGS[8]).contains("\"opus\",\"hooks\":{\"SessionStart\":[{\"hooks\""));
    assert!(with(SETTINGS[14]).contains("\"model\": \"opus\", // the big one\n  \"hooks\": {\n"));
}

#[test]
fn what_agents_read_is_what_was_written() {
    for agent in &AGENTS {
        let parsed: serde_json::Value = serde_json::from_str(&new_settings(agent)).unwrap();
        assert!(parsed["hooks"][agent.format.event].is_array());
        assert_eq!(entry_state(&new_settings(agent), agent), Ok(SettingsState::Current));
        assert_eq!(parsed.get("version").is_some(), agent.format.version.is_some());
    }
    let plain =
        SETTINGS.iter().filter(|text| serde_json::from_str::<serde_json::Value>(text).is_ok());
    for text in plain {
        let with: serde_json::Value =
            serde_json::from_str(&with_entry(text, claude()).unwrap()).unwrap();
        assert!(
            with["hooks"]["SessionStart"].as_array().unwrap().iter().all(|entry| !entry.is_null())
        );
    }
}

#[test]
fn a_file_that_was_made_for_the_entry_goes_with_it() {
    let agent = claude();
    assert_eq!(without_entry(&new_settings(agent), agent), Ok(None));
}

/// What the user has added to a list that was made for the entry stays.
#[test]
fn a_comment_beside_the_entry_stays() {
    let with = with_entry("{\n  \"a\": 1\n}\n", claude()).unwrap();
    let noted = with.replace("\"SessionStart\": [", "\"SessionStart\": [ // told at the start");
    let without = without_entry(&noted, claude()).unwrap().unwrap();
    assert!(without.contains("\"SessionStart\": [ // told at the start\n"), "{without}");
    assert_eq!(entry_state(&without, claude()), Ok(SettingsState::Absent));
}

#[test]
fn an_old_entry_is_brought_up_to_date_and_a_second_one_goes() {
    let of = |commands: &[&str]| {
        let hooks: Vec<String> = commands
            .iter()
            .map(|command| {
                format!("{{\"hooks\": [{{\"command\": \"{command}\", \"timeout\": 3}}]}}")
            })
            .collect();
        format!("{{\"hooks\": {{\"SessionStart\": [{}]}}}}", hooks.join(", "))
    };
    let current = of(&[agent_command()]);
    for old in [
        of(&["git-checkpoint resume --hook"]),
        of(&["git checkpoint resume --hook=claude || true"]),
        of(&["/home/a/.local/bin/git-checkpoint  resume --hook"]),
        of(&[agent_command(), agent_command()]),
        of(&["git-checkpoint resume --hook", agent_command(), "git-checkpoint resume --hook=x"]),
    ] {
        assert_eq!(entry_state(&old, claude()), Ok(SettingsState::Old), "{old}");
        assert_eq!(with_entry(&old, claude()).unwrap(), current, "{old}");
        assert_eq!(without_entry(&old, claude()), Ok(None));
    }
    let shared = "{\"hooks\": {\"SessionStart\": [{\"hooks\": [{\"command\": \"a\"}, {\"command\": \"git-checkpoint resume --hook\"}]}]}}";
    assert_eq!(
        without_entry(shared, claude()).unwrap().unwrap(),
        "{\"hooks\": {\"SessionStart\": [{\"hooks\": [{\"command\": \"a\"}]}]}}"
    );
}

fn agent_command() -> &'static str {
    claude().command()
}

#[test]
fn a_command_that_does_more_is_the_users_own() {
    for command in ["git-checkpoint resume --hook | tee log", "a; git-checkpoint resume --hook; b"]
    {
        let text = format!(
            "{{\"hooks\": {{\"SessionStart\": [{{\"hooks\": [{{\"command\": \"{command}\"}}]}}]}}}}"
        );
        assert_eq!(entry_state(&text, claude()), Ok(SettingsState::Custom));
        assert_eq!(with_entry(&text, claude()).unwrap(), text);
        assert_eq!(without_entry(&text, claude()).unwrap().unwrap(), text);
    }
}

#[test]
fn what_does_not_parse_or_has_another_shape_is_named_with_its_place() {
    for (text, line, column, message) in [
        ("", 1, 1, "expected an object, found nothing"),
        ("[]", 1, 1, "expected an object, found an array"),
        ("{\n  \"a\": 1\n  \"b\": 2\n}", 2, 9, "not valid JSON: expected comma"),
        ("{\n  'a': 1\n}", 2, 3, "not valid JSON: single-quoted strings are not allowed"),
        ("{\"é\": 1, a: 2}", 1, 10, "not valid JSON: expected string for object property"),
        ("{\n<<<<<<< ours\n}", 2, 1, "not valid JSON: unexpected token"),
        ("{\"hooks\": null}", 1, 11, "`hooks`: expected an object, found null"),
        (
            "{\"hooks\": {\"SessionStart\": null}}",
            1,
            28,
            "`SessionStart`: expected an array, found null",
        ),
        (
            "{\"hooks\": {\"SessionStart\": {}}}",
            1,
            28,
            "`SessionStart`: expected an array, found an object",
        ),
    ] {
        let expected = SettingsError { line, column, message: message.to_owned() };
        assert_eq!(with_entry(text, claude()), Err(expected.clone()), "{text}");
        assert_eq!(without_entry(text, claude()), Err(expected.clone()));
        assert_eq!(entry_state(text, claude()), Err(expected));
    }
    let deep = "{\"a\":".repeat(100_000);
    assert!(with_entry(&deep, claude()).is_err());
}

/// Settings out of which nothing is lost: spaces, comments and commas at random.
fn settings() -> impl Strategy<Value = String> {
    let space = prop_oneof![
        Just(""),
        Just(" "),
        Just("\n"),
        Just("\n  "),
        Just(" // c\n"),
        Just("/* c */")
    ];
    let list = (
        proptest::collection::vec(space.clone(), 12),
        0..3_usize,
        0..3_usize,
        0..3_usize,
        any::<bool>(),
    );
    list.prop_map(|(space, keys, events, groups, has_trailing)| {
        let trail = |count| if has_trailing && count > 0 { "," } else { "" };
        let many = |count: usize, of: &dyn Fn(usize) -> String| {
            (0..count).map(of).collect::<Vec<_>>().join(&format!("{},{}", space[0], space[1]))
        };
        let groups = format!(
            "[{}{}{}{}]",
            space[2],
            many(groups, &|_| "{\"hooks\": []}".into()),
            trail(groups),
            space[3]
        );
        let hooks = many(events, &|at| match at {
            0 => format!("\"SessionStart\"{}:{}{groups}", space[4], space[5]),
            _ => "\"Stop\": []".to_owned(),
        });
        let hooks = format!("{{{}{hooks}{}{}}}", space[6], trail(events), space[7]);
        let all = many(keys, &|at| match at {
            0 => format!("\"hooks\":{}{hooks}", space[8]),
            _ => "\"a\": 1".to_owned(),
        });
        format!("{}{{{}{all}{}{}}}{}", space[9], space[10], trail(keys), space[11], space[0])
    })
}

proptest! {
    #[test]
    fn any_settings_come_back(text in settings()) {
        let with = with_entry(&text, claude()).unwrap();
        prop_assert_eq!(entry_state(&with, claude()), Ok(SettingsState::Current));
        prop_assert_eq!(with_entry(&with, claude()).unwrap(), with.clone());
        prop_assert_eq!(without_entry(&with, claude()).unwrap(), Some(text), "{}", with);
    }
}
