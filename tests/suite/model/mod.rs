//! Random histories, and an oracle that knows nothing of rewrite maps: it
//! follows commits by the unique file that each of them adds.
//!
//! `MODEL_OPERATIONS` says how many operations are tried, `MODEL_SEED` which
//! one seed. A failure prints the seed and its script.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::harness::{Project, Run};

const OPERATIONS: u64 = 160;
const PER_SEED: u64 = 40;

#[test]
fn whatever_becomes_of_history_every_recorded_hash_is_true() {
    if let Some(seed) = number("MODEL_SEED") {
        return World::new(seed).live();
    }
    let seeds = number("MODEL_OPERATIONS").unwrap_or(OPERATIONS).div_ceil(PER_SEED);
    let first = number("MODEL_FIRST_SEED").unwrap_or(1);
    let next = AtomicU64::new(first);
    let notes = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + seeds {
                        break;
                    }
                    let mut world = World::new(seed);
                    world.live();
                    notes.fetch_add(world.checked, Ordering::Relaxed);
                }
            });
        }
    });
    // A model that checks nothing is no proof.
    assert!(notes.into_inner() > seeds, "hardly any note was checked");
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// xorshift64*
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A commit, and the tokens that it adds.
type History = Vec<(String, Vec<String>)>;

struct World {
    project: Project,
    random: Random,
    seed: u64,
    tracked: bool,
    script: Vec<String>,
    tokens: usize,
    /// Which commits took the place of which, by the tokens they add.
    rewritten: HashMap<String, HashSet<String>>,
    before: HashMap<String, String>,
    /// Files that a revert took away: squashed into what it reverts, nobody adds them.
    reverted: HashSet<String>,
    /// The commits that were there before the operation.
    known: HashSet<String>,
    checked: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut project = Project::new();
        project.set("GIT_EDITOR", ":");
        project.set("GIT_MERGE_AUTOEDIT", "no");
        let tracked = seed.is_multiple_of(3);
        if seed % 3 == 1 {
            project.write(".git/info/exclude", "SESSION.md\n");
        }
        project.git(&["config", "rebase.autoStash", "true"]).ok();
        project.git(&["config", "advice.detachedHead", "false"]).ok();
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut world = Self {
            project,
            random,
            seed,
            tracked,
            script: Vec::new(),
            tokens: 0,
            rewritten: HashMap::new(),
            before: HashMap::new(),
            reverted: HashSet::new(),
            known: HashSet::new(),
            checked: 0,
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        self.project.write(
            "SESSION.md",
            "# S\n\n**Current Phase**: Phase 1\n**Last Checkpoint**: [none yet]\n\n## Phase 1: A [In Progress]\n\n- [ ] last\n",
        );
        if self.tracked {
            self.git(&["add", "SESSION.md"]);
        }
        self.commit(false);
        self.git(&["branch", "other"]);
    }

    fn live(&mut self) {
        for _ in 0..PER_SEED {
            self.act();
        }
    }

    fn act(&mut self) {
        self.look();
        match self.random.below(100) {
            0..30 => self.commit(false),
            30..45 => self.commit(true),
            45..57 => self.amend(),
            57..72 => self.rebase_with_todo(),
            72..77 => self.rebase_onto_other(),
            77..83 => self.cherry_pick(),
            83..87 => self.revert(),
            87..91 => self.merge(),
            91..96 => self.switch(),
            _ => self.reset(),
        }
    }

