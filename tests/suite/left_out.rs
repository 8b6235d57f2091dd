//! Commits that a rebase leaves out, skipped, dropped or as already upstream, have no successor,
//! though git's list names one for each.
//!
//! Each commit adds a file of its own, so that what became of it is seen in the trees alone.

use std::fs;

use crate::branches::{Tracking, start};
use crate::harness::{Project, Run};

/// `main`, and `work` with these commits; those with `shared` conflict with main.
const COMMITS: [(&str, bool); 6] = [
    ("one", true),
    ("two", false),
    ("three", true),
    ("four", false),
    ("five", true),
    ("six", false),
];

const RESOLVE: &str = "resolve() { echo \"$1\" >shared; git add -A; }";

/// Each ends with the rebase over. `both` stands for either backend.
const REBASES: [(&str, &str); 24] = [
    ("the first skipped", "rebase both main; skip; go; go"),
    ("one between skipped", "rebase both main; go; skip; go"),
    ("the last skipped", "rebase both main; go; go; skip"),
    ("all that conflict skipped", "rebase both main; skip; skip; skip"),
    ("resolved to nothing", "rebase both main; empty; empty; empty"),
    (
        "resolved to nothing, and skipped",
        "rebase both main; git checkout --ours shared; git rm -qf t/one; git add shared; git rebase --skip; go; go",
    ),
    (
        "resolved by a commit",
        "rebase both main; resolve 1; git commit -q --no-edit; git rebase --continue || git rebase --skip; skip; go",
    ),
    (
        "already upstream, and found only when it is picked",
        "upstream two four; rebase -i --empty=drop --reapply-cherry-picks main; go; go; go",
    ),
    ("already upstream at first", "upstream two four; rebase both main; go; go; go"),
    ("fast-forwarded before, then skipped", "todo '/three/d; /four/d'; rebase -i work~5; skip"),
    ("the line deleted", "todo '/two/d; /three/d'; rebase -i main; go; go"),
    ("dropped by its line", "todo '/two/s/^pick/drop/; /one/s/^pick/d/'; rebase -i main; go; go"),
    ("a first fixup skipped", "todo '2,3s/^pick/fixup/'; rebase -i main; go; skip; go"),
    (
        "the commit skipped that a fixup follows",
        "todo '/four/s/^pick/fixup/'; rebase -i main; go; skip; go",
    ),
    ("squashes, one of them skipped", "todo '2,6s/^pick/squash/'; rebase -i main; go; skip; go"),
    (
        "squashes, the last skipped",
        "todo '/six/d; 2,5s/^pick/squash/'; rebase -i main; go; go; skip",
    ),
    (
        "a squash skipped after the commit was amended",
        "todo '2,6s/^pick/squash/'; rebase -i main; go; git reset -q --hard; git commit -q --amend -m Better; git rebase --skip; go",
    ),
    (
        "amended before the next was skipped",
        "todo '/two/s/^pick/edit/'; rebase -i main; go; echo more >t/more; git add -A; git commit -q --amend --no-edit; git rebase --continue; skip; go",
    ),
    (
        "amended by exec before the next was skipped",
        "todo '/two/s/$/\\nexec git commit -q --amend -m Better/'; rebase -i main; go; skip; go",
    ),
    (
        "a commit by exec before the next was skipped",
        "todo '/two/s/$/\\nexec git commit -q --allow-empty -m Between/'; rebase -i main; go; skip; go",
    ),
    (
        "a commit at a break before the next was skipped",
        "todo '/two/s/$/\\nbreak/'; rebase -i main; go; git commit -q --allow-empty -m Between; git rebase --continue; skip; go",
    ),
    (
        "the one before amended in the place of a skipped one",
        "rebase both main; go; git reset -q --hard; git commit -q --amend -m Better; git rebase --skip; go",
    ),
    (
        "split, and the next skipped",
        "todo '/two/s/^pick/edit/'; rebase -i main; go; git reset -q HEAD~; echo 1 >t/part; git add t/part; git commit -q -m Part; git add -A; git commit -q -m two; git rebase --continue; skip; go",
    ),
    (
        "an edited one taken back, and the next skipped",
        "todo '/two/s/^pick/edit/'; rebase -i main; go; git reset -q --hard HEAD~; git rebase --continue; skip; go",
    ),
];

