//! The commands of the warning of uncommitted files, pasted.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use crate::all_hooks::left_by_git;
use crate::fixtures::TEMPLATE;
use crate::harness::{Project, Run};
use crate::requirements::lacks;

fn project() -> Project {
    let project = Project::new();
    for path in ["a", "b", "c", "d/x", "d/y", "run", "link"] {
        project.write(path, path);
    }
    project.git(&["add", "."]).ok();
    project.commit("Start").ok().silent();
    project
}

/// An empty commit, with what it says of the rest.
fn empty_commit(project: &Project) -> Run {
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok()
}

/// Pastes the commands of the help, commits, and nothing is left.
#[track_caller]
fn is_fixed(project: &Project, folder: &str, run: &Run) {
    paste(project, folder, run);
    project.git(&["commit", "-q", "--allow-empty", "-m", "Fixed"]).ok().silent();
    assert!(left_by_git(project).is_empty(), "{run}");
}

/// Runs every command of the help; nothing that is a repository is staged.
#[track_caller]
fn paste(project: &Project, folder: &str, run: &Run) {
    let quoted = |line: &str| -> Vec<String> {
        line.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
    };
    let helps = run.stderr.lines().filter_map(|line| line.strip_prefix("help: "));
    let is_command = |text: &String| text != "expected:" && !text.starts_with("git commit");
    let commands: Vec<String> = helps.flat_map(quoted).filter(is_command).collect();
    assert!(!commands.is_empty(), "no command: {run}");
    let links = || project.ask(&["ls-files", "-s"]).matches("160000 ").count();
    let before = links();
    for command in commands {
        project.run(project.command("bash", folder).args(["-c", &command])).ok();
    }
    assert_eq!(links(), before, "{run}");
}

/// The names that the warning shows.
fn named(run: &Run) -> Vec<&str> {
    let lines = run.stderr.lines().filter(|line| line.starts_with("  "));
    lines.map(|line| line.rsplit("  ").next().unwrap()).collect()
}