    /// A commit of a new token, sometimes with a task that it ticks; then all
    /// that is recorded must be true.
    fn commit(&mut self, is_checkpoint: bool) {
        self.add_token();
        if self.random.chance(50) {
            let text = self.project.read("SESSION.md");
            let task = format!("- [x] task {}\n- [ ] last", self.tokens);
            self.note(&format!("tick task {} in SESSION.md", self.tokens));
            self.project.write("SESSION.md", text.replace("- [ ] last", &task));
        }
        if self.tracked && self.random.chance(35) {
            self.git(&["add", "SESSION.md"]);
        }
        let token = self.tokens;
        let message = if is_checkpoint {
            format!(
                "checkpoint: Phase 1 In Progress - T{token}\n\nPhase: 1 - A\nStatus: In Progress\nSession: Did it\n\n\
                 Files Changed:\n- t/{token} (new)\n\nNext: Write src/b.ts (new file)\n"
            )
        } else {
            format!("T{token}")
        };
        self.git(&["commit", "-q", "-m", &message]);
        self.check(true);
    }

    fn amend(&mut self) {
        if self.random.chance(50) {
            self.add_token();
        }
        let message = format!("Amended {}", self.tokens);
        let arguments: &[&str] = match self.random.below(3) {
            0 => &["commit", "-q", "--amend", "-m", &message],
            1 => &["commit", "-q", "--amend", "--no-edit", "--no-post-rewrite", "--reset-author"],
            _ => &["commit", "-q", "--amend", "--no-edit", "--reset-author"],
        };
        if self.git(arguments).code == Some(0) {
            self.follow();
            self.check(true);
        }
    }

    fn rebase_with_todo(&mut self) {
        let commits = self.movable();
        if commits.is_empty() {
            return;
        }
        let count = 1 + self.random.below(commits.len().min(5));
        let mut chosen: Vec<String> = commits[..count].iter().rev().cloned().collect();
        if self.random.chance(40) {
            let (one, other) = (self.random.below(count), self.random.below(count));
            chosen.swap(one, other);
        }
        let mut todo = String::new();
        for (index, commit) in chosen.iter().enumerate() {
            let action = match self.random.below(10) {
                0 => "drop",
                1 => "reword",
                2 | 3 if index > 0 => "squash",
                4 if index > 0 => "fixup",
                _ => "pick",
            };
            todo += &format!("{action} {commit}\n");
            if self.random.chance(10) {
                todo += "exec true\n";
            }
        }
        self.note(&format!("todo:\n{todo}"));
        self.project.write(".git/todo", &todo);
        let editor = format!("sequence.editor=cp '{}'", self.project.path(".git/todo").display());
        let base = format!("HEAD~{count}");
        let run = self.git(&["-c", &editor, "rebase", "-q", "-i", &base]);
        self.after_rebase(&run);
    }

    fn rebase_onto_other(&mut self) {
        let other = self.other();
        let apply = self.random.chance(30);
        let backend: &[&str] = if apply { &["--apply"] } else { &[] };
        let run = self.git(&[&["rebase", "-q"], backend, &[&other]].concat());
        self.after_rebase(&run);
    }

    fn after_rebase(&mut self, run: &Run) {
        if run.code != Some(0) {
            return self.abort();
        }
        let rewrote = self.follow();
        self.tidy();
        // Where an autostash had to come back, the next commit follows; a rebase
        // that only dropped commits runs no hook at all.
        if rewrote && !self.tracked {
            self.check(false);
        }
    }

    /// The copy gets a token of its own by an amend: it is another commit than
    /// the one that was picked, and what names that one must not follow.
    fn cherry_pick(&mut self) {
        let other = self.other();
        let theirs = self.ask(&["rev-list", "--no-merges", "-n", "3", &other, "^HEAD"]);
        let picks: Vec<&str> = theirs.lines().collect();
        if picks.is_empty() {
            return;
        }
        let pick = picks[self.random.below(picks.len())].to_owned();
        if self.git(&["cherry-pick", &pick]).code != Some(0) {
            return self.abort();
        }
        self.look();
        self.add_token();
        if self.git(&["commit", "-q", "--amend", "--no-edit"]).code == Some(0) {
            self.follow();
            self.check(true);
        }
    }

