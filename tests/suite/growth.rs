//! However large a document is, and of whatever it is made: it costs its size, not the square of it.

use crate::bounds::{limited, program};
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{Project, Run};

/// So much of each text. With the square of it, each of them would take minutes.
const SIZE: usize = 128 * 1024;

/// Processor seconds and memory in KiB: far more than a text of that size takes in an unoptimized
/// build, far less than its square.
const LIMITS: [&str; 2] = ["-t 20", "-v 200000"];

/// What is said over and over.
const REPEATED: [&str; 41] = [
    "a\n",
    "\n",
    " \n",
    "\r\n",
    "\u{1b}[31m",
    "x",
    "日本語",
    "- a\n",
    "- [ ] a\n",
    "- [x] a (commit: abc1234)\n",
    "- [ ] a <-- CURRENT\n",
    "> ",
    "## a\n",
    "## Phase 1: A 🔄\n",
    "[",
    "[a](",
    "*a_",
    "`",
    "(",
    ")",
    "<a>",
    "```\n",
    "```\n~~~~\n",
    "<!-- x -->\n",
    "<!-- ",
    "**a**: b\n",
    "**a**: ",
    "| ",
    "| a | b |\n",
    "src/a.ts:47 ",
    "src/a.ts:47,",
    "a: b\n",
    "Session: a\n",
    "Phase: 1 - a\n",
    "## Next\n",
    "Next: a.txt:1\n",
    "- a.txt (x)\n",
    "  more\n",
    "Signed-off-by: a <a@b>\n",
    "---\n",
    "a\n===\n",
];

/// What is another thing each time.
const NUMBERED: [fn(usize) -> String; 9] = [
    |n| format!("## Phase {n}: Name {n} 🔄\n"),
    |n| format!("**Phase {n}: Name**\n- [ ] do {n}\n"),
    |n| format!("| {n} | Name {n} | x |\n"),
    |n| format!("Key{n}: v\n"),
    |n| format!("**Key{n}**: v\n"),
    |n| format!("- src/f{n}.ts (c)\n"),
    |n| format!("- [ ] task {n} in src/f{n}.ts:{n}\n"),
    |n| format!("- [x] task {n} (commit: {n:07x})\n"),
    |n| format!("[a](docs/f{n}.md#x)\n"),
];

/// Every eighth of them, and with `GROWTH=all` all.
fn texts() -> Vec<String> {
    let repeated = REPEATED.iter().map(|unit| unit.repeat(SIZE / unit.len()));
    let numbered = NUMBERED.iter().map(|unit| {
        let lines = (1..).map(unit).scan(0, |size, line| {
            *size += line.len();
            (*size < SIZE).then_some(line)
        });
        lines.collect()
    });
    let step = if std::env::var("GROWTH").is_ok_and(|value| value == "all") { 1 } else { 8 };
    // Sections and numbered keys are among them: they were slow once.
    repeated.chain(numbered).skip(7).step_by(step).collect()
}

/// Runs the program within the limits; it ends by itself.
#[track_caller]
fn bounded(project: &Project, text: &str, program: &str, arguments: &[&str]) -> Run {
    let run = limited(project, &LIMITS, program, arguments);
    let start: String = text.chars().take(20).collect();
    assert!(run.code.is_some(), "{start:?}: {arguments:?}: {run}");
    assert!(!run.stderr.contains("memory allocation of"), "{start:?}: {arguments:?}: {run}");
    run
}

const COMPANION: &str = env!("CARGO_BIN_EXE_git-checkpoint");

#[test]
fn a_message_costs_its_size() {
    let project = Project::with_session(TEMPLATE);
    project.write("b.txt", "b");
    project.git(&["add", "b.txt"]).ok();
    let line = |text: &str| text.replace('\n', " ");
    for text in texts() {
        let all = format!("{text}\n\nFiles Changed:\n{text}\n\nNext: {text}");
        for message in [
            CHECKPOINT.replace("Files Changed:", &format!("{all}\n\nFiles Changed:")),
            format!("checkpoint: {}", line(&text)),
            format!("checkpoint: Phase 3 In Progress - {}\n\n{text}", line(&text)),
        ] {
            project.write(".git/MESSAGE", message);
            bounded(&project, &text, program("commit-msg"), &[".git/MESSAGE"]);
        }
    }
}

/// Each kind of line that took the square of their number once, four times the size, and the sample.
#[test]
fn a_plan_costs_its_size() {
    let project = Project::with_session(TEMPLATE);
    let slow = ["a\n", "a: b\n", "- [x] a\n", "```\n", "## Phase 1: A\n"];
    let slow = slow.iter().map(|unit| unit.repeat(4 * SIZE / unit.len()));
    let phases = (1..4 * SIZE / 25).map(NUMBERED[0]).collect();
    for text in slow.chain([phases]).chain(texts()) {
        let plan = format!(
            "# Plan\n\n## Phase 1: A\n\n**Status**: Pending\n\n**Tasks**:\n- [ ] a\n{text}"
        );
        project.write("docs/IMPLEMENTATION_PHASES.md", plan);
        bounded(&project, &text, COMPANION, &["check"]);
        std::fs::remove_file(project.path("SESSION.md")).unwrap();
        bounded(&project, &text, COMPANION, &["init"]);
        project.write("SESSION.md", TEMPLATE);
    }
}

