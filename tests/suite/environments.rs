//! Every hook under what git documents as changing pathspecs, paths, the index or references:
//! what is left is what git says under the same, and all else is as without it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::all_hooks::{git_path, left_by_git};
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{Project, Run};
use crate::requirements::lacks;

/// Environment variables (git(1), gitnamespaces(7), git-config(1)).
const VARIABLES: &[(&str, &str)] = &[
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_GLOB_PATHSPECS", "1"),
    ("GIT_NOGLOB_PATHSPECS", "1"),
    ("GIT_ICASE_PATHSPECS", "1"),
    ("GIT_NAMESPACE", "space"),
    ("GIT_NAMESPACE", "../odd name"),
    ("GIT_INDEX_VERSION", "4"),
    ("GIT_INDEX_THREADS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_CEILING_DIRECTORIES", "/"),
    ("GIT_DISCOVERY_ACROSS_FILESYSTEM", "1"),
    ("GIT_DEFAULT_HASH", "sha256"),
    ("GIT_DEFAULT_REF_FORMAT", "reftable"),
    ("GIT_REF_PARANOIA", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_REPLACE_REF_BASE", "refs/elsewhere/"),
    ("GIT_ATTR_SOURCE", "HEAD"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ADVICE", "0"),
    ("GIT_FLUSH", "1"),
    ("GIT_TRACE2_PERF", "/dev/null"),
    ("GIT_DIR", ".git"),
    ("GIT_WORK_TREE", "."),
    ("GIT_INDEX_FILE", ".git/index"),
    ("GIT_OBJECT_DIRECTORY", ".git/objects"),
    ("GIT_COMMON_DIR", ".git"),
    ("GIT_CONFIG_PARAMETERS", "'core.ignorecase'='true' 'status.relativepaths'='false'"),
];

/// Settings given by `-c` (git-config(1)).
const SETTINGS: &[&str] = &[
    "core.quotePath=false",
    "core.fileMode=false",
    "core.symlinks=false",
    "core.ignoreCase=true",
    "core.precomposeUnicode=true",
    "core.protectHFS=true",
    "core.trustctime=false",
    "core.checkStat=minimal",
    "core.autocrlf=input",
    "core.eol=crlf",
    "core.safecrlf=false",
    "core.excludesFile=/dev/null",
    "core.attributesFile=/dev/null",
    "attr.tree=HEAD",
    "core.untrackedCache=true",
    "core.fsmonitor=false",
    "core.splitIndex=true",
    "core.preloadIndex=false",
    "core.sparseCheckout=true",
    "core.sparseCheckoutCone=false",
    "core.logAllRefUpdates=false",
    "core.logAllRefUpdates=always",
    "core.useReplaceRefs=false",
    "core.multiPackIndex=false",
    "core.commitGraph=false",
    "core.warnAmbiguousRefs=false",
    "core.notesRef=refs/notes/x",
    "index.version=4",
    "index.threads=2",
    "index.sparse=true",
    "index.skipHash=true",
    "index.recordEndOfIndexEntries=true",
    "index.recordOffsetTable=true",
    "feature.manyFiles=true",
    "feature.experimental=true",
    "sparse.expectFilesOutsideOfPatterns=true",
    "status.showUntrackedFiles=no",
    "status.showUntrackedFiles=all",
    "status.relativePaths=false",
    "status.renames=copies",
    "status.branch=true",
    "status.short=true",
    "status.showStash=true",
    "status.submoduleSummary=true",
    "diff.ignoreSubmodules=all",
    "diff.renames=false",
    "diff.noprefix=true",
    "diff.relative=true",
    "submodule.recurse=true",
    "commit.status=false",
    "column.ui=always",
    "log.showSignature=true",
    "log.decorate=full",
    "log.date=raw",
    "transfer.hideRefs=refs/heads",
    "branch.sort=-committerdate",
    "i18n.logOutputEncoding=ISO-8859-1",
];

/// A project in which something of every kind is left.
fn project() -> Project {
    let project = Project::with_session(TEMPLATE);
    for path in ["a/changed.ts", "gone.ts", "s*r.ts", "[id].ts"] {
        project.write(path, "one\n");
    }
    project.write(".gitignore", "*.log\n");
    project.git(&["--literal-pathspecs", "add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Files"]).ok();
    for path in ["a/changed.ts", "s*r.ts", "new.ts", "x.log", "new/deep/y.ts"] {
        project.write(path, "two\n");
    }
    fs::remove_file(project.path("gone.ts")).unwrap();
    project
}

/// What became of the commits.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    refused: Run,
    recorded: Run,
    amended: Run,
    session: String,
}

/// A refused and a recorded checkpoint of a path, and an amend.
fn commits(project: &Project, options: &[&str]) -> Outcome {
    project.write("src/lib/schemas.ts", "changed\n");
    project.write("src/routes/tasks.ts", "changed\n".repeat(100));
    let git = |arguments: &[&str]| project.git(&[options, arguments].concat());
    let malformed = CHECKPOINT.replace("Phase: 3", "Phase: 4");
    let refused = git(&["commit", "-q", "-m", &malformed, "src"]).refused();
    let recorded = git(&["commit", "-q", "-F", ".git/CHECKPOINT_EDITMSG", "src"]).ok();
    let reported = fs::read(git_path(project, "checkpoint/reported")).unwrap_or_default();
    let reported = reported.split(|&byte| byte == 0).filter(|path| !path.is_empty());
    let reported: BTreeSet<Vec<u8>> = reported.map(<[u8]>::to_vec).collect();
    let mut left = left_by_git_under(project, options);
    left.remove(b"SESSION.md".as_slice());
    assert_eq!(reported, left, "{options:?}");
    let amended = git(&["commit", "-q", "--amend", "--allow-empty", "--no-edit"]).ok();
    Outcome { refused, recorded, amended, session: project.read("SESSION.md") }
}

fn left_by_git_under(project: &Project, options: &[&str]) -> BTreeSet<Vec<u8>> {
    let mut left = left_by_git(project);
    if options.contains(&"status.showUntrackedFiles=no") {
        left.retain(|path| !path.starts_with(b"new"));
    }
    if options.contains(&"status.showUntrackedFiles=all") && left.remove(b"new/".as_slice()) {
        left.insert(b"new/deep/y.ts".to_vec());
    }
    left
}

/// Whether it says of what is left something else than without the setting, as it must.
fn concerns_what_is_left(setting: &str) -> bool {
    ["status.showUntrackedFiles=no", "status.showUntrackedFiles=all"].contains(&setting)
}

#[test]
fn hooks_heed_no_setting_of_the_caller_more_than_git_does() {
    let project = project();
    let plain = commits(&project.copy(), &[]);
    assert!(plain.refused.stderr.contains("5 unexpected files"), "{}", plain.refused);
    for setting in SETTINGS {
        let outcome = commits(&project.copy(), &["-c", setting]);
        assert_eq!(outcome.session, plain.session, "{setting}");
        if !concerns_what_is_left(setting) {
            assert_eq!(outcome, plain, "{setting}");
        }
    }
}

#[test]
fn hooks_heed_no_variable_of_the_caller_more_than_git_does() {
    let project = project();
    let plain = commits(&project.copy(), &[]);
    for &(name, value) in VARIABLES {
        let mut copy = project.copy();
        let top = copy.top().to_str().unwrap().to_owned();
        // git looks for objects and references from the top, too.
        let value = value.replace(".git/objects", &format!("{top}/.git/objects"));
        copy.set(name, &value);
        let outcome = commits(&copy, &[]);
        assert_eq!(outcome.session, plain.session, "{name}={value}");
        // What is pasted must not depend on magic that the caller has switched off.
        let said = |run: &Run| {
            // The maintenance that git 2.55 starts after a commit says so itself.
            let own = "fatal: bad git namespace path \"../odd name\"\n";
            run.stderr.replace(own, "").replace("git --literal-pathspecs add", "git add")
        };
        if !matches!(name, "GIT_LITERAL_PATHSPECS" | "GIT_DIR" | "GIT_COMMON_DIR") {
            assert_eq!(said(&outcome.recorded), said(&plain.recorded), "{name}={value}");
        }
        assert_eq!(said(&outcome.amended), said(&plain.amended), "{name}={value}");
        outcome.refused.says("5 unexpected files and directories");
        outcome.recorded.says("recorded in SESSION.md");
    }
}

#[test]
fn options_that_change_pathspecs_change_nothing_of_what_is_said() {
    let project = project();
    let plain = commits(&project.copy(), &[]);
    for option in ["--literal-pathspecs", "--glob-pathspecs", "--icase-pathspecs", "--no-pager"] {
        let outcome = commits(&project.copy(), &[option]);
        assert_eq!(outcome.session, plain.session, "{option}");
        outcome.refused.says("5 unexpected files and directories").says("  new/");
    }
}

/// dulwich runs commit-msg and post-commit inside the git dir.
#[test]
fn hooks_started_inside_the_git_dir_say_what_works_in_the_worktree() {
    let project = project();
    let hook = |arguments: &[&str]| {
        let program = format!("{}/.git/hooks/{}", project.top().display(), arguments[0]);
        project.run(project.command(&program, ".git").args(&arguments[1..]))
    };
    project.write(".git/COMMIT_EDITMSG", CHECKPOINT.replace("Phase: 3", "Phase: 4"));
    let run = hook(&["commit-msg", "COMMIT_EDITMSG"]).refused();
    run.says("git commit -F .git/CHECKPOINT_EDITMSG");
    hook(&["pre-commit"]).ok().says("5 unexpected files and directories").says("git add a/");
    project
        .git(&[
            "-c",
            "core.hooksPath=/dev/null",
            "commit",
            "-q",
            "--allow-empty",
            "-F",
            ".git/CHECKPOINT_EDITMSG",
        ])
        .ok();
    hook(&["post-commit"]).ok().says("recorded in SESSION.md");
}

/// As where a limit on processes is reached: whatever can be said is.
#[test]
fn hooks_and_resume_work_where_no_thread_and_no_process_can_be_started() {
    if lacks("setpriv") || lacks("prlimit") {
        return;
    }
    let project = project();
    // Enough files for threads, ours and those that read the index.
    for file in 0..2_100 {
        project.write(&format!("many/{file}"), "");
    }
    project.git(&["config", "index.threads", "4"]).ok();
    project.git(&["config", "index.recordEndOfIndexEntries", "true"]).ok();
    project.git(&["add", "many"]).ok();
    project.git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "Many"]).ok();
    // The limit is on the processes of a user, and holds for all but root.
    let is_root = fs::metadata(project.top()).unwrap().uid() == 0;
    if is_root {
        let home = project.home();
        project.run(project.command("chown", ".").args(["-R", "54321"]).arg(home)).ok();
    }
    let limited = |program: &str, arguments: &[&str]| {
        let limit = ["prlimit", "--nproc=1:1", program];
        let mut command = project.command(if is_root { "setpriv" } else { limit[0] }, ".");
        match is_root {
            true => command.args(["--reuid=54321", "--clear-groups"]).args(limit),
            false => command.args(&limit[1..]),
        };
        project.run(command.args(arguments))
    };
    let program = env!("CARGO_BIN_EXE_git-checkpoint");
    let run = limited(program, &["resume"]);
    assert!(run.ok().stdout.contains("a/changed.ts"));
    let run = limited(env!("CARGO_BIN_EXE_checkpoint-pre-commit"), &[]).ok();
    run.says("a/changed.ts").never_says("a bug");
}

#[test]
fn the_paths_of_a_drafted_commit_are_read_as_the_commit_reads_them() {
    let commit = |setting: &str, path: &str| {
        let mut project = project();
        project.set(setting, "1");
        let words = ["--summary", "Paths", "--session", "Wrote them", "--next", "Write src/b.ts"];
        let run = project.checkpoint(&[&["commit"], &words[..], &["--", path]].concat());
        (run.code, project.ask(&["log", "-1", "--format=%B"]))
    };
    let (code, message) = commit("GIT_ICASE_PATHSPECS", "A/CHANGED.ts");
    assert!(code == Some(0) && message.contains("- a/changed.ts"), "{message}");
    let (code, message) = commit("GIT_LITERAL_PATHSPECS", "a/*.ts");
    assert!(code != Some(0) && message.starts_with("Files"), "{message}");
}