    fn revert(&mut self) {
        let commits = self.movable();
        if commits.is_empty() {
            return;
        }
        let commit = commits[self.random.below(commits.len().min(3))].clone();
        if self.git(&["revert", "--no-edit", &commit]).code != Some(0) {
            return self.abort();
        }
        let gone = self.ask(&["show", "--diff-filter=D", "--name-only", "--format=", "HEAD"]);
        self.reverted.extend(gone.lines().map(str::to_owned));
        self.check(true);
    }

    fn merge(&mut self) {
        let other = self.other();
        if self.git(&["merge", "-q", "--no-edit", &other]).code != Some(0) {
            self.abort();
        }
    }

    /// Takes what is uncommitted along, where it goes along.
    fn switch(&mut self) {
        let other = self.other();
        let stashed = self.git(&["stash", "push", "-q"]).code == Some(0)
            && !self.ask(&["stash", "list"]).is_empty();
        self.git(&["switch", "-q", &other]);
        if stashed && self.git(&["stash", "pop", "-q"]).code != Some(0) {
            self.tidy();
        }
    }

    fn reset(&mut self) {
        let commits = self.movable();
        if commits.len() > 1 {
            let back = format!("HEAD~{}", 1 + self.random.below(commits.len().min(3)));
            let mode = if self.random.chance(50) { "--hard" } else { "--keep" };
            self.git(&["reset", "-q", mode, &back]);
        }
    }

    fn abort(&mut self) {
        for operation in ["rebase", "merge", "cherry-pick", "revert"] {
            self.git(&[operation, "--abort"]);
        }
        self.git(&["cherry-pick", "--quit"]);
        self.tidy();
    }

    /// What a conflict left in SESSION.md or in the stash is given up.
    fn tidy(&mut self) {
        if !self.ask(&["stash", "list"]).is_empty()
            || self.project.read("SESSION.md").contains("<<<<<<<")
        {
            self.git(&["reset", "-q", "--hard"]);
            self.git(&["stash", "clear"]);
        }
    }

    fn add_token(&mut self) {
        self.tokens += 1;
        let path = format!("t/{}", self.tokens);
        self.note(&format!("write {path}"));
        self.project.write(&path, format!("{}\n", self.tokens));
        self.git(&["add", &path]);
    }

    fn other(&mut self) -> String {
        let current = self.ask(&["branch", "--show-current"]);
        if current == "main" { "other".into() } else { "main".into() }
    }

    /// The commits above the last merge and the root, newest first.
    fn movable(&mut self) -> Vec<String> {
        let text = self.ask(&["log", "--first-parent", "--format=%H %P"]);
        let lines = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        lines.take_while(|ids| ids.len() == 2).map(|ids| ids[0].to_owned()).collect()
    }

    /// HEAD's history without merges.
    fn history(&mut self) -> History {
        let text = self.ask(&[
            "log",
            "--no-merges",
            "--no-renames",
            "--diff-filter=A",
            "--name-only",
            "--format=%x01%H",
        ]);
        let entries = text.split('\u{1}').filter(|entry| !entry.is_empty());
        entries
            .map(|entry| {
                let mut lines = entry.lines();
                let id = lines.next().unwrap().to_owned();
                (id, lines.filter_map(|line| line.strip_prefix("t/")).map(str::to_owned).collect())
            })
            .collect()
    }

    /// Remembers what is there, before an operation changes it.
    fn look(&mut self) {
        self.before = carriers(&self.history());
        let all = self.ask(&["rev-list", "--all"]);
        self.known.extend(all.lines().map(str::to_owned));
    }

    /// Learns what the operation rewrote: whose token a commit adds now that
    /// was not there before.
    fn follow(&mut self) -> bool {
        let mut rewrote = false;
        let now = carriers(&self.history());
        for (token, old) in &self.before {
            if let Some(new) = now.get(token).filter(|new| !self.known.contains(*new)) {
                self.rewritten.entry(old.clone()).or_default().insert(new.clone());
                rewrote = true;
            }
        }
        rewrote
    }

