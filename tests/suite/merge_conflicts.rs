//! What the merge driver leaves to git: conflicts, failures, files that are not its own.

use std::fs;

use crate::harness::Project;
use crate::merge_driver::{MODES, Mode, SESSION, start, switch, ticked};

/// Both sides changed Next Action, and each ticked a task; with main checked out.
fn in_conflict(project: &Project) {
    for (branch, task) in [("side", "4"), ("main", "3")] {
        switch(project, branch);
        project.checkpoint(&["done", task]).ok();
        project.checkpoint(&["next", &format!("Create src/{branch}.ts (new file)")]).ok();
        project.git(&["commit", "-q", "-a", "-m", "Change both"]).ok();
        switch(project, branch);
    }
}

/// The lines between the markers, and the markers.
fn conflicts(text: &str) -> Vec<&str> {
    let mut is_inside = false;
    let in_conflict = |line: &&str| {
        let was_inside = is_inside;
        is_inside = line.starts_with("<<<<<<<") || is_inside && !line.starts_with(">>>>>>>");
        was_inside || is_inside
    };
    text.lines().filter(in_conflict).collect()
}

fn knows_labels(project: &Project) -> bool {
    let version = project.ask(&["--version"]);
    let minor = version.split('.').nth(1).and_then(|part| part.parse::<u32>().ok());
    minor.is_some_and(|minor| minor >= 44)
}

#[test]
fn only_what_both_changed_conflicts_in_each_style() {
    let [main, side] =
        ["main", "side"].map(|name| format!("**Next Action**: Create src/{name}.ts (new file)"));
    for style in ["merge", "diff3", "zdiff3"] {
        for mode in MODES {
            let project = start(mode);
            project.git(&["config", "merge.conflictStyle", style]).ok();
            in_conflict(&project);
            project.git(&["merge", "-q", "side"]).refused();
            let text = project.read("SESSION.md");
            let lines = conflicts(&text);
            let has_labels = knows_labels(&project);
            let labels = if has_labels { ["HEAD", "side"] } else { ["ours", "theirs"] };
            assert_eq!(lines[0], format!("<<<<<<< {}", labels[0]), "{text}");
            assert_eq!(*lines.last().unwrap(), format!(">>>>>>> {}", labels[1]), "{text}");
            let said: Vec<&str> =
                lines.iter().filter(|line| line.starts_with("**")).copied().collect();
            let base = "**Next Action**: Create src/one.ts (new file)";
            let expected: Vec<&str> = match style {
                "merge" => vec![&main, &side],
                _ => vec![&main, base, &side],
            };
            assert_eq!(said, expected, "{style} {mode:?}: {text}");
            assert_eq!(ticked(&text), "--xx-", "{text}");
            assert_eq!(project.ask(&["diff", "--name-only", "--diff-filter=U"]), "SESSION.md");
        }
    }
}

#[test]
fn the_size_of_the_markers_is_that_of_the_attributes() {
    let project = start(Mode::Default);
    project.write(".gitattributes", "SESSION.md conflict-marker-size=12\n");
    in_conflict(&project);
    project.git(&["merge", "-q", "side"]).refused();
    let text = project.read("SESSION.md");
    assert!(text.contains(&"\n<<<<<<<<<<<< ".to_owned()), "{text}");
}

/// What git makes of the merge without a driver.
fn without_driver(project: &Project) -> (Option<i32>, String) {
    let copy = project.copy();
    fs::remove_file(copy.path(".git/info/attributes")).unwrap();
    let merged = copy.git(&["merge", "-q", "--no-edit", "side"]);
    (merged.code, copy.read("SESSION.md"))
}

fn without_labels(text: &str) -> String {
    let marks = ["<<<<<<< ", ">>>>>>> ", "||||||| "];
    let line = |line: &str| {
        let mark = marks.iter().find(|mark| line.starts_with(**mark));
        mark.map_or(line, |mark| *mark).to_owned() + "\n"
    };
    text.lines().map(line).collect()
}

#[test]
fn a_program_that_is_missing_killed_or_fails_leaves_gits_own_merge() {
    for script in
        [None, Some("kill -9 $$"), Some("exit 101"), Some("exit 2"), Some("echo x; exit 255")]
    {
        for is_clean in [false, true] {
            let project = start(Mode::Default);
            if is_clean {
                switch(&project, "side");
                project.commit_file("SESSION.md", &format!("{SESSION}\nEnd\n")).ok();
                switch(&project, "main");
                project.commit_file("SESSION.md", &format!("Start\n{SESSION}")).ok();
            } else {
                in_conflict(&project);
            }
            let driver = project.ask(&["config", "merge.git-checkpoint.driver"]);
            let program = project.path("../my program");
            if let Some(script) = script {
                project.write_script("../my program", &format!("#!/bin/sh\n{script}\n"));
            }
            let quoted = format!("'{}'", program.display());
            let driver = driver.replace(env!("CARGO_BIN_EXE_git-checkpoint"), &quoted);
            assert!(driver.contains(&quoted), "{driver}");
            project.git(&["config", "merge.git-checkpoint.driver", &driver]).ok();
            let (code, text) = without_driver(&project);
            let merged = project.git(&["merge", "-q", "--no-edit", "side"]);
            assert_eq!(merged.code, code, "{script:?}: {merged}");
            let present = project.read("SESSION.md");
            match knows_labels(&project) {
                true => assert_eq!(present, text, "{script:?}"),
                false => assert_eq!(without_labels(&present), without_labels(&text), "{script:?}"),
            }
            assert_eq!(present.contains("<<<<<<<"), !is_clean);
            assert_eq!(project.ask(&["status", "--porcelain", "-uall", "--", ":!SESSION.md"]), "");
        }
    }
}

#[test]
fn switched_off_and_called_wrongly_it_leaves_git_alone() {
    let mut project = start(Mode::Default);
    in_conflict(&project);
    let (_, text) = without_driver(&project);
    project.set("GIT_CHECKPOINT", "off");
    project.git(&["merge", "-q", "side"]).refused().silent();
    if knows_labels(&project) {
        assert_eq!(project.read("SESSION.md"), text);
    }
    assert_eq!(project.checkpoint(&["merge-driver"]).silent().code, Some(2));
    let named = ["merge-driver", "a", "b", "c", "7", "x", "y", "z"];
    assert_eq!(project.checkpoint(&named).silent().code, Some(2));
}

#[test]
fn a_binary_a_huge_and_a_conflicted_file_are_gits() {
    for extra in [&b"\xff\n"[..], b"<<<<<<< a\n=======\n>>>>>>> b\n", &b"x\n".repeat(2_200_000)] {
        let project = start(Mode::Default);
        let with = |line: &[u8]| [line, SESSION.as_bytes(), extra].concat();
        let plain = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "-a", "-m", "x"];
        project.write("SESSION.md", with(b""));
        project.git(&plain).ok();
        project.git(&["branch", "-f", "side"]).ok();
        project.write("SESSION.md", with(b"ours\n"));
        project.git(&plain).ok();
        switch(&project, "side");
        project.write("SESSION.md", with(b"theirs\n"));
        project.git(&plain).ok();
        switch(&project, "main");
        project.git(&["merge", "-q", "side"]).refused();
        let text = project.bytes("SESSION.md");
        let begins = text.starts_with(b"<<<<<<< ");
        assert!(begins && text.ends_with(extra), "{}", String::from_utf8_lossy(&text[..40]));
    }
}
