use crate::git::testing::Sandbox;
use crate::store::state::*;
use crate::store::temporary::TEMPORARY;

#[test]
fn what_is_remembered_comes_back() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    let state = repo.state();
    assert_eq!((state.baseline(), state.reported().len()), (None, 0));
    let commit = CommitId::from_hex(&"1d".repeat(20)).unwrap();
    for session in ["", "one\r\ntwo", "\n\n"] {
        let baseline = Baseline { commit, session: session.to_owned() };
        state.set_baseline(&baseline).unwrap();
        assert_eq!(state.baseline(), Some(baseline));
    }
    let paths = ["a\nb", "dir/", "\u{e4}"].map(BString::from).into();
    state.set_reported(&paths).unwrap();
    assert_eq!(state.reported(), paths);
    state.set_reported(&BTreeSet::new()).unwrap();
    assert_eq!(state.reported().len(), 0);
}

#[test]
fn reporting_nothing_for_the_first_time_writes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.repo().state().set_reported(&BTreeSet::new()).unwrap();
    assert!(!sandbox.path(".git/checkpoint").exists());
}

#[test]
fn damaged_files_are_absent() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    let state = repo.state();
    for damage in ["", "\n", "0123\nx", "zz", "no newline"] {
        sandbox.write(".git/checkpoint/baseline", damage);
        assert_eq!(state.baseline(), None, "{damage}");
    }
    sandbox.write(".git/checkpoint/reported", "a\0\0cut of");
    assert_eq!(state.reported(), ["a"].map(BString::from).into());
}

#[test]
fn a_baseline_that_was_written_only_in_part_is_none() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    let state = repo.state();
    let file = ".git/checkpoint/baseline";
    let written = |commit: &str, session: &str| {
        let commit = CommitId::from_hex(&commit.repeat(20)).unwrap();
        state.set_baseline(&Baseline { commit, session: session.to_owned() }).unwrap();
        sandbox.read(file)
    };
    let (old, new) = (written("1d", "- [x] one\n- [ ] two\n"), written("2e", "- [x] one\n"));
    for end in 0..=new.len() {
        // Written over the old one up to here, and not cut to its length yet.
        sandbox.write(file, &format!("{}{}", &new[..end], &old[end..]));
        let is_whole = end == 0;
        assert_eq!(state.baseline().is_some(), is_whole, "{end}");
    }
    sandbox.write(file, &new);
    assert!(state.baseline().is_some());
}

#[cfg(unix)]
#[test]
fn a_baseline_that_has_another_name_is_not_written_over() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    let baseline = |session: &str| {
        let commit = CommitId::from_hex(&"1d".repeat(20)).unwrap();
        Baseline { commit, session: session.to_owned() }
    };
    repo.state().set_baseline(&baseline("one")).unwrap();
    let kept = sandbox.read(".git/checkpoint/baseline");
    fs::hard_link(sandbox.path(".git/checkpoint/baseline"), sandbox.path("backup")).unwrap();
    repo.state().set_baseline(&baseline("two")).unwrap();
    assert_eq!((sandbox.read("backup"), repo.state().baseline()), (kept, Some(baseline("two"))));
}

#[test]
fn what_waits_is_remembered_in_its_order_until_it_is_cleared() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    let state = repo.state();
    assert!(!state.is_postponed() && state.postponed().is_empty());
    state.postpone_rewrites().unwrap();
    assert!(state.is_postponed() && state.postponed().is_empty());
    let ids: Vec<_> = ["1d", "2e"].map(|byte| byte.repeat(20)).into();
    for id in &ids {
        sandbox.write(
            ".git/checkpoint/postponed",
            &(sandbox.read(".git/checkpoint/postponed") + "torn"),
        );
        state.postpone(&CommitId::from_hex(id).unwrap()).unwrap();
    }
    assert_eq!(state.postponed().iter().map(|id| id.to_hex()).collect::<Vec<_>>(), ids);
    state.clear_postponed().unwrap();
    state.clear_postponed().unwrap();
    assert!(!state.is_postponed());
}

#[test]
fn old_temporary_files_are_swept_away() {
    let sandbox = Sandbox::new();
    for name in ["old", "new"] {
        sandbox.write(&format!(".git/checkpoint/{TEMPORARY}{name}"), "");
    }
    let old = sandbox.path(".git/checkpoint/.tmp-old");
    let old = File::options().write(true).open(old).unwrap();
    old.set_modified(std::time::SystemTime::now() - Duration::from_secs(120)).unwrap();
    drop(old);
    sandbox.repo().state().sweep();
    assert!(!sandbox.path(".git/checkpoint/.tmp-old").exists());
    assert!(sandbox.path(".git/checkpoint/.tmp-new").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let sandbox = Sandbox::new();
    let outside = tempfile::tempdir().unwrap();
    sandbox.link(outside.path(), ".git/checkpoint");
    let paths = ["a"].map(BString::from).into();
    assert!(sandbox.repo().state().set_reported(&paths).is_err());
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

/// Mode and owner are given to what is new; what is there is somebody's.
#[cfg(unix)]
#[test]
fn a_file_that_is_there_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    sandbox.write(".git/config", "[core]\n\tsharedRepository = group\n");
    sandbox.write(".git/checkpoint/lock", "");
    let path = |name: &str| sandbox.path(&format!(".git/checkpoint/{name}"));
    fs::set_permissions(path("lock"), fs::Permissions::from_mode(0o600)).unwrap();
    let repo = sandbox.repo();
    let state = repo.state();
    let mode = |file: StateFile| {
        drop(state.lock(file).unwrap());
        path(file.name()).metadata().unwrap().permissions().mode() & 0o777
    };
    assert_eq!(mode(StateFile::Lock), 0o600);
    assert_eq!(mode(StateFile::Turn) & 0o060, 0o060);
}
