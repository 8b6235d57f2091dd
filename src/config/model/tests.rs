use crate::config::model::*;
use crate::config::read::{LIMIT_KEYS, RECORD_KEYS, TOP_KEYS};
use crate::rules::{file_not_listed, names as rule_names, next_location, status, subject};
use crate::text::span::Position;
use proptest::prelude::*;

fn read(text: &str) -> (Config, Vec<ConfigDiagnostic>) {
    Config::read(text, &rule_names())
}

const CONTRACT: &str = "\
session: SESSION.md                     # from the top of the worktree
plan: docs/IMPLEMENTATION_PHASES.md
expected:                               # may stay uncommitted
  - notes/
rules:
  next-location: error
  file-not-listed: warning
limits:
  session-lines: 200
  subject-columns: 72
record:                                 # each can be turned off
  last-checkpoint: true
  last-commit: true
  phase: true
  tasks: true
";

/// `line:column culprit | message | help` of every problem.
fn problems(text: &str) -> Vec<String> {
    let (_, problems) = read(text);
    problems
        .iter()
        .map(|problem| {
            let place = problem.span.map_or(String::new(), |span| {
                let Position { line, column } = Position::of(text, span.start);
                format!("{line}:{column} {} | ", &text[span.range()])
            });
            format!("{place}{} | {}", problem.message, problem.help.as_deref().unwrap_or("-"))
        })
        .collect()
}

