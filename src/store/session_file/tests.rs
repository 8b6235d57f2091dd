use std::cell::Cell;
use std::fs;
use std::iter;
use std::time::{Duration, Instant};

use crate::git::testing::Sandbox;
use crate::store::session_file::*;

const NAME: &str = "SESSION.md";

fn with(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(NAME, text);
    sandbox
}

fn session(sandbox: &Sandbox) -> SessionFile {
    sandbox.repo().read_session(NAME).unwrap()
}

fn refusal(sandbox: &Sandbox) -> Refusal {
    sandbox.repo().read_session(NAME).unwrap_err()
}

fn shout(text: &str) -> Option<String> {
    Some(text.replace("old", "NEW"))
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != ".git").collect();
    names.sort();
    names
}

#[test]
fn only_what_the_edit_changes_is_changed() {
    let text = "\u{feff}**Last Checkpoint**: old  \r\nrest \u{23f8}\u{fe0f}\n\ttrailing ";
    let sandbox = with(text);
    assert_eq!(session(&sandbox).update(shout).unwrap(), UpdateOutcome::Replaced);
    assert_eq!(sandbox.read(NAME), text.replace("old", "NEW"));
    assert_eq!(sandbox.read(".git/checkpoint/SESSION.md.orig"), text);
    assert_eq!(names(sandbox.root()), [NAME]);
}

#[test]
fn without_a_change_nothing_is_written() {
    let sandbox = with("same");
    let written = || sandbox.path(NAME).metadata().unwrap().modified().unwrap();
    let before = written();
    assert_eq!(session(&sandbox).update(shout).unwrap(), UpdateOutcome::Unchanged);
    assert_eq!(session(&sandbox).update(|_| None).unwrap(), UpdateOutcome::Unchanged);
    let same = |text: &str| Some(text.to_owned());
    assert_eq!(session(&sandbox).update(same).unwrap(), UpdateOutcome::Unchanged);
    assert_eq!(written(), before);
    assert!(!sandbox.path(".git/checkpoint").exists());
}

#[cfg(unix)]
#[test]
fn the_mode_is_kept_and_the_file_is_newer() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let sandbox = with("old");
    let path = sandbox.path(NAME);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let future = std::time::SystemTime::now() + Duration::from_secs(60);
    fs::File::options().write(true).open(&path).unwrap().set_modified(future).unwrap();
    session(&sandbox).update(shout).unwrap();
    let metadata = path.metadata().unwrap();
    assert_eq!(metadata.mode() & 0o7777, 0o640);
    assert!(metadata.modified().unwrap() > future);
}

#[test]
fn a_writer_in_between_loses_nothing() {
    let sandbox = with("old 1\n");
    let runs = Cell::new(0);
    let outcome = session(&sandbox).update(|text| {
        runs.set(runs.get() + 1);
        // The first run is the look before the lock, the second that under it.
        match runs.get() {
            1 => sandbox.write(NAME, "old 1\nold 2, by somebody else\n"),
            2 => sandbox.write(NAME, "old 1\nold 2, by somebody else\nold 3\n"),
            _ => {}
        }
        shout(text)
    });
    assert_eq!(outcome.unwrap(), UpdateOutcome::Replaced);
    assert_eq!(sandbox.read(NAME), "NEW 1\nNEW 2, by somebody else\nNEW 3\n");
    assert_eq!(runs.get(), 3);
    assert_eq!(names(sandbox.root()), [NAME]);
}

#[test]
fn writers_at_the_same_time_all_come_through() {
    let sandbox = with("");
    std::thread::scope(|scope| {
        for writer in ["a", "b", "c", "d"] {
            let sandbox = &sandbox;
            scope.spawn(move || {
                for _ in 0..10 {
                    session(sandbox).update(|text| Some(format!("{text}{writer}"))).unwrap();
                }
            });
        }
    });
    let text = sandbox.read(NAME);
    for writer in ["a", "b", "c", "d"] {
        assert_eq!(text.matches(writer).count(), 10, "{text}");
    }
}

/// What is found in that time, looked for again and again.
fn found_within<T>(time: Duration, look: impl Fn() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    iter::repeat_with(look)
        .inspect(|found| {
            if found.is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
        })
        .take_while(|found| found.is_some() || start.elapsed() < time)
        .find_map(|found| found)
}

