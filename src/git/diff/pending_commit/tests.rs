use crate::git::diff::pending_commit::*;
use crate::git::testing::Sandbox;

/// A project with a change of every sort, staged and not.
fn changed() -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["staged", "edited", "both", "gone", "d/moved", "d/edited"] {
        sandbox.write(name, &format!("{name}\n").repeat(20));
    }
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "one"]);
    sandbox.write("staged", "staged\nmore\n");
    sandbox.write("both", "both\nstaged\n");
    sandbox.write("new", "1\n2\n3");
    sandbox.git(&["add", "staged", "both", "new"]);
    sandbox.git(&["mv", "d/moved", "d/there"]);
    sandbox.write("both", "both\nstaged\nand not\n");
    sandbox.write("edited", &"edited\n".repeat(19));
    sandbox.write("d/edited", "other\n");
    sandbox.write("untracked", "x\n");
    std::fs::remove_file(sandbox.path("gone")).unwrap();
    std::fs::write(sandbox.path("image"), b"\0\x01\n\xff").unwrap();
    sandbox.git(&["add", "image"]);
    sandbox
}

/// `path +added -removed` as we see a commit of that scope.
fn ours(sandbox: &Sandbox, scope: &Scope, amends: bool) -> Vec<String> {
    let repo = sandbox.repo();
    let head = repo.head().unwrap().filter(|_| amends);
    let upcoming = repo.upcoming(scope, head.as_ref()).unwrap();
    let changes = upcoming.changes().unwrap();
    let counts = upcoming.line_counts(&changes.iter().collect::<Vec<_>>());
    let line = |change: &Change| match counts.get(&change.path) {
        Some(count) => format!("{} +{} -{}", change.path, count.added, count.removed),
        None => format!("{} binary", change.path),
    };
    changes.iter().map(line).collect()
}

/// The same of the commit that git makes.
fn by_git(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    sandbox.git(&[&["commit", "-q", "-m", "x"], arguments].concat());
    let shown = sandbox.git(&["show", "-M", "--numstat", "-z", "--format=", "HEAD"]);
    let mut fields = shown.split('\0').filter(|field| !field.is_empty());
    let mut lines = Vec::new();
    while let Some(field) = fields.next() {
        let mut parts = field.trim_start().split('\t');
        let (added, removed) = (parts.next().unwrap(), parts.next().unwrap());
        let path = match parts.next() {
            Some(path) if !path.is_empty() => path,
            _ => fields.nth(1).unwrap(),
        };
        lines.push(match added {
            "-" => format!("{path} binary"),
            _ => format!("{path} +{added} -{removed}"),
        });
    }
    lines.sort();
    lines
}

fn paths(paths: &[&str]) -> Vec<OsString> {
    paths.iter().map(OsString::from).collect()
}

#[test]
fn the_index_alone_is_what_a_plain_commit_takes() {
    let sandbox = changed();
    let ours = ours(&sandbox, &Scope::Index, false);
    assert_eq!(ours, by_git(&sandbox, &[]));
    assert_eq!(ours.len(), 5);
}

#[test]
fn dash_a_takes_all_tracked_files() {
    let sandbox = changed();
    let ours = ours(&sandbox, &Scope::All, false);
    assert_eq!(ours, by_git(&sandbox, &["-a"]));
    assert!(ours.contains(&"gone +0 -20".to_owned()), "{ours:?}");
}

#[test]
fn paths_are_taken_alone_or_with_the_index() {
    for named in [
        &["both", "gone"][..],
        &["d"],
        &["*ed"],
        &[":(exclude)d", "."],
        &["."],
        &[":/"],
        &[":!both"],
        &["new"],
    ] {
        let sandbox = changed();
        let only = ours(&sandbox, &Scope::Only(paths(named)), false);
        assert_eq!(only, by_git(&sandbox, &[&["--"], named].concat()), "{named:?}");
        let sandbox = changed();
        let include = ours(&sandbox, &Scope::Include(paths(named)), false);
        assert_eq!(include, by_git(&sandbox, &[&["-i", "--"], named].concat()), "{named:?}");
    }
}

#[test]
fn a_file_that_was_only_taken_out_of_the_index_stays_when_named() {
    let sandbox = changed();
    sandbox.git(&["rm", "-q", "-f", "--cached", "edited"]);
    let only = ours(&sandbox, &Scope::Only(paths(&["edited"])), false);
    assert_eq!(only, by_git(&sandbox, &["edited"]));
}

#[test]
fn an_amend_is_told_against_the_parent() {
    for (scope, arguments) in [(Scope::Index, &["--amend"][..]), (Scope::All, &["--amend", "-a"])] {
        let sandbox = changed();
        sandbox.git(&["commit", "-q", "-m", "two"]);
        let ours = ours(&sandbox, &scope, true);
        assert_eq!(ours, by_git(&sandbox, arguments));
    }
    let sandbox = changed();
    sandbox.git(&["commit", "-q", "-m", "two"]);
    sandbox.write("staged", "again\n");
    sandbox.git(&["add", "staged"]);
    let nothing = ours(&sandbox, &Scope::Only(Vec::new()), true);
    assert_eq!(nothing, by_git(&sandbox, &["--amend", "--only"]));
}

#[test]
fn the_first_commit_adds_everything() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "1\n2\n");
    sandbox.git(&["add", "a"]);
    sandbox.write("a", "1\n2\n3\n");
    assert_eq!(ours(&sandbox, &Scope::Index, false), ["a +2 -0"]);
    assert_eq!(ours(&sandbox, &Scope::All, false), ["a +3 -0"]);
    assert_eq!(ours(&sandbox, &Scope::Only(paths(&["a"])), false), ["a +3 -0"]);
}

#[test]
fn nothing_is_written() {
    let sandbox = changed();
    let objects = || sandbox.git(&["count-objects", "-v"]);
    let (before, index) = (objects(), std::fs::read(sandbox.path(".git/index")).unwrap());
    ours(&sandbox, &Scope::All, false);
    ours(&sandbox, &Scope::Only(paths(&["both"])), false);
    assert_eq!(objects(), before);
    assert_eq!(std::fs::read(sandbox.path(".git/index")).unwrap(), index);
}

#[test]
fn line_ends_are_counted_as_git_stores_them() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitattributes", "*.txt text\n");
    sandbox.commit("a.txt", "1\n2\n", "one");
    sandbox.write("a.txt", "1\r\n2\r\n3\r\n");
    assert_eq!(ours(&sandbox, &Scope::All, false), ["a.txt +1 -0"]);
}

#[test]
fn a_file_of_the_project_is_read_where_the_commit_changes_it() {
    let sandbox = Sandbox::new();
    sandbox.commit("S.md", "one", "one");
    sandbox.write("S.md", "two");
    let repo = sandbox.repo();
    let blob = |scope| repo.upcoming(&scope, None).unwrap().changed_blob("S.md").unwrap();
    assert_eq!(blob(Scope::Index), None);
    assert_eq!(blob(Scope::All).unwrap(), b"two");
    let upcoming = repo.upcoming(&Scope::All, None).unwrap();
    assert_eq!(upcoming.parent_blob("S.md").unwrap().unwrap(), b"one");
}