fn sole_problem(text: &str) -> String {
    let all = problems(text);
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

#[test]
fn every_key_sets_something_of_its_own() {
    let top = TOP_KEYS.map(|key| match key {
        "session" | "plan" => format!("{key}: x.md"),
        "expected" => format!("{key}: [x]"),
        "rules" => format!("{key}: {{subject: off}}"),
        _ => String::new(),
    });
    let limits = LIMIT_KEYS.map(|key| format!("limits: {{{key}: 7}}"));
    let record = RECORD_KEYS.map(|key| format!("record: {{{key}: false}}"));
    let texts = top.iter().chain(&limits).chain(&record);
    let configs: Vec<Config> =
        texts.filter(|text| !text.is_empty()).map(|text| read(text).0).collect();
    for (index, config) in configs.iter().enumerate() {
        assert!(!configs[..index].contains(config) && *config != Config::default(), "{config:?}");
    }
}

#[test]
fn nothing_means_the_defaults() {
    for text in [
        "", "\n", "# only a comment\n", "---\n", "\u{feff}", "{}", "null", "rules:\n", "---\n...\n",
    ] {
        assert_eq!(read(text), (Config::default(), vec![]), "{text:?}");
    }
}

#[test]
fn the_documented_file_is_read_without_problems() {
    let (config, problems) = read(CONTRACT);
    assert_eq!(problems, []);
    assert_eq!(config.plan.as_deref(), Some("docs/IMPLEMENTATION_PHASES.md"));
    assert_eq!(config.expected, ["notes/"]);
    assert_eq!(config.level(&next_location::RULE), Level::Error);
    assert_eq!(config.level(&file_not_listed::RULE), Level::Warning);
    assert_eq!(config.level(&subject::RULE), Level::Error);
    assert_eq!((config.limits, config.record), (Limits::default(), RecordOptions::default()));
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let (config, problems) = read(&CONTRACT.replace('\n', "\r\n"));
    assert_eq!((config, problems), read(CONTRACT));
}

#[test]
fn flow_style_reads_like_block_style() {
    let (config, problems) =
        read("{expected: [a, 'b c/'], rules: {subject: off}, record: {tasks: no}}");
    assert_eq!(problems, []);
    assert_eq!(config.expected, ["a", "b c/"]);
    assert_eq!(config.level(&subject::RULE), Level::Off);
    assert!(!config.record.tasks && config.record.phase);
}

#[test]
fn off_is_a_level_as_a_word_and_as_a_boolean() {
    for word in ["off", "'off'", "false", "\"off\""] {
        let (config, problems) = read(&format!("rules: {{ next-location: {word} }}"));
        assert_eq!((config.level(&next_location::RULE), problems), (Level::Off, vec![]), "{word}");
    }
}

#[test]
fn a_wrong_level_is_a_problem_with_the_words_that_are_possible() {
    assert_eq!(
        sole_problem("rules:\n  next-location: true\n"),
        "2:18 true | expected a level for `next-location`, found `true` | write `error`, `warning` or `off`"
    );
    assert_eq!(
        sole_problem("rules: {subject: warn}"),
        "1:18 warn | invalid level `warn` | write `error`, `warning` or `off`"
    );
    assert_eq!(
        sole_problem("rules: {subject: Waring}"),
        "1:18 Waring | invalid level `Waring` | write `subject: warning`"
    );
}

#[test]
fn an_unknown_key_names_the_nearest_and_the_rest_counts() {
    let text = "sesion: x.md\nrules:\n  next_location: error\n  subject: off\n";
    assert_eq!(
        problems(text),
        [
            "1:1 sesion | unknown key `sesion` | write `session`",
            "3:3 next_location | unknown key `next_location` | write `next-location`",
        ]
    );
    assert_eq!(read(text).0.level(&subject::RULE), Level::Off);
}

#[test]
fn a_key_in_the_wrong_section_is_told_where_it_belongs() {
    assert_eq!(
        sole_problem("session-lines: 100"),
        "1:1 session-lines | unknown key `session-lines` | `session-lines` belongs under `limits:`"
    );
    assert_eq!(
        sole_problem("subject: off"),
        "1:1 subject | unknown key `subject` | `subject` belongs under `rules:`"
    );
    assert_eq!(
        sole_problem("colour: 1"),
        "1:1 colour | unknown key `colour` | the keys are `session`, `plan`, `expected`, `rules`, `limits`, `record`"
    );
}

#[test]
fn keys_in_flow_style_and_behind_wide_characters_are_located_exactly() {
    assert_eq!(
        sole_problem("{expected: [ä, 漢字], 'lmits': {session-lines: 3}}"),
        "1:21 'lmits' | unknown key `lmits` | write `limits`"
    );
    assert_eq!(
        sole_problem("\u{feff}# ä\r\nplam: x\r\n"),
        "2:1 plam | unknown key `plam` | write `plan`"
    );
}

#[test]
fn a_key_that_is_there_twice_counts_the_first_time() {
    let text = "plan: a.md\nplan: b.md\n";
    assert_eq!(
        sole_problem(text),
        "2:1 plan | duplicate key `plan`; the first one counts | remove one of them"
    );
    assert_eq!(read(text).0.plan.as_deref(), Some("a.md"));
}

#[test]
fn paths_that_lead_out_of_the_worktree_are_refused() {
    let text = "session: /etc/passwd\nplan: ../../x.md\n";
    assert_eq!(
        problems(text),
        [
            "1:10 /etc/passwd | the path of `session` is absolute; it counts from the top of the worktree | -",
            "2:7 ../../x.md | the path of `plan` leads upwards with `..`; it counts from the top of the worktree | -",
        ]
    );
    assert_eq!(read(text).0, Config::default());
}

#[test]
fn limits_are_whole_numbers_within_reason() {
    for value in ["0", "-1", "1.5", "99999999999999999999999999", "1e3", "many", "[1]", "true"] {
        let text = format!("limits:\n  session-lines: {value}\n  subject-columns: 50\n");
        let problem = sole_problem(&text);
        assert!(problem.starts_with("2:18 "), "{problem}");
        assert!(problem.ends_with("write `session-length: off` under `rules:`"), "{problem}");
        let expected = Limits { subject_columns: 50, ..Limits::default() };
        assert_eq!(read(&text).0.limits, expected);
    }
}

#[test]
fn wrong_types_are_problems_where_they_stand() {
    assert_eq!(
        problems("session: [a]\nexpected: notes/\nrules: [subject]\nrecord: off\nlimits:\n  - 3\n"),
        [
            "1:10 [ | expected a path for `session`, found a list | -",
            "2:11 notes/ | expected a list of patterns, found text | write `expected: [\"notes/\"]`",
            "3:8 [ | expected keys and values in `rules`, found a list | write `subject: …`",
            "4:9 off | expected keys and values in `record`, found text | write `last-checkpoint: …`",
            "6:3 - 3 | expected keys and values in `limits`, found a list | write `session-lines: …`",
        ]
    );
    assert_eq!(
        sole_problem("- a\n- b\n"),
        "1:1 - a | expected keys and values in the configuration, found a list | write `session: …`"
    );
    assert_eq!(
        sole_problem("expected:\n- 12\n- a\n"),
        "2:3 12 | expected a pattern as text, found a number | quote it: `- '12'`"
    );
}

#[test]
fn a_tagged_pattern_is_a_problem_and_the_others_count() {
    let text = "expected:\n  - notes/\n  - !keep.txt\n  - last\nplan: p.md\n";
    let told = sole_problem(text);
    assert!(told.starts_with("3:5 !keep.txt"), "{told}");
    assert!(told.ends_with("quote it: `- '!keep.txt'`"), "{told}");
    let (config, _) = read(text);
    assert_eq!(config.expected, ["notes/", "last"]);
    assert_eq!(config.plan.as_deref(), Some("p.md"));
}

#[test]
fn a_file_that_is_not_yaml_is_one_problem_and_the_defaults_apply() {
    for (text, place, end) in [
        ("session: \"a.md\nplan: p.md\nlimits: {session-lines: 5}\n", "", " | -"),
        ("plan: p.md\nrules:\n\tsubject: off\n", "3:1 ", "YAML does not allow tabs"),
        ("plan: p.md\nexpected:\n  - *.log\n", "3:", "quote it: `- '*.log'`"),
        ("plan: x\x07.md\nsession: a.md\n", "", " | -"),
        ("  plan: x.md\nsession: a.md\n", "1:1 ", "in the same column | -"),
        ("plan: a.md\n---\nsession: b.md\n", "", " | -"),
        ("\u{feff}plan: p.md\nlimits: {\n", "", " | -"),
    ] {
        let told = sole_problem(text);
        assert!(told.starts_with(place) && told.ends_with(end), "{text:?}: {told}");
        assert_eq!(read(text).0, Config::default(), "{text:?}");
    }
}

#[test]
fn lines_without_keys_are_not_a_configuration() {
    for text in ["plan:x\n", "rules\nlimits\n"] {
        let told = sole_problem(text);
        assert!(
            told.contains("expected keys and values in the configuration, found text"),
            "{told}"
        );
    }
}

#[test]
fn a_file_without_utf_8_or_of_great_size_leaves_the_defaults() {
    for bytes in [b"plan: \xff".to_vec(), vec![b'#'; MAX_BYTES + 1]] {
        let (config, problems) = Config::read_bytes(&bytes, &rule_names());
        assert_eq!((config, problems.len()), (Config::default(), 1));
    }
}

#[test]
fn alias_bombs_and_deep_nests_are_problems_and_nothing_worse() {
    let list = |item: &str| vec![item; 1000].join(",");
    let bomb =
        format!("a: &a [{}]\nb: &b [{}]\nc: [{}]\nplan: p.md\n", list("x"), list("*a"), list("*b"));
    let cycle = "expected: &a [*a]\n".to_owned();
    // Without the bounds this would not end; how long it takes is not tested.
    for text in [
        bomb,
        cycle,
        "[".repeat(MAX_BYTES),
        "{a: ".repeat(MAX_BYTES / 4),
        "[".repeat(999),
        "a: &a\n".repeat(2500),
    ] {
        assert!(!read(&text).1.is_empty());
    }
    let many_keys: String = (0..1500).map(|n| format!("k{n}: 1\n")).collect();
    assert_eq!(read(&many_keys).1.len(), 20);
}

#[test]
fn nests_that_the_parser_lets_pass_need_little_stack() {
    let nests = ["- ", "? ", "!a ", "!a - ", "[", "{a: ", "&a - "];
    let read_all = || {
        for nest in nests {
            for depth in [100, 127, 128, 900] {
                read(&nest.repeat(depth));
                read(&format!("session: {}", nest.repeat(depth)));
            }
        }
    };
    std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(512 * 1024);
        small.spawn_scoped(scope, read_all).unwrap().join().unwrap();
    });
}