/// An editor that puts a line below the last one again and again, from what it
/// finds, while our own value on top is replaced all the time.
fn edit_at_once(write: fn(&Path, &str)) {
    let sandbox = with("0 is ours\n");
    let path = sandbox.path(NAME);
    std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut last = " is ours".to_owned();
            for number in 0..300 {
                // At the very moment in which an update comes too late, it may be away.
                let present = found_within(Duration::from_secs(60), || {
                    let text = fs::read_to_string(&path).ok();
                    text.filter(|text| text.contains(&last))
                });
                let present = present.unwrap_or_else(|| panic!("{last:?} is lost"));
                last = format!("line {number}\n");
                write(&path, &format!("{present}{last}"));
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        for number in 1.. {
            let ours = |text: &str| Some(format!("{number}{}", &text[text.find(' ')?..]));
            // That it is written all the time may be the answer.
            let _ = session(&sandbox).update(ours);
            // Also where it has panicked.
            if editor.is_finished() {
                break;
            }
        }
    });
    let text = sandbox.read(NAME);
    let (ours, theirs) = text.split_once(" is ours\n").unwrap();
    // On Windows one update may wait for as long as all of the edits take.
    assert!(ours.parse::<u32>().unwrap() > u32::from(cfg!(unix)));
    assert_eq!(theirs, (0..300).map(|number| format!("line {number}\n")).collect::<String>());
    assert_eq!(names(sandbox.root()), [NAME]);
    let left = names(&sandbox.path(".git/checkpoint"));
    assert_eq!(left, ["SESSION.md.orig", "lock"]);
}

#[test]
fn an_editor_that_renames_loses_nothing() {
    edit_at_once(|path, text| {
        let new = path.with_extension("new");
        fs::write(&new, text).unwrap();
        // Elsewhere than on Unix not while we look at it.
        let renamed = found_within(Duration::from_secs(60), || fs::rename(&new, path).ok());
        renamed.expect("nobody looks at it all the time");
    });
}

#[test]
fn an_editor_that_writes_in_place_loses_nothing() {
    edit_at_once(|path, text| fs::write(path, text).unwrap());
}

/// Windows: a program may open a file so that nobody else can replace it, write or even read it.
#[cfg(windows)]
#[test]
fn a_file_that_another_program_holds_is_waited_for_and_written_in_place_where_it_may_be() {
    use std::os::windows::fs::OpenOptionsExt;
    const READ: u32 = 1;
    const WRITE: u32 = 2;
    let hold =
        |path: &Path, share: u32| File::options().read(true).share_mode(share).open(path).unwrap();
    let sandbox = with("old");
    let path = sandbox.path(NAME);
    // A virus scanner: for a moment nobody else has it.
    let held = hold(&path, 0);
    let scanner = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        drop(held);
    });
    let file = session(&sandbox);
    assert_eq!(file.update(shout).unwrap(), UpdateOutcome::Replaced);
    assert_eq!((sandbox.read(NAME).as_str(), file.why_in_place()), ("NEW", None));
    scanner.join().unwrap();
    // An editor that lets others read and write, but not replace.
    sandbox.write(NAME, "old");
    let file = session(&sandbox);
    let held = hold(&path, READ | WRITE);
    assert_eq!(file.update(shout).unwrap(), UpdateOutcome::Replaced);
    assert!(file.why_in_place().is_some());
    drop(held);
    assert_eq!(sandbox.read(NAME), "NEW");
    // One that lets others only read.
    sandbox.write(NAME, "old");
    let file = session(&sandbox);
    let held = hold(&path, READ);
    assert!(file.update(shout).is_err());
    drop(held);
    assert_eq!(
        (sandbox.read(NAME).as_str(), names(sandbox.root())),
        ("old", vec![NAME.to_owned()])
    );
}

#[test]
fn the_lock_file_of_a_dead_process_blocks_nobody() {
    let sandbox = with("old");
    sandbox.write(".git/checkpoint/lock", "");
    assert_eq!(session(&sandbox).update(shout).unwrap(), UpdateOutcome::Replaced);
}

