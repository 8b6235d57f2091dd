//! Random histories, each operation played with our hooks and without them.
//!
//! Both must end alike but for what is ours to write in SESSION.md, and that is
//! compared with an oracle which knows nothing of rewrite maps: it follows
//! commits by the unique file that each of them adds.
//!
//! `MODEL_OPERATIONS` says how many operations are tried, `MODEL_FIRST_SEED`
//! from which seed on, `MODEL_SEED` which one alone. A failure prints its seed
//! and its script.

mod clean;
mod history;
mod play;
mod rebase;
mod session;
mod side;

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use self::history::{Expected, History, Id};
use self::play::{Facts, Kind, Quiet, Random, play};
use self::side::Side;
use crate::compare_state::{Ending, foreign};
use crate::harness::Project;

const OPERATIONS: u64 = 2_000;
const PER_SEED: u64 = 40;

#[test]
fn whatever_becomes_of_history_every_recorded_hash_is_true_and_nothing_is_in_the_way() {
    live_many(OPERATIONS, World::new);
}

fn live_many(operations: u64, world: impl Fn(u64) -> World + Sync) {
    if let Some(seed) = number("MODEL_SEED") {
        live(&world, seed);
        return;
    }
    let seeds = number("MODEL_OPERATIONS").unwrap_or(operations).div_ceil(PER_SEED);
    let first = number("MODEL_FIRST_SEED").unwrap_or(1);
    let (next, checked) = (AtomicU64::new(first), AtomicU64::new(0));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + seeds {
                break;
            }
            checked.fetch_add(live(&world, seed), Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    // A model that checks nothing is no proof.
    let checked = checked.into_inner();
    assert!(checked > 20 * seeds, "{checked} hashes were checked in {seeds} histories");
}

/// One history; how many hashes were compared. A failure names the seed that repeats it.
#[allow(clippy::print_stderr)]
fn live(world: &impl Fn(u64) -> World, seed: u64) -> u64 {
    struct Seed(u64);
    impl Drop for Seed {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("MODEL_SEED={}", self.0);
            }
        }
    }
    let _seed = Seed(seed);
    world(seed).live()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

struct World {
    seed: u64,
    side: Side,
    random: Random,
    history: History,
    is_tracked: bool,
    is_judged: bool,
    /// Whether the last operation was a commit, and was recorded.
    follows: bool,
    /// SESSION.md when it was last at its commit.
    left: String,
    checked: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut project = Project::new();
        project.set("GIT_EDITOR", ":");
        project.set("GIT_MERGE_AUTOEDIT", "no");
        for setting in [
            "[maintenance]\nauto = false",
            "[advice]\ndetachedHead = false",
            // The copy that is played without hooks has new inodes.
            "[core]\ncheckStat = minimal\ntrustCtime = false",
        ] {
            let config = project.read(".git/config");
            project.write(".git/config", format!("{config}{setting}\n"));
        }
        // The hooks that only judge take their time; a quarter of the worlds has them.
        let is_judged = seed.is_multiple_of(4);
        if !is_judged {
            for hook in ["pre-commit", "commit-msg"] {
                std::fs::remove_file(project.path(".git/hooks").join(hook)).unwrap();
            }
        }
        let is_tracked = seed % 3 != 1;
        if seed % 6 == 1 {
            project.write(".git/info/exclude", "SESSION.md\n");
        }
        project.write("SESSION.md", session::START);
        let mut world = Self {
            seed,
            history: History::of(&project),
            side: Side::of(project),
            random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            is_tracked,
            is_judged,
            follows: false,
            left: String::new(),
            checked: 0,
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        for name in ["shared", "dirty"] {
            self.side.write(name, "begin\n");
        }
        self.side.add_token();
        let all: &[&str] =
            if self.is_tracked { &["add", "."] } else { &["add", "shared", "dirty"] };
        self.side.git(all);
        self.side.git(&["commit", "-q", "-m", "Begin"]);
        self.side.git(&["branch", "other"]);
    }

    /// How many hashes were compared.
    fn live(mut self) -> u64 {
        for _ in 0..PER_SEED {
            self.act();
        }
        self.checked
    }

