//! Files as new as the index that knows them.

use crate::git::status::uncommitted::tests::with_git::*;

fn set_time(sandbox: &Sandbox, path: &str, time: std::time::SystemTime) {
    let file = fs::File::options().write(true).open(sandbox.path(path)).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn a_file_changed_in_the_moment_in_which_the_index_was_written_is_seen() {
    let sandbox = with_files(&["a", "b"]);
    // As where change times say nothing: a copied worktree, or one on a network.
    sandbox.git(&["config", "core.trustctime", "false"]);
    let time = sandbox.path("a").metadata().unwrap().modified().unwrap();
    for content in ["A", "a", "1"] {
        sandbox.write("a", content);
        set_time(&sandbox, "a", time);
        set_time(&sandbox, ".git/index", time);
        check(&sandbox, usize::from(content != "a"));
    }
}

#[test]
fn a_file_emptied_after_git_recorded_it_as_empty_is_seen() {
    let sandbox = with_files(&["a", "b"]);
    sandbox.git(&["config", "core.trustctime", "false"]);
    let time = sandbox.path("a").metadata().unwrap().modified().unwrap();
    sandbox.write("a", "A");
    set_time(&sandbox, "a", time);
    set_time(&sandbox, ".git/index", time);
    // Where it writes the index, git records a file as new as the index as empty, so that it
    // is compared again (read-cache.c, `ce_smudge_racily_clean_entry`).
    sandbox.write("b", "B");
    sandbox.git(&["add", "b"]);
    set_time(&sandbox, ".git/index", time + std::time::Duration::from_secs(10));
    sandbox.write("a", "");
    set_time(&sandbox, "a", time);
    check(&sandbox, 1);
}