#[test]
fn a_held_lock_is_waited_for_and_then_told() {
    let sandbox = with("old");
    sandbox.write(".git/checkpoint/lock", "");
    let held = sandbox.repo().state().lock(StateFile::Lock).unwrap();
    assert!(session(&sandbox).update(shout).is_err());
    assert_eq!(sandbox.read(NAME), "old");
    drop(held);
    assert!(session(&sandbox).update(shout).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_worktree_stays_a_link() {
    let sandbox = Sandbox::new();
    sandbox.write("docs/real.md", "old");
    sandbox.link("docs/real.md", NAME);
    assert_eq!(session(&sandbox).update(shout).unwrap(), UpdateOutcome::Replaced);
    assert!(sandbox.path(NAME).symlink_metadata().unwrap().is_symlink());
    assert_eq!(sandbox.read("docs/real.md"), "NEW");
    assert_eq!(names(&sandbox.path("docs")), ["real.md"]);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_worktree_and_into_git_are_refused() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    for target in [outside.path(), Path::new(".git/config"), Path::new("/etc/passwd")] {
        let sandbox = Sandbox::new();
        sandbox.link(target, NAME);
        assert!(matches!(refusal(&sandbox), Refusal::LeadsOutside), "{target:?}");
    }
    let repo = Sandbox::new().repo();
    for path in ["../SESSION.md", "/etc/passwd", "", "a/../../b"] {
        assert!(matches!(repo.read_session(path), Err(Refusal::LeadsOutside)), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_readable_text_is_refused() {
    let sandbox = Sandbox::new();
    assert!(matches!(refusal(&sandbox), Refusal::Absent));
    sandbox.link("nowhere", NAME);
    assert!(matches!(refusal(&sandbox), Refusal::NoFile));
    fs::remove_file(sandbox.path(NAME)).unwrap();
    sandbox.fifo(NAME);
    assert!(matches!(refusal(&sandbox), Refusal::NoFile));
    fs::remove_file(sandbox.path(NAME)).unwrap();
    fs::write(sandbox.path(NAME), b"\xff").unwrap();
    assert!(matches!(refusal(&sandbox), Refusal::NoText));
    sandbox.write(NAME, &"x".repeat(MAX_TEXT_BYTES as usize + 1));
    assert!(matches!(refusal(&sandbox), Refusal::TooLarge));
    sandbox.write(NAME, &"x".repeat(MAX_TEXT_BYTES as usize));
    assert_eq!(session(&sandbox).text().len() as u64, MAX_TEXT_BYTES);
    fs::remove_file(sandbox.path(NAME)).unwrap();
    fs::create_dir(sandbox.path(NAME)).unwrap();
    assert!(matches!(refusal(&sandbox), Refusal::NoFile));
}

#[test]
fn conflict_markers_are_refused_and_rules_are_not() {
    let sandbox = with("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> side\n");
    assert!(matches!(refusal(&sandbox), Refusal::ConflictMarkers));
    sandbox.write(NAME, "Title\n=======\n\n `<<<<<<< HEAD` and >>>>>>> x\n");
    session(&sandbox);
    sandbox.write(NAME, ">>>>>>> a\n=======\n<<<<<<< b\n");
    session(&sandbox);
}

#[test]
fn a_target_that_cannot_be_replaced_is_untouched_and_leaves_no_litter() {
    let sandbox = with("old");
    let file = session(&sandbox);
    // Root may write everywhere, so a directory in the way has to do.
    fs::remove_file(sandbox.path(NAME)).unwrap();
    sandbox.write("SESSION.md/inside", "old");
    assert!(file.update(shout).is_err());
    assert_eq!(names(sandbox.root()), [NAME]);
    assert_eq!(sandbox.read("SESSION.md/inside"), "old");
}

#[cfg(unix)]
#[test]
fn a_directory_without_write_permission_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    sandbox.write("docs/S.md", "old");
    let docs = sandbox.path("docs");
    fs::set_permissions(&docs, fs::Permissions::from_mode(0o555)).unwrap();
    let result = sandbox.repo().read_session("docs/S.md").unwrap().update(shout);
    fs::set_permissions(&docs, fs::Permissions::from_mode(0o755)).unwrap();
    // For root nothing is read-only.
    let (is_error, text) = (result.is_err(), sandbox.read("docs/S.md"));
    assert_eq!(text, if is_error { "old" } else { "NEW" });
    assert_eq!(names(&docs), ["S.md"]);
}

#[test]
fn a_new_session_never_overwrites() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    repo.create_session(NAME, "first").unwrap();
    assert!(repo.create_session(NAME, "second").is_err());
    assert!(repo.create_session("../x.md", "out").is_err());
    assert_eq!(sandbox.read(NAME), "first");
    sandbox.write("ordinary", "");
    let permissions = |name| sandbox.path(name).metadata().unwrap().permissions();
    assert_eq!(permissions(NAME), permissions("ordinary"));
    assert_eq!(names(sandbox.root()), [NAME, "ordinary"]);
}
