//! Documents of any length, and what the hooks do with them: what `benches/parsers.sh` measures.
//!
//! Neither in the programs nor in the library that users build: `cargo test` holds that the
//! documents are such as a project has, and `benches/parsers/` takes the time.

use std::fmt::Write;

use bstr::BString;

use crate::fuzz::world::{Commits, Files, PLAN, PLAN_PATH, SESSION, known};
use crate::message::stored::cleanup::{Cleanup, CleanupMode, CommentPrefix};
use crate::plan::model::Plan;
use crate::rules::check::check_file::check_file;
use crate::rules::check::check_session::check;
use crate::session::model::Session;
use crate::session::record::edits::record;
use crate::session::record::recording::{
    CheckpointStatus, RecordOptions, RecordedCommit, Recording,
};
use crate::session::record::tasks::ticked;
use crate::snapshot::model::Snapshot;
use crate::terms::changed_paths::{Change, ChangeKind};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::apply;
use crate::text::str::Str;

/// What is done once with a document, and how much of it came out.
pub type Work = Box<dyn Fn() -> usize>;

/// What is done with one kind of document.
pub struct Benchmark {
    /// Document and work in a few words.
    pub name: &'static str,
    /// The numbers of lines to measure, the next about ten times the one before.
    pub sizes: &'static [usize],
    /// A document of about that many lines.
    pub document: fn(usize) -> String,
    /// The work on a document.
    pub work: fn(String) -> Work,
}

/// All that is measured.
pub const BENCHMARKS: [Benchmark; 4] = [
    Benchmark {
        name: "message judged",
        sizes: &[20, 200, 2000, 20000],
        document: message,
        work: judge,
    },
    Benchmark {
        name: "SESSION.md checked",
        sizes: &[200, 2000, 9000],
        document: session,
        work: check_session,
    },
    Benchmark {
        name: "SESSION.md recorded in",
        sizes: &[200, 2000, 9000],
        document: session,
        work: record_in,
    },
    Benchmark { name: "plan parsed", sizes: &[200, 2000, 20000], document: plan, work: parse_plan },
];

/// A checkpoint that lists as many files as there is room for.
fn message(lines: usize) -> String {
    let mut text = String::from(
        "checkpoint: Phase 3 In Progress - The endpoints answer\n\nPhase: 3 - Tasks API\n\
        Status: In Progress\nSession: Wrote the endpoints and their tests\n\nFiles Changed:\n",
    );
    for number in 0..lines - 9 {
        writeln!(text, "- {} (modified)", changed_path(number)).expect("memory takes all");
    }
    text + "\nNext: Implement POST in src/routes/tasks.ts:47\n"
}

fn changed_path(number: usize) -> String {
    format!("src/module{}/file{number}.ts", number / 20)
}

/// Half of it finished phases, half of it the tasks of the phase in progress.
fn session(lines: usize) -> String {
    let (finished, tasks) = (lines / 10, lines / 2);
    let mut text = format!(
        "# Session State\n\n**Current Phase**: Phase {current}\n**Current Stage**: Implementation\n\
        **Last Checkpoint**: e4f5a6b (2026-11-20)\n**Planning Docs**: `{PLAN_PATH}`\n\n---\n\n",
        current = finished + 1
    );
    for number in 1..=finished {
        let facts = "**Completed**: 2026-11-20 | **Checkpoint**: e4f5a6b";
        let summary = "**Summary**: Schema and seeds";
        writeln!(text, "## Phase {number}: Part {number} [Complete]\n\n{facts}\n{summary}\n")
            .expect("memory takes all");
    }
    let current = finished + 1;
    write!(text, "## Phase {current}: Tasks API [In Progress]\n\n").expect("memory takes all");
    for number in 0..tasks {
        let tick = if number % 2 == 0 { 'x' } else { ' ' };
        writeln!(text, "- [{tick}] Endpoint {number} in src/routes/tasks.ts:47")
            .expect("memory takes all");
    }
    text + "\n**Next Action**: Implement POST in src/routes/tasks.ts:47\n"
}

/// Phases of seven tasks and a criterion.
fn plan(lines: usize) -> String {
    let mut text = String::from("# Plan\n\n");
    for number in 1..=lines / 14 {
        write!(text, "## Phase {number}: Part {number}\n\n**Tasks**:\n").expect("memory takes all");
        for task in 0..7 {
            writeln!(text, "- [ ] Endpoint {task} in src/routes/part{number}.ts")
                .expect("memory takes all");
        }
        text += "\n**Verification Criteria**:\n- [ ] It answers\n\n";
    }
    text
}

fn judge(text: String) -> Work {
    let listed = text.lines().filter(|line| line.starts_with("- ")).count();
    let changes: Vec<Change> = (0..listed)
        .map(|number| Change {
            path: BString::from(changed_path(number)),
            kind: ChangeKind::Modified,
        })
        .collect();
    let (session, plan) = (Session::parse(SESSION), Plan::parse(PLAN));
    Box::new(move || {
        let known = known(&changes, &session, &plan);
        let cleanup = Cleanup { comment: CommentPrefix::default(), mode: CleanupMode::Strip };
        check_file(Str::new(&text), &cleanup, &known, |found| found).findings.len()
    })
}

fn check_session(text: String) -> Work {
    Box::new(move || {
        let known = Snapshot { files: &Files, history: &Commits, ..Snapshot::default() };
        check(&Session::parse(&text), &known).len()
    })
}

/// The commit ticked every second task.
fn record_in(text: String) -> Work {
    let before = text.replace("- [x]", "- [ ]");
    Box::new(move || {
        let session = Session::parse(&text);
        let recording = Recording {
            commit: RecordedCommit { hash: "abc1234", date: "2026-11-23" },
            checkpoint: Some(CheckpointStatus {
                number: PhaseNumber::parse("1"),
                status: Some(Status::InProgress),
            }),
            ticked: ticked(&Session::parse(&before), &session),
            parts: RecordOptions::default(),
        };
        apply(&text, &record(&session, &recording)).len() - text.len()
    })
}

fn parse_plan(text: String) -> Work {
    Box::new(move || {
        let plan = Plan::parse(&text);
        plan.phases.len() + plan.remarks().len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(work: fn(String) -> Work, document: String) -> usize {
        work(document)()
    }

    /// What is refused at the first line is soon judged.
    #[test]
    fn every_document_is_one_that_a_project_has() {
        assert_eq!(outcome(judge, message(200)), 0);
        assert_eq!(outcome(check_session, session(180)), 0);
        let noted = 90 / 2 * " (commit: abc1234)".len();
        let added = "**Last Commit**: abc1234 (2026-11-23)\n".len();
        assert_eq!(outcome(record_in, session(180)), noted + added);
        assert_eq!(outcome(parse_plan, plan(140)), 10);
    }

    #[test]
    fn every_document_has_the_length_that_is_asked_for() {
        for Benchmark { name, sizes, document, .. } in BENCHMARKS {
            let (wanted, found) = (sizes[1], document(sizes[1]).lines().count());
            assert!(found.abs_diff(wanted) < wanted / 10, "{name}: {found} of {wanted} lines");
        }
    }
}