/// What must not be lost: who was not left out is followed.
const WHOLE: [(&str, &str); 10] = [
    ("all resolved", "rebase both main; go; go; go"),
    (
        "kept though empty",
        "upstream two four; rebase -i --empty=keep --reapply-cherry-picks main; go; go; go",
    ),
    ("exec", "rebase -x true main; go; go; go"),
    ("reworded", "todo 's/^pick/reword/'; rebase -i main; go; go; go"),
    ("squashes", "todo '2,6s/^pick/squash/'; rebase -i main; go; go; go"),
    ("fixups with a message", "todo '2,6s/^pick/fixup -C/'; rebase -i main; go; go; go"),
    (
        "short commands and hashes",
        "todo 's/^pick \\(.......\\)[^ ]*/p \\1/; 4s/^p/f/'; rebase -i main; go; go; go",
    ),
    (
        "abbreviated by git",
        "git config rebase.abbreviateCommands true; todo '2s/^p /s /'; rebase -i main; go; go; go",
    ),
    ("root", "todo '3s/^pick/edit/'; rebase -i --no-ff --root; git rebase --continue"),
    ("only some of them, elsewhere", "rebase both --onto main work~3; go"),
];

/// A commit's name, the hash in its note, and that of the commit that brought its file.
type Note = (&'static str, String, String);

fn template() -> Project {
    let project = start(Tracking::Ignored);
    project.write("shared", "begin\n");
    project.git(&["add", "shared"]).ok();
    project.commit("Begin").ok();
    project.git(&["checkout", "-q", "-b", "work"]).ok();
    for (name, is_shared) in COMMITS {
        project.write(&format!("t/{name}"), name);
        if is_shared {
            project.write("shared", format!("{name}\n"));
        }
        project.git(&["add", "."]).ok();
        project.commit(name).ok();
        let session = project.read("SESSION.md");
        let note = format!("- [x] {name} (commit: {})\n- [ ] first", project.head());
        project.write("SESSION.md", session.replace("- [ ] first", &note));
    }
    project.git(&["checkout", "-q", "main"]).ok();
    project.write("shared", "main\n");
    project.git(&["commit", "-q", "-a", "-m", "Main"]).ok();
    project.git(&["checkout", "-q", "work"]).ok();
    project
}

/// Plays a rebase; what stops for a conflict goes on by `go`, `skip` or `empty`.
fn play(project: &Project, script: &str, backend: &str) -> Run {
    let words = format!(
        "{RESOLVE}
        export GIT_EDITOR=: GIT_SEQUENCE_EDITOR=: GIT_MERGE_AUTOEDIT=no
        rebase() {{ [ \"$1\" = both ] && {{ shift; set -- {backend} \"$@\"; }}; git rebase \"$@\"; }}
        todo() {{ GIT_SEQUENCE_EDITOR=\"sed -i -e '$1'\"; }}
        skip() {{ git rebase --skip; }}
        go() {{ resolve \"go $(git rev-parse HEAD)\"; git rebase --continue; }}
        empty() {{ git reset -q --hard; git rebase --continue || git rebase --skip; }}
        upstream() {{ git checkout -q main; git cherry-pick \"$(git log -1 --format=%H --grep=\"^$1$\" work)\" \"$(git log -1 --format=%H --grep=\"^$2$\" work)\"; git checkout -q work; }}
        {}
        test ! -e .git/rebase-merge && test ! -e .git/rebase-apply",
        script.replace("; ", "\n")
    );
    project.run(project.command("sh", ".").args(["-c", &words]))
}

/// The note of each commit, and the commit that brought its file into the work.
fn notes(project: &Project) -> Vec<Note> {
    let session = project.read("SESSION.md");
    let note = |name: &str| {
        let (_, note) = session.split_once(&format!("- [x] {name} (commit: ")).unwrap();
        note.split(')').next().unwrap().to_owned()
    };
    let brought = |name: &str| {
        let file = format!("t/{name}");
        project.ask(&["log", "--format=%h", "--diff-filter=A", "main..HEAD", "--", &file])
    };
    COMMITS.iter().map(|(name, _)| (*name, note(name), brought(name))).collect()
}

fn each(rebases: &[(&str, &str)], check: impl Fn(&str, &Project, &[Note])) {
    let template = template();
    let before = notes(&template);
    for (what, script) in rebases {
        let backends: &[&str] =
            if script.contains("both") { &["--merge", "--apply"] } else { &["--merge"] };
        for backend in backends {
            let project = template.copy();
            let run = play(&project, script, backend);
            let what = format!("{what}, {backend}");
            assert_eq!(run.code, Some(0), "{what}: {run}");
            check(&what, &project, &before);
        }
    }
}

#[test]
fn what_a_rebase_leaves_out_has_no_successor() {
    each(&REBASES, |what, project, before| {
        let was = |name: &str| before.iter().find(|note| note.0 == name).unwrap().1.clone();
        let is_left_out = notes(project).iter().any(|(_, _, brought)| brought.is_empty());
        assert!(is_left_out, "{what}: nothing was left out");
        let check = |when: &str| {
            for (name, note, brought) in notes(project) {
                let expected = if brought.is_empty() { was(name) } else { brought };
                assert_eq!(
                    note,
                    expected,
                    "{what}, {when}: {name}\n{}",
                    project.ask(&["log", "--oneline", "--name-only", "-20"])
                );
            }
        };
        check("after the rebase");
        project.write("t/more", "more");
        project.git(&["add", "-A"]).ok();
        project.commit("more").ok();
        check("after the next commit");
        if !what.contains("upstream") {
            project.checkpoint(&["repair"]);
            check("after repair");
        }
    });
}

/// Where post-commit does not run, git's list alone is judged.
#[test]
fn what_git_alone_tells_is_judged_too() {
    let template = template();
    let before = notes(&template);
    fs::remove_file(template.path(".git/hooks/post-commit")).unwrap();
    for (script, left_out, moved) in [
        ("rebase both main; skip; go; go", &["one"][..], 5),
        ("rebase both main; go; skip; skip", &["three", "five"], 4),
        ("todo '2,4s/^pick/squash/'; rebase -i main; go; go; go", &[], 6),
        ("todo '/three/d; /four/d'; rebase -i work~5; skip", &["five"], 1),
    ] {
        for backend in ["--merge", "--apply"] {
            let project = template.copy();
            let run = play(&project, script, backend);
            let now = notes(&project);
            let is_moved = |(now, was): (&Note, &Note)| now.1 != was.1;
            let count = now.iter().zip(&before).filter(|pair| is_moved(*pair)).count();
            assert_eq!(count, moved, "{script}: {run}");
            for (name, note, brought) in &now {
                let was = &before.iter().find(|was| was.0 == *name).unwrap().1;
                assert!(note == was || note == brought, "{script}: {name}");
                assert!(note == was || !left_out.contains(name), "{script}: {name}");
            }
        }
    }
}

#[test]
fn what_a_rebase_takes_along_is_followed() {
    each(&WHOLE, |what, project, before| {
        let mut moved = 0;
        for ((name, note, brought), (_, was, _)) in notes(project).into_iter().zip(before) {
            let subject = format!("--grep=^{name}$");
            let own = project.ask(&["log", "-1", "--format=%h", &subject, "main..HEAD"]);
            let expected = if own.is_empty() { brought } else { own };
            if !expected.is_empty() {
                assert_eq!(note, expected, "{what}: {name}");
                moved += usize::from(note != *was);
            }
        }
        assert!(moved > 2, "{what}: {moved} notes moved");
    });
}
