//! Never in the way: every operation as it would go without our hooks.

use crate::branches::{
    REBASES, SESSION, TRACKINGS, Tracking, add, edited_by, recorded, settle, start, two_branches,
};
use crate::compare_state::with_and_without_hooks;
use crate::harness::Project;

#[test]
fn no_rebase_goes_another_way_than_without_the_hooks() {
    for tracking in TRACKINGS {
        let template = two_branches(tracking);
        let autostash = if tracking == Tracking::Dirty { "true" } else { "false" };
        template.git(&["config", "rebase.autoStash", autostash]).ok();
        for (what, arguments, todo) in REBASES {
            let (code, ending) = with_and_without_hooks(&template, |project| {
                edited_by(project, todo);
                project.git(arguments).code
            });
            assert!(code == Some(0) && ending.is_over(), "{tracking:?}, {what}");
            assert!(!ending.has_stash(), "{tracking:?}, {what}");
        }
    }
}

#[test]
fn a_rebase_that_stops_goes_on_is_skipped_or_aborted_as_without_the_hooks() {
    for tracking in [Tracking::Dirty, Tracking::Clean, Tracking::Untracked] {
        let template = in_the_way(tracking);
        for (backend, ways) in [
            ("--merge", &["--continue"] as &[&str]),
            ("--apply", &["--continue"]),
            ("--merge", &["--skip"]),
            ("--apply", &["--skip"]),
            ("--merge", &["--abort"]),
            ("--apply", &["--abort"]),
            ("--merge", &["commit", "--continue"]),
            // Where all is committed, this backend has nothing to continue with.
            ("--apply", &["commit", "--continue", "--skip"]),
        ] {
            let (_, ending) = with_and_without_hooks(&template, |project| {
                interrupted(project, &["rebase", backend, "main"], ways)
            });
            assert!(ending.is_over() && !ending.has_stash(), "{tracking:?} {backend} {ways:?}");
        }
    }
}

/// `work` whose last commit conflicts with `main`.
fn in_the_way(tracking: Tracking) -> Project {
    let mut project = two_branches(tracking);
    project.git(&["config", "rebase.autoStash", "true"]).ok();
    project.git(&["stash", "push", "-q"]);
    project.git(&["checkout", "-q", "main"]).ok();
    project.write("src/two.ts", "conflict\n");
    project.git(&["add", "src/two.ts"]).ok();
    project.git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "In the way"]).ok();
    project.git(&["checkout", "-q", "work"]).ok();
    project.git(&["stash", "pop", "-q"]);
    edited_by(&mut project, ":");
    project
}

/// The exit codes of all the steps.
fn interrupted(project: &Project, rebase: &[&str], ways: &[&str]) -> Vec<Option<i32>> {
    let mut codes = vec![project.git(rebase).code];
    assert_ne!(codes, [Some(0)]);
    for way in ways {
        if !["--abort", "--skip"].contains(way) {
            project.write("src/two.ts", "resolved\n");
            project.git(&["add", "src/two.ts"]).ok();
        }
        let run = match *way {
            "commit" => project.git(&["commit", "-q", "-m", "Resolved"]),
            step => project.git(&["rebase", step]),
        };
        codes.push(run.code);
    }
    codes
}

#[test]
fn a_stash_made_by_hand_comes_back_after_a_rebase_and_another_rebase_is_not_refused() {
    let (_, ending) = with_and_without_hooks(&two_branches(Tracking::Dirty), |project| {
        let before = project.read("SESSION.md");
        project.git(&["stash", "push", "-q"]).ok();
        project.git(&["rebase", "-q", "main"]).ok();
        project.git(&["rebase", "-q", "--root"]).ok();
        project.git(&["stash", "pop", "-q"]).ok();
        assert_eq!(project.read("SESSION.md"), before);
    });
    assert!(!ending.has_stash());
}

