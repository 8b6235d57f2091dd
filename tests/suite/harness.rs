//! A throw-away repository with our hooks, in an environment of its own.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// One repository in a folder that goes away with it.
pub struct Project {
    folder: TempDir,
    top: PathBuf,
    environment: Vec<(String, String)>,
    minutes: Cell<u32>,
}

/// What a command did: exit code and both streams.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// The same run, having succeeded.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }

    /// The same run, having been refused.
    #[track_caller]
    pub fn refused(self) -> Self {
        assert_eq!(self.code, Some(1), "{self}");
        self
    }

    /// The same run, with this in what it wrote to standard error.
    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(self.stderr.contains(part), "does not say {part:?}:\n{self}");
        self
    }

    /// The same run, without this in what it wrote to standard error.
    #[track_caller]
    pub fn never_says(self, part: &str) -> Self {
        assert!(!self.stderr.contains(part), "says {part:?}:\n{self}");
        self
    }

    /// The same run, with this in what it wrote to standard output.
    #[track_caller]
    pub fn prints(self, part: &str) -> Self {
        assert!(self.stdout.contains(part), "does not print {part:?}:\n{self}");
        self
    }

    /// The same run, without this in what it wrote to standard output.
    #[track_caller]
    pub fn never_prints(self, part: &str) -> Self {
        assert!(!self.stdout.contains(part), "prints {part:?}:\n{self}");
        self
    }

    /// The same run, with nothing on standard error.
    #[track_caller]
    pub fn silent(self) -> Self {
        assert_eq!(self.stderr, "", "{self}");
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {:?}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

impl Project {
    /// A repository on branch main with our hooks linked in, and no commit.
    pub fn new() -> Self {
        let project = Self::without_hooks();
        project.link_hooks(&project.top.join(".git/hooks"));
        project
    }

    /// A repository on branch main without hooks.
    pub fn without_hooks() -> Self {
        Self::with_init(&[])
    }

    /// A repository made by `git init` with these options, without hooks.
    pub fn with_init(options: &[&str]) -> Self {
        let folder = room();
        let top = folder.path().canonicalize().expect("it exists").join("project");
        fs::create_dir(&top).expect("a new folder");
        let project = Self { folder, top, environment: Vec::new(), minutes: Cell::new(0) };
        project.git(&[&["init", "-q", "-b", "main", "--template="], options].concat()).ok();
        project
    }

    /// A repository with our hooks, this SESSION.md, and the files that the
    /// specification's template names, all in one first commit.
    pub fn with_session(session: &str) -> Self {
        let project = Self::without_hooks();
        project.fill(session);
        project.link_hooks(&project.top.join(".git/hooks"));
        project
    }

    /// Writes this SESSION.md and the template's files, and commits them.
    pub fn fill(&self, session: &str) {
        self.write("SESSION.md", session);
        let plan = "# Plan\n\n## Phase 1: Setup\n\n## Phase 2: Database\n\n## Phase 3: Tasks API\n\n## Phase 4: Task UI\n";
        self.write("docs/IMPLEMENTATION_PHASES.md", plan);
        self.write("docs/ARCHITECTURE.md", "# Architecture\n");
        self.write("src/routes/tasks.ts", "line\n".repeat(100));
        self.write("src/lib/schemas.ts", "line\n");
        self.git(&["add", "."]).ok();
        self.git(&["commit", "-q", "-m", "Start the project"]).ok().silent();
    }

    /// From here on the top is another folder, named from the present one.
    pub fn turn_to(&mut self, folder: &str) {
        self.top = self.top.join(folder).canonicalize().expect("a folder that is there");
    }

    /// The same repository again, to be taken another way.
    pub fn copy(&self) -> Self {
        let folder = room();
        let top = folder.path().canonicalize().expect("it exists").join("project");
        copy_tree(&self.top, &top).expect("it can be copied");
        let environment = self.environment.clone();
        Self { folder, top, environment, minutes: self.minutes.clone() }
    }

    /// Links our programs into a hooks folder, as `install` does for a user who is not root.
    pub fn link_hooks(&self, hooks: &Path) {
        fs::create_dir_all(hooks).expect("a hooks folder");
        for (hook, program) in PROGRAMS {
            link(Path::new(program), &hooks.join(hook));
        }
    }

    /// Every command from here on sees this variable.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.into(), value.into()));
    }

    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The folder around the repository, which is also HOME.
    pub fn home(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.top.join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a path inside")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }

    /// Writes a file that can be run, in the place of whatever was there.
    pub fn write_script(&self, path: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        let file = self.path(path);
        // A link would lead into the program that it names.
        fs::remove_file(&file).ok();
        self.write(path, script);
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    }

    /// From here on this script is the user's editor.
    pub fn set_editor(&mut self, script: &str) {
        self.write_script("../editor", &format!("#!/bin/sh\n{script}\n"));
        let editor = self.path("../editor");
        self.set("GIT_EDITOR", editor.to_str().expect("a path of ours"));
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn git(&self, arguments: &[&str]) -> Run {
        self.git_in(".", arguments)
    }

    /// Runs git in a folder below the top.
    pub fn git_in(&self, folder: &str, arguments: &[&str]) -> Run {
        self.run(self.command("git", folder).args(arguments))
    }

    /// Runs git with this on standard input.
    pub fn git_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        use std::io::Write;
        let mut command = self.command("git", ".");
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("git starts");
        child.stdin.take().expect("it is piped").write_all(input).ok();
        run_of(child.wait_with_output().expect("git ends"))
    }

    /// `git commit` of what is staged, with this message.
    pub fn commit(&self, message: &str) -> Run {
        self.git_with_input(&["commit", "-q", "-F", "-"], message.as_bytes())
    }

    /// Writes a file, stages it, and commits it quietly.
    pub fn commit_file(&self, path: &str, content: &str) -> Run {
        self.write(path, content);
        self.git(&["add", path]).ok();
        self.commit(&format!("Change {path}"))
    }

    /// The companion, in a folder below the top.
    pub fn checkpoint_in(&self, folder: &str, arguments: &[&str]) -> Run {
        let program = env!("CARGO_BIN_EXE_git-checkpoint");
        self.run(self.command(program, folder).args(arguments))
    }

    pub fn checkpoint(&self, arguments: &[&str]) -> Run {
        self.checkpoint_in(".", arguments)
    }

    /// What git prints, without the line end.
    pub fn ask(&self, arguments: &[&str]) -> String {
        self.git(arguments).ok().stdout.trim_end().to_owned()
    }

    /// HEAD in git's own abbreviation.
    pub fn head(&self) -> String {
        self.ask(&["rev-parse", "--short", "HEAD"])
    }

    /// A command in the cleared environment, a minute after the last one.
    pub fn command(&self, program: &str, folder: &str) -> Command {
        self.minutes.set(self.minutes.get() + 1);
        let (hour, minute) = (self.minutes.get() / 60, self.minutes.get() % 60);
        let date = format!("2026-03-{:02}T{:02}:{minute:02}:00 +0100", 1 + hour / 24, hour % 24);
        let mut command = Command::new(program);
        command
            .current_dir(self.top.join(folder))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").expect("PATH is set"))
            .env("HOME", self.home())
            .env("LC_ALL", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "false")
            .env("GIT_AUTHOR_NAME", "A. Author")
            .env("GIT_AUTHOR_EMAIL", "author@example.com")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_NAME", "C. Committer")
            .env("GIT_COMMITTER_EMAIL", "committer@example.com")
            .env("GIT_COMMITTER_DATE", &date)
            .envs(std::env::var_os("OPENED_IN_FULL").map(|_| (OPENED_IN_FULL, "1")))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, command: &mut Command) -> Run {
        run_of(command.output().expect("the command starts"))
    }
}

/// What our programs do not know may say anything of a repository, and so they open it in full:
/// the whole suite runs that way where its own environment has `OPENED_IN_FULL`.
pub const OPENED_IN_FULL: &str = "GIT_OPENED_IN_FULL";

/// Our hooks, and the programs just built.
pub const PROGRAMS: [(&str, &str); 4] = [
    ("pre-commit", env!("CARGO_BIN_EXE_checkpoint-pre-commit")),
    ("commit-msg", env!("CARGO_BIN_EXE_checkpoint-commit-msg")),
    ("post-commit", env!("CARGO_BIN_EXE_checkpoint-post-commit")),
    ("post-rewrite", env!("CARGO_BIN_EXE_checkpoint-post-rewrite")),
];

/// A new folder: in memory where that is to be had and programs may run there,
/// which spares half of the time; `TMPDIR` overrules it.
fn room() -> TempDir {
    static IN_MEMORY: OnceLock<bool> = OnceLock::new();
    let memory = Path::new("/dev/shm");
    let is_usable = || std::env::var_os("TMPDIR").is_none() && can_run_programs(memory);
    let folder =
        if *IN_MEMORY.get_or_init(is_usable) { TempDir::new_in(memory) } else { TempDir::new() };
    folder.expect("a temporary folder")
}

fn can_run_programs(folder: &Path) -> bool {
    let Ok(folder) = TempDir::new_in(folder) else { return false };
    let program = folder.path().join("program");
    fs::copy("/bin/true", &program).is_ok() && Command::new(program).status().is_ok()
}

/// Copies a folder, times and modes too. Objects are linked: git never writes to one again.
fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, from, to) = (entry.file_type()?, entry.path(), to.join(entry.file_name()));
        if kind.is_dir() {
            copy_tree(&from, &to)?;
        } else if kind.is_symlink() {
            link(&fs::read_link(from)?, &to);
        } else if from.components().any(|part| part.as_os_str() == "objects") {
            fs::hard_link(from, to)?;
        } else {
            fs::copy(&from, &to)?;
            let file = fs::File::options().write(true).open(to)?;
            file.set_modified(entry.metadata()?.modified()?)?;
        }
    }
    Ok(())
}

fn run_of(output: Output) -> Run {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[cfg(unix)]
pub fn link(target: &Path, link: &Path) {
    std::os::unix::fs::symlink(target, link).expect("a new link");
}
