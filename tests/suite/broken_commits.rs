//! Commits that git takes and hardly any parser does: each costs at most itself.

use crate::all_hooks::recorded;
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::Project;

/// The lines below the parents of a commit that has this date and author.
fn headers(author: &str, committer: &str, encoding: &str) -> String {
    format!("author {author}\ncommitter {committer}\n{encoding}")
}

fn broken_headers() -> Vec<String> {
    let sound = "A <a@example.com> 1772323200 +0100";
    vec![
        headers(sound, "C <c@example.com> 1772323200 +9999", ""),
        headers("A <a@example.com> 1772323200 -9999", sound, ""),
        headers("A <a@example.com> yesterday", "C <c@example.com>", ""),
        headers("A", "", ""),
        headers(sound, "C <c@example.com> 99999999999999999999 +0000", ""),
        headers(sound, sound, "encoding no-such-encoding\n"),
        String::new(),
    ]
}

/// Puts a commit with these headers on top of HEAD.
fn commit_raw(project: &Project, headers: &str, message: &str) {
    let (tree, parent) =
        (project.ask(&["rev-parse", "HEAD^{tree}"]), project.ask(&["rev-parse", "HEAD"]));
    let object = format!("tree {tree}\nparent {parent}\n{headers}\n{message}");
    let arguments = ["hash-object", "-t", "commit", "--literally", "-w", "--stdin"];
    let id = project.git_with_input(&arguments, object.as_bytes()).ok().stdout;
    project.git(&["update-ref", "-m", "commit: raw", "HEAD", id.trim()]).ok();
}

#[test]
fn a_broken_commit_at_head_costs_only_itself() {
    for headers in broken_headers() {
        let project = Project::with_session(TEMPLATE);
        commit_raw(&project, &headers, CHECKPOINT);
        let raw = project.head();
        for command in [&["resume"][..], &["log"], &["check"], &["repair", "--dry-run"]] {
            let run = project.checkpoint(command);
            assert!(run.code != Some(2) && !run.stdout.is_empty(), "{headers}{command:?} {run}");
        }
        assert!(project.checkpoint(&["log", "--json"]).ok().stdout.contains(&raw));
        project.write("src/lib/schemas.ts", "changed\n");
        let run = project.git(&["commit", "-q", "-a", "-m", "Ordinary"]).ok();
        run.silent();
        assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), raw, "{headers}");
        assert_eq!(recorded(&project, "SESSION.md", "Last Commit"), project.head());
    }
}

#[test]
fn a_broken_commit_in_a_range_costs_only_itself() {
    for headers in broken_headers() {
        let project = Project::with_session(TEMPLATE);
        let base = project.head();
        project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
        let malformed = CHECKPOINT.replace("Phase: 3", "Phase: 4");
        commit_raw(&project, &headers, &malformed);
        project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
        let run = project.checkpoint(&["check", &format!("{base}..")]).refused();
        run.prints("\n2 checkpoints").prints("phase-mismatch");
    }
}

#[test]
fn recorded_hashes_of_broken_commits_and_of_those_below_are_right() {
    for headers in broken_headers() {
        let project = Project::with_session(TEMPLATE);
        project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
        let below = project.head();
        commit_raw(&project, &headers, "Broken");
        let broken = project.head();
        project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
        let text =
            project.read("SESSION.md").replace("abc1234", &broken).replace("def5678", &below);
        project.write("SESSION.md", text);
        let run = project.checkpoint(&["repair", "--dry-run", "--json"]);
        for hash in [&broken, &below] {
            let is_right =
                |entry: &&str| entry.contains(hash.as_str()) && entry.contains(r#""right""#);
            let entries: Vec<&str> = run.stdout.split('}').collect();
            assert!(entries.iter().any(is_right), "{headers}{hash}: {run}");
        }
        let resume = project.checkpoint(&["resume", "--json"]).ok();
        assert!(resume.stdout.contains(r#""state":"ancestor""#), "{headers}{resume}");
    }
}