#[test]
fn every_kind_of_change_is_fixed_by_the_command() {
    let project = project();
    fs::remove_file(project.path("a")).unwrap();
    project.write("new folder/x", "");
    project.write("intended", "");
    project.git(&["add", "-N", "intended"]).ok();
    fs::set_permissions(project.path("run"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_file(project.path("link")).unwrap();
    symlink("c", project.path("link")).unwrap();
    is_fixed(&project, ".", &empty_commit(&project));
    fs::remove_file(project.path("b")).unwrap();
    project.write("b/in/stead", "");
    fs::remove_dir_all(project.path("d")).unwrap();
    project.write("d", "");
    is_fixed(&project, ".", &empty_commit(&project));
}

#[test]
fn paths_of_any_kind_can_be_pasted() {
    let project = project();
    for name in [
        &b"-dash"[..],
        b":colon",
        b"blank and 'quote'",
        b"new\nline",
        b"bell\x07",
        b"\xff\xfe",
        b"s*r",
        b"[id]",
    ] {
        fs::write(project.top().join(OsStr::from_bytes(name)), "").unwrap();
    }
    is_fixed(&project, ".", &empty_commit(&project));
}

#[test]
fn paths_are_those_that_the_user_would_type() {
    let project = project();
    project.write("a", "new");
    project.write("d/new", "");
    let run = project.git_in("d", &["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    is_fixed(&project, "d", &run.says("`git add ../a new`"));
}

#[test]
fn outside_a_sparse_checkout_too() {
    let project = project();
    project.git(&["sparse-checkout", "set", "d"]).ok();
    project.write("out/new", "");
    is_fixed(&project, ".", &empty_commit(&project));
}

#[test]
fn what_is_staged_already_needs_another_commit() {
    let project = project();
    for path in ["a", "b", "new/x"] {
        project.write(path, "new");
    }
    project.git(&["rm", "-q", "c"]).ok();
    project.git(&["mv", "d/x", "d/z"]).ok();
    project.git(&["add", "b", "new"]).ok();
    let run = project.git(&["commit", "-q", "-m", "Partial", "a"]).ok();
    run.says("help: staged, but not among").never_says("git add");
    project.git(&["commit", "-q", "-m", "The rest"]).ok().silent();
    assert!(left_by_git(&project).is_empty());

    project.write("a", "newer");
    project.write("b", "newer");
    project.git(&["add", "b"]).ok();
    project.write("b", "newest");
    project.git(&["commit", "-q", "-m", "Partial", "a"]).ok().says("help: `git add b`");
}

#[test]
fn a_submodule_is_committed_inside_first() {
    let project = project();
    project.git(&["init", "-q", "../inner"]).ok();
    project.git(&["-C", "../inner", "commit", "-q", "--allow-empty", "-m", "One"]).ok();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../inner"];
    project.git(&[&add[..], &["sub"]].concat()).ok();
    project.git(&["commit", "-q", "-m", "A submodule"]).ok().silent();
    project.write("sub/new", "");
    let run = empty_commit(&project);
    run.says(
        "commit the changes inside first (`git -C sub status` shows them), then `git add sub`",
    );
    project.git(&["-C", "sub", "add", "new"]).ok();
    project.git(&["-C", "sub", "commit", "-q", "-m", "Two"]).ok();
    fs::remove_file(project.path(".git/checkpoint/reported")).unwrap();
    is_fixed(&project, ".", &empty_commit(&project));
}

#[test]
fn a_repository_within_is_ignored_and_never_added() {
    for inner in ["inner", "vendor/deep/my lib", "-x", "[id]*", "tools/a\nb"] {
        for ending in ["", "*.log\n", "*.log"] {
            let project = project();
            if !ending.is_empty() {
                project.commit_file(".gitignore", ending).ok();
            }
            project.git(&["init", "-q", &format!("./{inner}")]).ok();
            project.write(&format!("{inner}/x"), "");
            project.git(&["-C", &format!("./{inner}"), "add", "x"]).ok();
            project.git(&["-C", &format!("./{inner}"), "commit", "-q", "-m", "Inner"]).ok();
            let run = empty_commit(&project).says("nested git repository");
            assert!(named(&run)[0].ends_with(['/', '"']), "{run}");
            is_fixed(&project, ".", &run.never_says("git submodule"));
        }
    }
}

#[test]
fn a_repository_beside_files_is_told_apart_from_them() {
    let project = project();
    project.write("vendor/notes.txt", "");
    project.write("vendor/lib/x", "");
    project.write("vendor/other/y", "");
    project.git(&["init", "-q", "vendor/lib"]).ok();
    let run = empty_commit(&project);
    assert_eq!(named(&run), ["vendor/lib/", "vendor/notes.txt", "vendor/other/"]);
    run.says("`git add vendor/notes.txt vendor/other/`").says("`echo /vendor/lib/ >>.gitignore");
    is_fixed(&project, ".", &run_again(&project));
}

/// The same warning once more, in full.
fn run_again(project: &Project) -> Run {
    fs::remove_file(project.path(".git/checkpoint/reported")).unwrap();
    empty_commit(project)
}

#[test]
fn linked_worktrees_are_passed_over_and_what_is_beside_them_is_not() {
    let mut project = project();
    project.git(&["worktree", "add", "-q", ".claude/worktrees/x"]).ok();
    project.write(".claude/worktrees/x/new", "");
    empty_commit(&project).silent();
    project.write(".claude/settings.local.json", "{}");
    let run = empty_commit(&project).says("`git add .claude/settings.local.json`");
    assert_eq!(named(&run), [".claude/settings.local.json"]);
    paste(&project, ".", &run);
    project.git(&["commit", "-q", "-m", "Settings"]).ok().silent();
    // From within, the other worktrees are elsewhere.
    project.git(&["worktree", "add", "-q", ".claude/worktrees/x/nested"]).ok();
    empty_commit(&project).silent();
    project.turn_to(".claude/worktrees/x");
    assert_eq!(named(&empty_commit(&project)), ["new"]);
    // One that is no longer known to the repository is what git says it is.
    project.turn_to("../../..");
    fs::remove_dir_all(project.path(".git/worktrees")).unwrap();
    assert_eq!(named(&empty_commit(&project)), [".claude/worktrees/"]);
}

#[test]
fn a_repository_in_the_place_of_tracked_files_is_not_added() {
    let project = project();
    fs::remove_dir_all(project.path("d")).unwrap();
    project.git(&["init", "-q", "d"]).ok();
    project.git(&["-C", "d", "commit", "-q", "--allow-empty", "-m", "Inner"]).ok();
    let run = empty_commit(&project);
    paste(&project, ".", &run);
    project.git(&["commit", "-q", "-m", "Removed"]).ok();
    if !left_by_git(&project).is_empty() {
        is_fixed(&project, ".", &run_again(&project));
    }
}

#[test]
fn what_tools_generate_is_ignored_and_what_is_beside_it_is_added() {
    for (path, shown, pattern) in [
        ("node_modules/a/index.js", "node_modules/", "node_modules/"),
        ("web/node_modules/a/index.js", "web/node_modules/", "node_modules/"),
        (".venv/bin/python", ".venv/", ".venv/"),
        ("env/pyvenv.cfg", "env/", "/env/"),
        ("src/__pycache__/a.pyc", "src/__pycache__/", "__pycache__/"),
        ("deps/CACHEDIR.TAG", "deps/", "/deps/"),
        ("target/debug/x", "target/", "/target/"),
        ("web/dist/x.js", "web/dist/", "/web/dist/"),
        (".next/x", ".next/", ".next/"),
        ("lib/a.o", "lib/a.o", "*.o"),
        (".env", ".env", ".env"),
    ] {
        let project = project();
        project.write(path, "");
        project.write("beside/x", "");
        project.write("web/x", "");
        let run = empty_commit(&project).says("usually not committed").says(">>.gitignore");
        assert!(named(&run).contains(&shown), "{run}");
        let help = run.stderr.lines().find(|line| line.contains(">>.gitignore")).unwrap();
        assert!(help.contains(pattern), "{run}");
        let add = run.stderr.lines().find(|line| line.starts_with("help: `git add ")).unwrap();
        assert!(!add.contains(shown) && add.contains("beside/"), "{run}");
        is_fixed(&project, ".", &run);
    }
}

#[test]
fn a_tracked_directory_of_a_generated_name_is_like_any_other() {
    let project = project();
    project.write("dist/a.js", "");
    project.write("build/a.sh", "");
    project.git(&["add", "dist", "build"]).ok();
    project.git(&["commit", "-q", "-m", "Tracked"]).ok();
    project.write("dist/b.js", "");
    project.write("build/deep/b.sh", "");
    let run = empty_commit(&project).says("`git add build/deep/ dist/b.js`");
    is_fixed(&project, ".", &run);
}

#[test]
fn what_is_ignored_from_a_subdirectory_is_written_at_the_top() {
    let project = project();
    project.write("d/node_modules/x", "");
    let run = project.git_in("d", &["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    is_fixed(
        &project,
        "d",
        &run.says("`echo node_modules/ >>../.gitignore && git add ../.gitignore`"),
    );
}

#[test]
fn where_the_gitignore_cannot_be_written_no_command_says_so() {
    let project = project();
    symlink("a", project.path(".gitignore")).unwrap();
    project.git(&["add", ".gitignore"]).ok();
    project.git(&["commit", "-q", "-m", "Link"]).ok();
    project.write("node_modules/x", "");
    empty_commit(&project).says("; list it in a .gitignore, or under").never_says(">>");
}

#[test]
fn what_is_expected_is_not_taken_along() {
    let project = project();
    project.commit_file(".git-checkpoint.yaml", "expected: [notes/, '*.tmp']\n").ok();
    for path in ["new/notes/x", "new/x.tmp", "new/CLAUDE.md", "new/y", "new/deep/z"] {
        project.write(path, "");
    }
    let run = empty_commit(&project).says("`git add new/deep/ new/y`");
    paste(&project, ".", &run);
    project.git(&["commit", "-q", "-m", "Added"]).ok().silent();
    assert!(!project.ask(&["ls-files"]).contains("tmp"));
}

#[test]
fn in_a_sparse_checkout_only_what_is_outside_needs_an_option() {
    for options in [&["--cone", "d"][..], &["--no-cone", "/d", "/a"]] {
        let project = project();
        project.git(&[&["sparse-checkout", "set"], options].concat()).ok();
        project.write("d/new", "");
        project.write("d/x", "changed");
        let run = empty_commit(&project).says("`git add d/new d/x`").never_says("--sparse");
        is_fixed(&project, ".", &run);
        project.write("d/new", "changed");
        project.write("out/new", "");
        let run = empty_commit(&project).says("`git add d/new`").says("`git add --sparse out/`");
        is_fixed(&project, ".", &run);
    }
}

/// Without root's power to read everything, where root runs the tests.
fn powerless(project: &Project, arguments: &[&str]) -> Run {
    let drop = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "git"];
    let is_root = project.top().metadata().unwrap().uid() == 0;
    let command = if is_root { &drop[..] } else { &drop[3..] };
    project.run(project.command(command[0], ".").args(&command[1..]).args(arguments))
}

#[test]
fn a_file_that_cannot_be_read_costs_that_file_only() {
    if lacks("setpriv") {
        return;
    }
    let project = project();
    project.write("b", "new");
    for path in ["c", "secret"] {
        project.write(path, "other");
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let run = powerless(&project, &["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    assert_eq!(named(&run), ["secret", "b", "c"]);
    let run = run.says("`git add b`").says("`chmod u+r c secret && git add c secret`");
    is_fixed(&project, ".", &run);
}

#[test]
fn an_encoding_that_is_unknown_costs_that_file_only() {
    let project = Project::with_session(TEMPLATE);
    project.write("utf16.txt", b"\xff\xfea\0b\0");
    project.write("b", "b");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Files"]).ok().silent();
    for encoding in ["UTF-16LE-BOM", "UTF-16", "UTF-8-MAC", "nonsense"] {
        project.write(".gitattributes", format!("*.txt working-tree-encoding={encoding}\n"));
        project.git(&["add", ".gitattributes"]).ok();
        project.git(&["commit", "-q", "-m", encoding]).ok();
        project.write("utf16.txt", b"\xff\xfea\0c\0");
        project.write("b", encoding);
        fs::remove_file(project.path(".git/checkpoint/reported")).ok();
        let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
        let mut named = named(&run);
        named.sort_unstable();
        assert_eq!(named, ["b", "utf16.txt"], "{run}");
        let resume = project.checkpoint(&["resume"]).ok();
        assert!(resume.stdout.contains("utf16.txt"), "{resume}");
    }
}

#[test]
fn a_conflict_is_resolved_first() {
    let project = project();
    project.write("a", "stashed");
    project.git(&["stash", "-q"]).ok();
    project.commit_file("a", "committed").ok();
    project.git(&["stash", "pop", "-q"]);
    project.write("b", "new");
    let run = project.git(&["commit", "-q", "-m", "Partial", "b"]).ok();
    run.says("help: resolve the conflict in it, then `git add a`");
}