#[test]
fn levels_are_applied_to_findings_and_off_drops_them() {
    let (config, _) = read("rules: {subject: off, next-location: error}");
    let findings = vec![
        Finding::new(&subject::RULE, "a"),
        Finding::new(&next_location::RULE, "b"),
        Finding::new(&file_not_listed::RULE, "c"),
        Finding { level: Level::Warning, ..Finding::new(&status::RULE, "d") },
    ];
    let laid = config.apply_levels(findings);
    let seen: Vec<_> = laid.iter().map(|finding| (&*finding.message, finding.level)).collect();
    assert_eq!(seen, [("b", Level::Error), ("d", Level::Warning)]);
    assert!(downgrade_errors(laid).iter().all(|finding| finding.level == Level::Warning));
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("session: "),
        Just("rules:\n  "),
        Just("expected:\n"),
        Just("  - "),
        Just("limits: {"),
        Just("subject: off"),
        Just("\n"),
        Just("\r\n"),
        Just("\t"),
        Just("---\n"),
        Just("...\n"),
        Just("*a"),
        Just("&a "),
        Just("!x "),
        Just("\""),
        Just("'"),
        Just("["),
        Just("]"),
        Just("}"),
        Just("# "),
        Just(": "),
        Just("? "),
        Just("|\n"),
        Just("ä漢🎉"),
        Just("\u{feff}"),
        Just("\0"),
        Just("\u{85}"),
        Just("\u{2028}"),
        Just("%YAML 1.1\n"),
        Just("plan: ../x\n"),
        Just("99999999999999999999"),
    ];
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_with_spans_in_bounds(text in pieces()) {
        let (_, problems) = read(&text);
        for span in problems.iter().filter_map(|problem| problem.span) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
        }
    }
}
