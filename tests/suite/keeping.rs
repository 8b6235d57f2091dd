//! The ways to keep SESSION.md: what `init` and `install` print is run as it is printed.

use std::path::Path;

use crate::branches::message;
use crate::harness::{Project, Run};

const PLAN: &str = "# Shop\n\n## Phase 1: Setup\n\n### Tasks\n\n- [ ] Write src/a.ts\n";

/// A repository in which `git checkpoint` is found.
fn project() -> Project {
    let mut project = Project::new();
    let programs = Path::new(env!("CARGO_BIN_EXE_git-checkpoint")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    project.set("PATH", &format!("{}:{path}", programs.display()));
    project.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
    project.write("src/a.ts", "a\n");
    project.git(&["add", "."]).ok();
    project.commit("Start").ok();
    project
}

/// Runs the command of the line that begins like this, as it is printed.
fn follow(project: &Project, printed: &Run, way: &str) -> Run {
    let line = printed.stdout.lines().find(|line| line.trim_start().starts_with(way));
    let (_, command) = line.unwrap_or_else(|| panic!("{printed}")).split_once(": ").unwrap();
    let command = command.split(';').next().unwrap();
    project.run(project.command("sh", ".").args(["-e", "-c", command])).ok()
}

fn checkpoint(project: &Project, name: &str) {
    project.write("src/a.ts", format!("{name}\n"));
    project.git(&["add", "src/a.ts"]).ok();
    project.commit(&message("In Progress", name)).ok();
    let text = project.read("SESSION.md");
    assert!(text.contains(&format!("**Last Checkpoint**: {}", project.head())), "{text}");
}

fn status(project: &Project) -> String {
    project.ask(&["status", "--porcelain"])
}

#[test]
fn each_way_that_init_names_works_as_printed() {
    for way in ["share it, with a clean tree", "share it, modified", "keep it to yourself"] {
        let project = project();
        let printed = project.checkpoint(&["init"]).ok();
        follow(&project, &printed, way);
        if way.starts_with("keep") {
            assert_eq!(status(&project), "");
            checkpoint(&project, "one");
            assert_eq!(status(&project), "");
            continue;
        }
        assert_eq!(status(&project), "A  SESSION.md");
        project.commit("Keep SESSION.md").ok();
        checkpoint(&project, "one");
        if way.ends_with("clean tree") {
            assert_eq!(status(&project), "");
        } else {
            assert_eq!(status(&project), " M SESSION.md");
            project.git(&["branch", "side", "HEAD~1"]).ok();
            project.git(&["rebase", "-q", "side"]).ok();
            project.git(&["switch", "-q", "-m", "side"]).ok();
        }
    }
}

#[test]
fn each_way_that_install_names_works_as_printed() {
    for way in ["share it, with a clean tree", "share it, modified", "keep it to yourself"] {
        let project = project();
        project.checkpoint(&["init"]).ok();
        project.git(&["add", "SESSION.md"]).ok();
        project.commit("Keep SESSION.md").ok();
        checkpoint(&project, "one");
        let printed = project.checkpoint(&["install", "--files"]).ok();
        follow(&project, &printed, way);
        if way.starts_with("keep") {
            project.commit("Keep it to myself").ok();
        }
        checkpoint(&project, "two");
        let expected = if way.ends_with("modified") { " M SESSION.md" } else { "" };
        assert_eq!(status(&project), expected, "{way}");
        let is_tracked = !project.ask(&["ls-files", "SESSION.md"]).is_empty();
        assert_eq!(is_tracked, !way.starts_with("keep"));
    }
}

#[test]
fn clean_tree_mode_can_come_before_the_file() {
    for is_born in [true, false] {
        let project = if is_born { project() } else { Project::new() };
        project.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
        let run = project.checkpoint(&["install", "--files", "--clean-tree"]).ok();
        assert!(!run.stdout.contains("--commit"), "{run}");
        let made = project.checkpoint(&["init"]).ok();
        assert!(made.stdout.contains("git add SESSION.md"), "{made}");
        assert!(!made.stdout.contains("three ways"), "{made}");
        let constant = "**Last Checkpoint**: git log --grep=checkpoint\n";
        assert!(project.read("SESSION.md").contains(constant));
        project.checkpoint(&["check", "--strict"]).ok();
        project.git(&["add", "."]).ok();
        project.commit("Keep SESSION.md").ok();
        assert_eq!(status(&project), "");
        checkpoint(&project, "one");
        assert_eq!(status(&project), "");
        assert!(project.ask(&["show", "HEAD:SESSION.md"]).contains(constant.trim_end()));
        let again = project.checkpoint(&["install", "--files", "--clean-tree", "--commit"]).ok();
        assert!(!again.stdout.contains("committed"), "{again}");
        assert_eq!(status(&project), "");
    }
}

/// libgit2 asks no filter: it goes by time stamps of whole seconds, and reads a file again that is
/// not older than the index.
#[test]
fn in_clean_tree_mode_a_recorded_checkpoint_is_older_than_the_index() {
    use std::os::unix::fs::MetadataExt;
    let project = project();
    project.checkpoint(&["install", "--files", "--clean-tree"]).ok();
    project.checkpoint(&["init"]).ok();
    project.git(&["add", "."]).ok();
    project.commit("Keep SESSION.md").ok();
    let seconds = |path: &str| project.path(path).metadata().unwrap().mtime();
    for name in ["one", "two"] {
        checkpoint(&project, name);
        assert!(seconds("SESSION.md") < seconds(".git/index"));
        let listed = project.ask(&["ls-files", "--debug", "SESSION.md"]);
        assert!(listed.contains(&format!("mtime: {}:", seconds("SESSION.md"))), "{listed}");
        assert_eq!(status(&project), "");
    }
    // What somebody changed is dated as it was written.
    project.write("SESSION.md", project.read("SESSION.md") + "\nMine\n");
    let written = seconds("SESSION.md");
    checkpoint(&project, "three");
    assert!(seconds("SESSION.md") >= written);
}

#[test]
fn a_dry_run_of_a_checkpoint_writes_and_records_nothing() {
    let project = project();
    project.checkpoint(&["init"]).ok();
    // A commit that no hook has seen.
    project.write("src/a.ts", "b\n");
    project.git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "-a", "-m", "Unseen"]).ok();
    std::fs::remove_dir_all(project.path(".git/hooks")).unwrap();
    let text = project.read("SESSION.md");
    project.write("src/a.ts", "c\n");
    for form in ["--dry-run", "--short", "--porcelain", "-z"] {
        let words = ["commit", "-a", form, "--session", "Built it", "--summary", "Half"];
        let words = [&words[..], &["--next", "Go on in src/a.ts:1"]].concat();
        project.checkpoint(&words).ok().never_says("by this command");
        assert_eq!(project.read("SESSION.md"), text, "{form}");
        assert_eq!(project.ask(&["log", "-1", "--format=%s"]), "Unseen");
    }
}