    fn act(&mut self) {
        let kind = Kind::any(&mut self.random);
        let before = self.history();
        let known = self.history.known();
        let facts = self.facts(&before);
        let mut random = Random(self.random.next() | 1);
        let has_twin = kind.has_hooks() && (!kind.is_commit() || random.chance(20));
        let has_twin = has_twin && !self.has_raw_values();
        let twin = has_twin.then(|| self.side.without_hooks());
        self.side.script.push(format!("# {kind:?}"));
        self.side.offered = self.side.session();
        let quiet = play(kind, &mut self.side, &mut random.clone(), &facts);
        if let Some(mut twin) = twin {
            twin.script.push(format!("# {kind:?}"));
            play(kind, &mut twin, &mut random, &facts);
            self.compare(&twin);
            self.side.offered = twin.session();
        }
        let after = self.history();
        if kind.has_hooks() {
            let is_news = self.history.learn(&before, &after, &known);
            self.check(&quiet, &after, is_news);
        }
        self.check_clean();
        self.follows = matches!(quiet, Quiet::Recorded(_));
        self.tidy();
    }

    fn history(&mut self) -> HashSet<Id> {
        let head = self.history.id("HEAD").unwrap();
        self.history.reach(&head)
    }

    fn facts(&mut self, history: &HashSet<Id>) -> Facts {
        let branch = self.side.project.read(".git/HEAD");
        let other = if branch.ends_with("main\n") { "other" } else { "main" };
        let head = self.history.id("HEAD").unwrap();
        let chain = self.history.first_parents(&head);
        let is_single = |commit: &history::Commit| commit.parents.len() == 1;
        let movable = chain.iter().take_while(|(_, commit)| is_single(commit));
        let movable = movable.map(|(id, _)| id.clone()).collect();
        let tip = self.history.id(other).unwrap();
        let theirs = self.history.first_parents(&tip).into_iter();
        let theirs = theirs.filter(|(id, commit)| !history.contains(id) && is_single(commit));
        Facts {
            is_tracked: self.is_tracked,
            is_edited: self.is_tracked && !self.is_unedited(),
            is_judged: self.is_judged,
            other,
            movable,
            theirs: theirs.map(|(id, _)| id).collect(),
            chain: chain[..chain.len() - 1].iter().map(|(id, _)| id.clone()).collect(),
        }
    }

    /// With our hooks and without them: the same steps, and the same end.
    fn compare(&self, twin: &Side) {
        let steps = self.side.script.iter().zip(&twin.script);
        for (with, without) in steps {
            let is_same = clean::without_value(with) == clean::without_value(without);
            assert!(is_same, "{with}\nwithout the hooks: {without}");
        }
        assert!(self.side.script.len() == twin.script.len(), "another number of steps");
        let (with, without) = (Ending::of(&self.side.project), Ending::of(&twin.project));
        assert!(with == without, "{with:#?}\nwithout the hooks: {without:#?}");
    }

    fn check(&mut self, quiet: &Quiet, history: &HashSet<Id>, is_news: bool) {
        if self.has_raw_values() {
            return self.check_shown(quiet, is_news);
        }
        let (text, offered) = (self.side.session(), self.side.offered.clone());
        let is_same = foreign(&text) == foreign(&offered);
        assert!(is_same, "more than ours was written into\n{offered}");
        // A rebase that replaces no commit runs no hook at its end.
        let may_wait = *quiet == Quiet::Perhaps || !is_news;
        if may_wait && text == offered {
            return;
        }
        if self.side.is_clean_tree {
            return self.check_shown(quiet, is_news);
        }
        let head = self.history.id("HEAD").unwrap();
        self.check_header(quiet, &head, history);
        self.check_notes(history);
        if let Quiet::Recorded(place) = quiet {
            self.check_new(place.as_ref(), &head);
            self.left = text;
        }
    }

    fn check_header(&mut self, quiet: &Quiet, head: &str, history: &HashSet<Id>) {
        let now = session::recorded(&self.side.session());
        let last = now.get("Last Commit").map(|hash| self.full(hash));
        if matches!(quiet, Quiet::Recorded(_)) {
            assert!(last.as_deref() == Some(head), "Last Commit is not HEAD");
        } else if last.as_deref() != Some(head) {
            self.check_place("Last Commit", history);
        }
        let chain = self.history.first_parents(head);
        let newest = chain.into_iter().find(|(_, commit)| commit.is_checkpoint);
        let Some((newest, _)) = newest else { return self.check_without_checkpoint(history) };
        let last = now.get("Last Checkpoint").map(|hash| self.full(hash));
        assert!(last == Some(newest), "Last Checkpoint is not the newest");
        self.checked += 2;
    }

