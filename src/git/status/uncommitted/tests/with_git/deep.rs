//! Trees as deep as a path can be: neither the stack nor the open files may run out.

use crate::git::status::uncommitted::tests::with_git::*;

/// Far more than fit on the stack below, were each a call; few enough to be deleted again by
/// a program that opens them all at once.
const DEPTH: usize = 600;

/// What a thread that has hardly any stack finds.
fn found_on_a_small_stack(sandbox: &Sandbox) -> Vec<String> {
    const STACK: usize = 256 * 1024;
    std::thread::scope(|scope| {
        let find = || {
            let repo = sandbox.repo();
            let mode = UntrackedMode::of(&repo);
            let found = repo.candidates(repo.index().unwrap(), None, mode).unwrap();
            let mut found: Vec<String> =
                found.into_iter().map(|candidate| candidate.path.to_string()).collect();
            found.sort();
            found
        };
        let small = std::thread::Builder::new().stack_size(STACK);
        small.spawn_scoped(scope, find).unwrap().join().unwrap()
    })
}

#[test]
fn deep_directories_with_and_without_tracked_files_are_scanned() {
    let sandbox = Sandbox::new();
    let deep = |name: &str| name.repeat(DEPTH);
    sandbox.write(&(deep("t/") + "tracked"), "");
    sandbox.write(".gitignore", "ignored\n");
    // Without a commit, so that the index has no cache tree, which gix reads by recursion.
    sandbox.git(&["add", "."]);
    sandbox.write(&(deep("u/") + "ignored"), "");
    assert_eq!(found_on_a_small_stack(&sandbox), [""; 0]);
    sandbox.write(&(deep("t/") + "ignored"), "");
    assert_eq!(found_on_a_small_stack(&sandbox), [""; 0]);
    sandbox.write(&(deep("u/") + "new"), "");
    sandbox.write(&(deep("t/") + "new"), "");
    assert_eq!(found_on_a_small_stack(&sandbox), [&*(deep("t/") + "new"), "u"]);
    check(&sandbox, 2);
    // An ignored directory with tracked files in it: ignored is what else is below it.
    sandbox.write(".gitignore", "t\nignored\n");
    assert_eq!(found_on_a_small_stack(&sandbox), [".gitignore", "u"]);
    check(&sandbox, 2);
}
