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

/// `path +added -removed` as we see the commit that git makes with these arguments.
fn ours(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let repo = sandbox.repo();
    let head = repo.head().unwrap().filter(|_| arguments.contains(&"--amend"));
    let pending = repo.pending_commit(&words(arguments), b"", head.as_ref()).unwrap();
    let changes = pending.changes().unwrap();
    let counts = pending.line_counts(&changes.iter().collect::<Vec<_>>());
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

fn words(paths: &[&str]) -> Vec<OsString> {
    paths.iter().map(OsString::from).collect()
}

#[test]
fn the_index_alone_is_what_a_plain_commit_takes() {
    let sandbox = changed();
    let ours = ours(&sandbox, &[]);
    assert_eq!(ours, by_git(&sandbox, &[]));
    assert_eq!(ours.len(), 5);
}

#[test]
fn dash_a_takes_all_tracked_files() {
    let sandbox = changed();
    let ours = ours(&sandbox, &["-a"]);
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
        let only = ours(&sandbox, &[&["--"], named].concat());
        assert_eq!(only, by_git(&sandbox, &[&["--"], named].concat()), "{named:?}");
        let sandbox = changed();
        let include = ours(&sandbox, &[&["-i", "--"], named].concat());
        assert_eq!(include, by_git(&sandbox, &[&["-i", "--"], named].concat()), "{named:?}");
    }
}

#[test]
fn a_file_that_was_only_taken_out_of_the_index_stays_when_named() {
    let sandbox = changed();
    sandbox.git(&["rm", "-q", "-f", "--cached", "edited"]);
    let only = ours(&sandbox, &["edited"]);
    assert_eq!(only, by_git(&sandbox, &["edited"]));
}

#[test]
fn an_amend_is_told_against_the_parent() {
    for arguments in [&["--amend", "--", "both"][..], &["--amend", "-a"]] {
        let sandbox = changed();
        sandbox.git(&["commit", "-q", "-m", "two"]);
        let ours = ours(&sandbox, arguments);
        assert_eq!(ours, by_git(&sandbox, arguments));
    }
    let sandbox = changed();
    sandbox.git(&["commit", "-q", "-m", "two"]);
    sandbox.write("staged", "again\n");
    sandbox.git(&["add", "staged"]);
    // Which of both versions it takes is not known, so its lines are not counted.
    let nothing = ours(&sandbox, &["--amend", "--only"]).join("\n");
    let by_git = by_git(&sandbox, &["--amend", "--only"]).join("\n");
    assert_eq!(nothing, by_git.replace("staged +1 -19", "staged binary"));
}

#[test]
fn the_first_commit_adds_everything() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "1\n2\n");
    sandbox.git(&["add", "a"]);
    sandbox.write("a", "1\n2\n3\n");
    assert_eq!(ours(&sandbox, &[]), ["a +2 -0"]);
    assert_eq!(ours(&sandbox, &["-a"]), ["a +3 -0"]);
    assert_eq!(ours(&sandbox, &["a"]), ["a +3 -0"]);
}

#[test]
fn the_index_stays_as_it_is() {
    let sandbox = changed();
    let staged = || sandbox.git(&["ls-files", "--stage"]);
    let before = staged();
    ours(&sandbox, &["-a"]);
    ours(&sandbox, &["both"]);
    assert_eq!(staged(), before);
    assert!(!sandbox.path(".git/index.lock").exists());
}

#[test]
fn line_ends_are_counted_as_git_stores_them() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitattributes", "*.txt text\n");
    sandbox.commit("a.txt", "1\n2\n", "one");
    sandbox.write("a.txt", "1\r\n2\r\n3\r\n");
    assert_eq!(ours(&sandbox, &["-a"]), ["a.txt +1 -0"]);
}

#[test]
fn a_file_of_the_project_is_read_where_the_commit_changes_it() {
    let sandbox = Sandbox::new();
    sandbox.commit("S.md", "one", "one");
    sandbox.write("S.md", "two");
    let repo = sandbox.repo();
    let pending = |arguments: &[&str]| repo.pending_commit(&words(arguments), b"", None).unwrap();
    assert_eq!(pending(&[]).changed_blob("S.md").unwrap(), None);
    assert_eq!(pending(&["-a"]).changed_blob("S.md").unwrap().unwrap(), b"two");
    assert_eq!(pending(&["-a"]).parent_blob("S.md").unwrap().unwrap(), b"one");
}

#[test]
fn what_git_refuses_is_refused_in_its_words() {
    let sandbox = changed();
    let refused = |arguments: &[&str]| {
        let pending = sandbox.repo().pending_commit(&words(arguments), b"", None);
        pending.unwrap_err().to_string()
    };
    for message in [&["-m", "x"][..], &["-C", "HEAD"], &["--fixup=HEAD"], &["-amx"]] {
        assert!(refused(message).contains("give --session, --summary"), "{message:?}");
    }
    assert!(refused(&["nosuch"]).starts_with("pathspec 'nosuch' did not match"));
    assert!(refused(&["-a", "edited"]).contains("-a does not make sense"));
    assert!(refused(&["--no-such"]).contains("unknown option"));
    let count = sandbox.git(&["rev-list", "--count", "HEAD"]);
    for harmless in [&["--no-dry-run", "--no-porcelain", "-n", "-a"][..], &["-a", "--trailer"]] {
        let _ = sandbox.repo().pending_commit(&words(harmless), b"", None);
        assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), count, "{harmless:?}");
    }
}

#[test]
fn where_git_asks_first_nothing_is_known() {
    let sandbox = changed();
    let repo = sandbox.repo();
    let pending = repo.pending_commit(&words(&["-p"]), b"", None).unwrap();
    assert_eq!(pending.changes(), None);
    let pending = repo.pending_commit(&words(&["--interactive"]), b"", None).unwrap();
    assert_eq!(pending.changes(), None);
    for option in ["--branch", "-uall", "-v", "-q", "--status"] {
        let pending = repo.pending_commit(&words(&[option]), b"", None).unwrap();
        assert_eq!(pending.changes().map(<[_]>::len), Some(5), "{option}");
    }
    assert_eq!(repo.pending_commit(&[], b"", None).unwrap().changes().unwrap().len(), 5);
    let listed = words(&["--pathspec-from-file=-"]);
    let pending = repo.pending_commit(&listed, b"edited\ngone\n", None).unwrap();
    assert_eq!(pending.changes().unwrap().len(), 2);
}

#[test]
fn only_well_formed_output_counts() {
    let kinds = |output: &str| {
        let parsed = parse(output.as_bytes(), false)?;
        Some(parsed.into_iter().map(|(change, from)| (change.path.to_string(), from)).collect())
    };
    let found: Option<Vec<_>> = kinds("M  a\0 M b\0R  new\0old\0 R n\0o\0MM c\0UU d\0AA e\0");
    let expected = [
        ("a", ContentSource::Worktree),
        ("c", ContentSource::Index),
        ("new", ContentSource::Worktree),
    ];
    assert_eq!(found.unwrap(), expected.map(|(path, from)| (path.to_owned(), from)));
    assert_eq!(kinds(""), Some(Vec::new()));
    let branch = kinds("## main\0?? new\0M  a\0!! b\0");
    assert_eq!(branch.unwrap(), [("a".to_owned(), ContentSource::Worktree)]);
    for output in [
        "diff --git a b\nM  a\0",
        "     staged unstaged path\n  M a\0",
        "R  a\0",
        "M  \0",
        "No changes.\n",
        "\0",
    ] {
        assert_eq!(kinds(output), None, "{output:?}");
    }
}