    /// In a history without checkpoints Last Checkpoint names none where what it named has
    /// become an ordinary commit, and else stays.
    fn check_without_checkpoint(&mut self, history: &HashSet<Id>) {
        let hash = |text: &str| session::recorded(text).get("Last Checkpoint").cloned();
        match (hash(&self.side.offered), hash(&self.side.session())) {
            (Some(before), None) => {
                let before = self.full(&before);
                let became = self.history.follow(&before, history);
                assert!(!matches!(became, Expected::Unchanged), "Last Checkpoint is lost");
                self.checked += 1;
            }
            _ => self.check_place("Last Checkpoint", history),
        }
    }

    fn check_notes(&mut self, history: &HashSet<Id>) {
        let [before, now] =
            [&self.side.offered, &self.side.session()].map(|text| session::recorded(text));
        let places = before.keys().chain(now.keys()).filter(|place| !place.starts_with("Last "));
        for place in places {
            self.check_place(place, history);
        }
    }

    /// One hash before and now.
    fn check_place(&mut self, place: &str, history: &HashSet<Id>) {
        let hash = |text: &str| session::recorded(text).get(place).cloned();
        let (before, now) = (hash(&self.side.offered), hash(&self.side.session()));
        let [before, now] = [before, now].map(|hash| hash.map(|hash| self.full(&hash)));
        self.checked += 1;
        match (before, now) {
            (None, None) => {}
            (None, Some(now)) => self.check_stamp(place, &now, history),
            (Some(_), None) => panic!("{place} is lost"),
            (Some(before), Some(now)) => {
                let (is_right, expected) = match self.history.follow(&before, history) {
                    Expected::Unchanged => (now == before, before),
                    Expected::OneOf(some) => (some.contains(&now), format!("{some:?}")),
                    Expected::Perhaps(some) => {
                        (now == before || some.contains(&now), format!("{before} or {some:?}"))
                    }
                };
                assert!(is_right, "{place} is {now} and should be {expected}");
            }
        }
    }

    /// A note that was not there before names a commit that ticked the task.
    fn check_stamp(&mut self, place: &str, id: &str, history: &HashSet<Id>) {
        assert!(history.contains(id), "{place} names what is not there");
        let Some(token) = session::token(place) else { return };
        let is_right = self.history.commit(id).adds(token)
            || !session::ticked(&self.left, token)
            || self.commits_tick(id, token);
        assert!(is_right, "{place} is another's");
    }

    /// Whether the commit's SESSION.md has the tick, and that of the commit before has not.
    fn commits_tick(&mut self, id: &str, token: &str) -> bool {
        let mut is_ticked = |revision: String| {
            let text = self.history.blob(&format!("{revision}:SESSION.md"));
            text.is_some_and(|text| session::ticked(&text, token))
        };
        is_ticked(id.to_owned()) && !is_ticked(format!("{id}~"))
    }

    /// What this commit completes or ticks names it; a task only where it is
    /// certain what stood there before.
    fn check_new(&mut self, place: Option<&String>, head: &str) {
        let Some(place) = place.filter(|place| self.follows || session::token(place).is_none())
        else {
            return;
        };
        let hash = session::recorded(&self.side.session()).get(place).cloned();
        let hash = hash.map(|hash| self.full(&hash));
        assert!(hash.as_deref() == Some(head), "{place} is not HEAD");
        self.checked += 1;
    }

    /// What a conflict left in SESSION.md or in the stash is given up.
    fn tidy(&mut self) {
        if self.side.has_stash() || self.side.session().contains("<<<<<<<") {
            self.side.git(&["reset", "-q", "--hard"]);
            self.side.git(&["stash", "clear"]);
        }
    }

    fn full(&mut self, hash: &str) -> Id {
        self.history.id(hash).unwrap_or_default()
    }
}

impl Drop for World {
    #[allow(clippy::print_stderr)]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let (session, script) = (self.side.session(), self.side.script.join("\n"));
            eprintln!("--- SESSION.md\n{session}--- script\n{script}");
        }
    }
}