    fn check(&mut self, is_commit: bool) {
        let session = self.project.read("SESSION.md");
        let head = self.ask(&["rev-parse", "HEAD"]);
        if is_commit {
            let last = self.full(&field(&session, "Last Commit"));
            self.hold(last == head, "Last Commit is not HEAD", &session);
        }
        let subjects = self.ask(&["log", "--first-parent", "--format=%H %s"]);
        let newest = subjects.lines().find_map(|line| Some(line.split_once(" checkpoint: ")?.0));
        let newest = newest.unwrap_or_default();
        if !newest.is_empty() {
            let last = self.full(&field(&session, "Last Checkpoint"));
            self.hold(last == newest, &format!("Last Checkpoint is not {newest}"), &session);
        }
        self.check_notes(&session);
    }

    fn check_notes(&mut self, session: &str) {
        let history = self.history();
        let there: HashSet<&str> = history.iter().map(|(id, _)| id.as_str()).collect();
        for line in session.lines() {
            let Some((task, note)) = line.split_once(" (commit: ") else { continue };
            let id = self.full(note.trim_end_matches(')'));
            let token = task.rsplit(' ').next().unwrap();
            let added = self.ask(&[
                "show",
                "--no-renames",
                "--diff-filter=A",
                "--name-only",
                "--format=",
                &id,
            ]);
            // A tracked SESSION.md is committed with whatever tick it holds; and another
            // branch may have brought the token before: nothing was left to add.
            let path = format!("t/{token}");
            let is_its_own = self.tracked
                || added.lines().any(|added| added == path)
                || history.iter().any(|(_, tokens)| tokens.iter().any(|one| one == token))
                || self.reverted.contains(&path);
            self.hold(is_its_own, &format!("task {token} is another's"), session);
            if !there.contains(id.as_str()) {
                let successors = self.successors(&id);
                let missed = successors.iter().find(|new| there.contains(new.as_str()));
                self.hold(missed.is_none(), &format!("task {token} should be {missed:?}"), session);
            }
            self.checked += 1;
        }
    }

    fn successors(&self, id: &str) -> HashSet<String> {
        let mut found = HashSet::new();
        let mut ahead = vec![id.to_owned()];
        while let Some(next) = ahead.pop() {
            for new in self.rewritten.get(&next).into_iter().flatten() {
                if found.insert(new.clone()) {
                    ahead.push(new.clone());
                }
            }
        }
        found
    }

    fn full(&mut self, hash: &str) -> String {
        let run = self.project.git(&["rev-parse", "--verify", "-q", &format!("{hash}^{{commit}}")]);
        run.stdout.trim_end().to_owned()
    }

    fn hold(&self, holds: bool, what: &str, session: &str) {
        assert!(
            holds,
            "MODEL_SEED={}: {what}\n--- SESSION.md\n{session}\n--- script\n{}",
            self.seed,
            self.script.join("\n")
        );
    }

    fn note(&mut self, what: &str) {
        self.script.push(format!("# {what}"));
    }

    fn git(&mut self, arguments: &[&str]) -> Run {
        let run = self.project.git(arguments);
        self.script.push(format!("git {}    # {:?}", arguments.join(" "), run.code));
        run
    }

    fn ask(&self, arguments: &[&str]) -> String {
        self.project.ask(arguments)
    }
}

/// The commit that adds a token, where it is one alone.
fn carriers(history: &History) -> HashMap<String, String> {
    let mut found: HashMap<String, Vec<&String>> = HashMap::new();
    for (id, tokens) in history {
        for token in tokens {
            found.entry(token.clone()).or_default().push(id);
        }
    }
    let alone = found.into_iter().filter(|(_, ids)| ids.len() == 1);
    alone.map(|(token, ids)| (token, ids[0].clone())).collect()
}

fn field(session: &str, key: &str) -> String {
    let prefix = format!("**{key}**: ");
    let value = session.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default();
    value.split(' ').next().unwrap_or_default().to_owned()
}
