//! Random worktrees, each judged by git and by us.
//!
//! `WORKTREES` says how many are tried, `WORKTREES_FIRST_SEED` from which seed on,
//! `WORKTREE_SEED` which seed alone. A failure prints its seed and its script.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::git::git_cli::GitCli;
use crate::git::status::uncommitted::tests::with_git::*;

const WORKTREES: u64 = 320;
/// Worktrees from one seed: the first, and what becomes of it.
const ROUNDS: u64 = 4;

const DIRECTORIES: [&str; 9] = ["", "a/", "b/", "src/", "src/a/", "Src/", "a/b/c/", ".x/", "c d/"];
const FILES: [&str; 14] = [
    "x", "y.log", "keep.log", "K.LOG", "z.o", "new.ts", "[q]", "s*r", "-d", ":c", "\u{e9}", "t\tb",
    "q\"\\", "sub",
];
const PATTERNS: [&str; 40] = [
    "*", "!*", "!*/", "/*", "!/src", "!/src/", "**", "*.log", "!keep.log", "*.LOG", "K.*", "a/",
    "/a", "!a/", "a", "b/*", "!b/x", "**/a", "src/**", "/src/*/x", "a/**/c", "src/a/", "[xy]*",
    "![!x]", "\\[q\\]", "s\\*r", "*.o ", "*.o\\ ", "x\r", "# x", "", "!.gitignore", "!*.ts", "?",
    "!?", "\\!x", "\u{e9}", ".x", "c d/", "sub",
];

/// xorshift64*
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn path(&mut self) -> String {
        format!("{}{}", self.pick(&DIRECTORIES), self.pick(&FILES))
    }

    fn patterns(&mut self) -> String {
        let count = 1 + self.below(4);
        let separator = if self.one_in(8) { "\r\n" } else { "\n" };
        (0..count).map(|_| format!("{}{separator}", self.pick(&PATTERNS))).collect()
    }
}

/// A repository with one commit, to be copied.
fn inner() -> &'static Sandbox {
    static INNER: OnceLock<Sandbox> = OnceLock::new();
    INNER.get_or_init(|| {
        let inner = with_files(&["inner", "deep/inner"]);
        inner.write(".git/info/exclude", "*.o\n");
        inner
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => _ = fs::copy(entry.path(), to).unwrap(),
        }
    }
}