#[test]
fn several_picks_and_reverts_go_on_where_session_is_in_them() {
    let template = start(Tracking::Clean);
    template.git(&["checkout", "-q", "-b", "side"]).ok();
    for name in ["one", "two", "three"] {
        let session = template.read("SESSION.md");
        template.write("SESSION.md", session + &format!("\n{name}\n"));
        template.git(&["add", "SESSION.md"]).ok();
        add(&template, name);
    }
    template.git(&["checkout", "-q", "-f", "main"]).ok();
    let (_, ending) = with_and_without_hooks(&template, |project| {
        project.git(&["cherry-pick", "side~2", "side~1", "side"]).ok();
        project.git(&["revert", "--no-edit", "HEAD", "HEAD~1"]).ok();
    });
    assert!(ending.is_over() && !ending.has_stash());
}

#[test]
fn several_reverts_go_on_after_a_conflict_as_without_the_hooks() {
    let template = start(Tracking::Clean);
    for (path, text) in [
        ("src/a.ts", "one\n".to_owned()),
        ("src/a.ts", "two\n".to_owned()),
        ("src/b.ts", "three\n".to_owned()),
        ("SESSION.md", format!("{SESSION}\nfour\n")),
    ] {
        template.write(path, text);
        template.git(&["add", path]).ok();
        template.git(&["commit", "-q", "-m", path]).ok();
        settle(&template, Tracking::Clean);
    }
    let (code, ending) = with_and_without_hooks(&template, |project| {
        project.set("GIT_EDITOR", ":");
        assert_eq!(project.git(&["revert", "--no-edit", "HEAD~3", "HEAD~1", "HEAD"]).code, Some(1));
        project.write("src/a.ts", "resolved\n");
        project.git(&["add", "src/a.ts"]).ok();
        project.git(&["revert", "--continue"]).code
    });
    assert!(code == Some(0) && ending.is_over());
}

#[test]
fn a_merge_with_an_autostash_gets_its_stash_back() {
    let template = two_branches(Tracking::Dirty);
    let (_, ending) = with_and_without_hooks(&template, |project| {
        project.git(&["merge", "-q", "--autostash", "--no-edit", "main"]).ok();
    });
    assert!(ending.is_over() && !ending.has_stash());
}

#[test]
fn a_merge_with_an_autostash_gets_its_stash_back_after_a_conflict() {
    let template = in_the_way(Tracking::Dirty);
    for conclude in [&["commit", "-q", "--no-edit"][..], &["merge", "--continue"]] {
        let (_, ending) = with_and_without_hooks(&template, |project| {
            let merge = ["merge", "-q", "--autostash", "--no-edit", "main"];
            assert_eq!(project.git(&merge).code, Some(1));
            project.write("src/two.ts", "resolved\n");
            project.git(&["add", "src/two.ts"]).ok();
            project.git(conclude).ok();
        });
        assert!(ending.is_over() && !ending.has_stash());
    }
}

/// What a conflict left behind is cleared away by nobody but the user: our hooks go on.
#[test]
fn an_abandoned_operation_is_named_once_and_keeps_nothing_from_being_recorded() {
    for (start, leave, quit) in [
        (&["rebase", "main"] as &[&str], &["checkout", "-q", "-f", "work"] as &[&str], "rebase"),
        (&["rebase", "--apply", "main"], &["checkout", "-q", "-f", "work"], "rebase"),
        (&["cherry-pick", "main", "main~1"], &["reset", "-q", "--hard", "HEAD~1"], "cherry-pick"),
        (
            &["revert", "--no-edit", "main", "HEAD~1"],
            &["reset", "-q", "--hard", "HEAD~1"],
            "revert",
        ),
    ] {
        let project = in_the_way(Tracking::Dirty);
        assert_ne!(project.git(start).code, Some(0));
        project.git(leave).ok();
        project.write("src/new.ts", "one\n");
        project.git(&["add", "src/new.ts"]).ok();
        project.commit("After all").ok().says(&format!("`git {quit} --quit`"));
        assert_eq!(recorded(&project, "Last Commit"), project.head(), "{start:?}");
        project.write("src/new.ts", "two\n");
        project.git(&["add", "src/new.ts"]).ok();
        project.commit("And again").ok().silent();
        assert_eq!(recorded(&project, "Last Commit"), project.head(), "{start:?}");
    }
}