/// Each took the square of its size once, at a place of its own; of four times the size, because
/// the square of little is little. And the sample.
#[test]
fn a_session_costs_its_size() {
    let project = Project::with_session(TEMPLATE);
    // In the phase at work, whose Next Action is in the last one then.
    let session =
        |text: &str| TEMPLATE.replacen("**Next Action**", &format!("{text}\n**Next Action**"), 1);
    let phases: String = (1..4 * SIZE / 25).map(NUMBERED[0]).collect();
    let lines = |unit: &str| unit.repeat(4 * SIZE / unit.len());
    for (text, arguments) in [
        (phases, &["next", "Write a"][..]),
        (lines("a\n"), &["phase", "complete", "--force"]),
        (lines("**a**: b\n"), &["check"]),
    ] {
        project.write("SESSION.md", session(&text));
        bounded(&project, &text, COMPANION, arguments);
    }
    for text in texts() {
        for arguments in [&["check"][..], &["next", "Write a"], &["phase", "complete", "--force"]] {
            project.write("SESSION.md", session(&text));
            bounded(&project, &text, COMPANION, arguments);
        }
        project.write("SESSION.md", session(&text));
        bounded(&project, &text, program("post-commit"), &[]);
    }
}

/// One commit that ticks eighty thousand tasks, each of which gets its note.
#[test]
fn ticked_tasks_cost_their_number() {
    let tasks: String = (0..80_000).map(|n| format!("- [ ] t{n}\n")).collect();
    let text = TEMPLATE.replacen("**Next Action**", &format!("{tasks}\n**Next Action**"), 1);
    let project = Project::with_session(&text);
    project.write("SESSION.md", text.replace("- [ ] t", "- [x] t"));
    project.git(&["-c", "core.hooksPath=none", "commit", "-qam", "Tick"]).ok();
    bounded(&project, &tasks, program("post-commit"), &[]);
    let hash = project.git(&["rev-parse", "--short", "HEAD"]).ok().stdout;
    let recorded = project.read("SESSION.md");
    let note = format!("- [x] t79999 (commit: {})", hash.trim());
    assert!(recorded.contains(&note), "{note}");
}

#[test]
fn versions_that_are_merged_cost_their_size() {
    let project = Project::with_session(TEMPLATE);
    for text in texts() {
        let base = format!("{TEMPLATE}\n{text}");
        project.write("../base", &base);
        project.write("../ours", base.replacen("abc1234", "abc1235", 1));
        project.write("../theirs", base.replacen("abc1234", "abc1236", 1));
        let driver = ["merge-driver", "../base", "../ours", "../theirs", "7", "b", "o", "t"];
        bounded(&project, &text, COMPANION, &driver);
    }
}

/// Sixteen times what is read of one, which is said.
#[test]
fn a_configuration_costs_no_more_than_what_is_read_of_it() {
    let project = Project::with_session(TEMPLATE);
    let units =
        ["a\n", "a:\n  ", "- ", "  - a\n", "[", "{a: ", "? ", "&a ", "a: &a [*a]\n", "'", "#\n"];
    let texts = units.iter().map(|unit| unit.repeat(2 * SIZE / unit.len()));
    let lists = |unit: &str| format!("expected:\n{}", unit.repeat(2 * SIZE / unit.len()));
    let patterns = ["  - a/**/b*\n", "  - '{a,b}'\n", "  - '[a-z]'\n", "  - 'a/b/c'\n"].map(lists);
    let pattern = |unit: &str| format!("expected: ['{}']\n", unit.repeat(15 * 1024 / unit.len()));
    for text in texts.chain(patterns) {
        project.write(".git-checkpoint.yaml", &text);
        bounded(&project, &text, COMPANION, &["check"]).says("larger than 16 KiB");
        bounded(&project, &text, program("pre-commit"), &[]).ok().says("larger than 16 KiB");
    }
    // One pattern of all that is read, beside a deep path.
    let path = format!("{}a", "a/".repeat(100));
    project.write(&path, "");
    for text in ["a/", "**/", "**/a/", "*a", "a?", "[a-z]", "\\", "*/"].map(pattern) {
        project.write(".git-checkpoint.yaml", &text);
        let run = bounded(&project, &text, program("pre-commit"), &[]).ok();
        let has_many = text.contains("**");
        assert_eq!(run.stderr.contains("more than 3 `**` in one pattern"), has_many, "{run}");
    }
}

#[test]
fn settings_and_what_an_agent_says_cost_their_size() {
    let project = Project::with_session(TEMPLATE);
    let entry = |command: &str| {
        format!("{{\"hooks\":[{{\"type\":\"command\",\"command\":\"{command}\"}}]}}")
    };
    let started = |with: &str, entry: &str| {
        let list = vec![entry; SIZE / entry.len()].join(with);
        format!("{{\"hooks\":{{\"SessionStart\":[{list}]}}}}")
    };
    for text in [
        "[".repeat(SIZE),
        "{\"a\":".repeat(SIZE / 5),
        format!("{{{}\"b\":1}}", "\"a\":1,".repeat(SIZE / 6)),
        started(",", &entry("ls")),
        started(" /* c */,\n  ", &entry("ls")),
        started(",", &entry("git-checkpoint resume --hook=claude")),
        "/*".repeat(SIZE / 2),
        format!("{{}}{}", "//\n".repeat(SIZE / 3)),
        format!("{{\"a\":1{}}}", " /**/".repeat(SIZE / 5)),
        format!("{}{{}}", " ".repeat(SIZE)),
        format!("{{\"a\":\"{}\"}}", "\\u0041".repeat(SIZE / 6)),
    ] {
        for arguments in [
            ["agent", "claude", "--check"],
            ["agent", "claude", "--write"],
            ["agent", "claude", "--remove"],
        ] {
            project.write(".claude/settings.json", &text);
            bounded(&project, &text, COMPANION, &arguments);
        }
        project.write(".claude/settings.json", &text);
        bounded(&project, &text, COMPANION, &["doctor"]);
    }
}