struct World {
    sandbox: Sandbox,
    random: Random,
    script: Vec<String>,
    seed: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut world = Self { sandbox: Sandbox::new(), random, script: Vec::new(), seed };
        world.configure();
        for _ in 0..world.random.below(12) {
            world.write();
        }
        world.ignore();
        if world.random.one_in(3) {
            let name = world.random.pick(&["sub", "a/sub"]);
            world.nest(name);
        }
        world.git(&["add", "-A"]);
        for _ in 0..3 {
            let path = world.random.path();
            world.git(&["add", "-f", "--", &path]);
        }
        world.git(&["commit", "-q", "--allow-empty", "-m", "one"]);
        world.shape_index();
        world
    }

    fn note(&mut self, what: String) {
        self.script.push(what);
    }

    fn git(&mut self, arguments: &[&str]) {
        self.note(format!("git {arguments:?}"));
        let all = [&["--literal-pathspecs"], arguments].concat();
        self.sandbox.may_git(&all);
    }

    fn configure(&mut self) {
        let settings = [
            "core.ignoreCase=true",
            "core.fileMode=false",
            "core.symlinks=false",
            "core.autocrlf=true",
            "index.skipHash=true",
            "core.untrackedCache=true",
            "core.preloadIndex=false",
            "core.trustctime=false",
            "core.checkStat=minimal",
            "core.quotePath=false",
            "status.showStash=true",
            "diff.ignoreSubmodules=untracked",
            "submodule.recurse=true",
            "core.precomposeUnicode=true",
        ];
        for setting in settings {
            if self.random.one_in(14) {
                let (key, value) = setting.split_once('=').unwrap();
                self.git(&["config", key, value]);
            }
        }
        if self.random.one_in(2) {
            let patterns = self.random.patterns();
            self.put("../exclude", &patterns);
            self.git(&["config", "core.excludesFile", ".git/exclude"]);
        }
    }

    fn put(&mut self, path: &str, text: &str) {
        let path = path.replace("../", ".git/");
        self.note(format!("write {path:?} {text:?}"));
        let file = self.sandbox.path(&path);
        if fs::create_dir_all(file.parent().unwrap()).is_ok() {
            fs::write(file, text).ok();
        }
    }

    fn write(&mut self) {
        let path = self.random.path();
        let text = self.random.pick(&["", "x", "y", "two\r\n", "$Id$", "longer\n"]);
        self.put(&path, text);
    }

    fn ignore(&mut self) {
        for _ in 0..self.random.below(4) {
            let patterns = self.random.patterns();
            let place = match self.random.below(4) {
                0 => "../info/exclude".to_owned(),
                1 => ".gitignore".to_owned(),
                _ => format!("{}.gitignore", self.random.pick(&DIRECTORIES)),
            };
            self.put(&place, &patterns);
        }
        if self.random.one_in(6) {
            let attributes = ["*.o filter=x\n", "* text=auto\n", "*.ts eol=crlf\n", "x ident\n"];
            let line = self.random.pick(&attributes);
            self.put(".gitattributes", line);
        }
    }

    /// Another repository inside.
    fn nest(&mut self, name: &str) {
        self.note(format!("nest {name:?}"));
        self.remove(name);
        if let Some(parent) = self.sandbox.path(name).parent()
            && fs::create_dir_all(parent).is_ok()
        {
            copy(inner().root(), &self.sandbox.path(name));
        }
    }

    fn remove(&mut self, path: &str) {
        let file = self.sandbox.path(path);
        let is_directory = file.symlink_metadata().is_ok_and(|found| found.is_dir());
        if is_directory {
            fs::remove_dir_all(file).ok()
        } else {
            fs::remove_file(file).ok()
        };
    }

    fn shape_index(&mut self) {
        match self.random.below(8) {
            0 => self.git(&["update-index", "--index-version", "4"]),
            1 => {
                // A shared index without a checksum git itself cannot find again.
                self.git(&["config", "index.skipHash", "false"]);
                self.git(&["update-index", "--split-index"]);
            }
            2 => self.git(&["sparse-checkout", "set", "src"]),
            3 => self.git(&["sparse-checkout", "set", "--sparse-index", "a"]),
            4 => self.git(&["sparse-checkout", "set", "--no-cone", "/x", "/src/*"]),
            5 => self.git(&["sparse-checkout", "set", "--sparse-index"]),
            _ => {}
        }
    }

    fn change(&mut self) {
        let path = self.random.path();
        let file = self.sandbox.path(&path);
        let directory = self.random.pick(&DIRECTORIES[1..]).trim_end_matches('/');
        match self.random.below(20) {
            0..7 => self.write(),
            7 | 8 => {
                self.note(format!("remove {path:?}"));
                self.remove(&path);
            }
            9 => {
                let mode = [0o755, 0o644, 0o000][self.random.below(3)];
                self.note(format!("chmod {mode:o} {path:?}"));
                fs::set_permissions(file, fs::Permissions::from_mode(mode)).ok();
            }
            10 => {
                let target = self.random.pick(&["x", "src", "nowhere", "a/b"]);
                self.note(format!("link {path:?} {target:?}"));
                self.remove(&path);
                symlink(target, file).ok();
            }
            11 => self.replace(directory),
            12 => {
                let name = self.random.pick(&["sub", "a/sub", "b", "new/deep/sub", ".x/y"]);
                self.nest(name);
            }
            13 => self.change_nested(),
            14 => self.git(&["add", "-N", "--", &path]),
            15 => {
                let flags = ["--skip-worktree", "--assume-unchanged", "--no-skip-worktree"];
                let flag = self.random.pick(&flags);
                self.git(&["update-index", flag, "--", &path]);
            }
            16 => self.conflict(&path),
            17 => self.git(&["rm", "-r", "-q", "--cached", "--", directory]),
            18 => self.git(&["add", "--", directory]),
            _ => self.ignore(),
        }
    }

    /// A file or a symlink in the place of a directory.
    fn replace(&mut self, directory: &str) {
        self.note(format!("replace {directory:?}"));
        let (from, to) = (self.sandbox.path(directory), self.sandbox.path(".git/moved"));
        fs::remove_dir_all(&to).ok();
        if fs::rename(&from, &to).is_err() {
            return;
        }
        match self.random.below(3) {
            0 => _ = symlink(&to, &from),
            1 => _ = fs::write(&from, "x"),
            _ => self.sandbox.fifo(directory),
        }
    }

    fn change_nested(&mut self) {
        let name = self.random.pick(&["sub", "a/sub", "b", ".x/y"]);
        if !self.sandbox.path(name).join(".git/HEAD").exists() {
            return;
        }
        match self.random.below(5) {
            0 => self.put(&format!("{name}/deep/inner"), "changed"),
            1 => self.put(&format!("{name}/new"), ""),
            2 => self.put(&format!("{name}/ignored.o"), ""),
            3 => self.git(&["-C", name, "commit", "-q", "--allow-empty", "-m", "two"]),
            _ => self.git(&["-C", name, "rm", "-q", "--cached", "inner"]),
        }
    }

    /// Unmerged stages of a path, as a merge leaves them.
    fn conflict(&mut self, path: &str) {
        let blob = self.sandbox.git(&["hash-object", "-w", "-t", "blob", "/dev/null"]);
        let stages = [&[1, 2, 3][..], &[2, 3], &[1, 3], &[1, 2]][self.random.below(4)];
        let lines = stages.iter().map(|stage| format!("100644 {} {stage}\t{path}\0", blob.trim()));
        let lines: String = lines.collect();
        self.note(format!("conflict {lines:?}"));
        let program = GitCli::at(self.sandbox.root());
        program.run(&["update-index", "-z", "--index-info"], lines.as_bytes()).ok();
    }

    /// Compares; how many paths differ.
    fn check(&self) -> usize {
        let repo = self.sandbox.repo();
        let context = || format!("WORKTREE_SEED={}\n{}", self.seed, self.script.join("\n"));
        let (ours, gits) = (by_us(&repo), by_git(&self.sandbox));
        assert_eq!(ours, gits, "{}", context());
        let shown = repo.uncommitted(&Expected::new("SESSION.md", [])).unwrap();
        for change in &gits {
            let covers = |shown: &&UncommittedChange| {
                let path = &shown.change.path;
                *path == change.path
                    || (path.ends_with(b"/") && change.path.starts_with(path.as_slice()))
            };
            let covering = shown.iter().filter(covers).count();
            assert_eq!(covering, 1, "{change:?} in {shown:?}\n{}", context());
        }
        gits.len()
    }

    /// Lives through all rounds; in how many of them something differed.
    fn live(mut self) -> u64 {
        let mut differing = 0;
        for _ in 0..ROUNDS {
            differing += u64::from(self.check() > 0);
            for _ in 0..1 + self.random.below(4) {
                self.change();
            }
        }
        differing
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn random_worktrees_are_judged_as_git_judges_them() {
    if let Some(seed) = number("WORKTREE_SEED") {
        World::new(seed).live();
        return;
    }
    let seeds = number("WORKTREES").unwrap_or(WORKTREES).div_ceil(ROUNDS);
    let first = number("WORKTREES_FIRST_SEED").unwrap_or(1);
    let (next, differing) = (AtomicU64::new(first), AtomicU64::new(0));
    let live = || {
        while let seed @ 0.. = next.fetch_add(1, Ordering::Relaxed)
            && seed < first + seeds
        {
            differing.fetch_add(World::new(seed).live(), Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(live);
        }
    });
    // Where nothing differs nothing is tried, nor where everything does.
    let differing = differing.into_inner();
    assert!(differing > seeds && differing < seeds * ROUNDS, "{differing} of {seeds} seeds");
}
