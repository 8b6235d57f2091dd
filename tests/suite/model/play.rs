//! The operations, to be played alike in two repositories: what they choose at
//! random depends on nothing but the seed and on how git answers.

use super::rebase::{edit, pull, rebase, start_rebase};
use super::session;
use super::side::Side;

/// xorshift64*
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 33) as usize % limit
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn of<'a, T: ?Sized>(&mut self, some: &[&'a T]) -> &'a T {
        some[self.below(some.len())]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Commit,
    Checkpoint,
    Complete,
    Fixup,
    Amend,
    Rebase,
    Pull,
    Pick,
    Revert,
    Merge,
    Stashed,
    Abandon,
    Switch,
    Reset,
}

impl Kind {
    pub fn any(random: &mut Random) -> Self {
        match random.below(100) {
            0..18 => Self::Commit,
            18..26 => Self::Checkpoint,
            26..32 => Self::Complete,
            32..37 => Self::Fixup,
            37..47 => Self::Amend,
            47..69 => Self::Rebase,
            69..72 => Self::Pull,
            72..78 => Self::Pick,
            78..82 => Self::Revert,
            82..86 => Self::Merge,
            86..91 => Self::Stashed,
            91..93 => Self::Abandon,
            93..97 => Self::Switch,
            _ => Self::Reset,
        }
    }

    pub fn is_commit(self) -> bool {
        matches!(self, Self::Commit | Self::Checkpoint | Self::Complete | Self::Fixup | Self::Amend)
    }

    /// Whether git runs a hook of ours in it.
    pub fn has_hooks(self) -> bool {
        !matches!(self, Self::Switch | Self::Reset)
    }
}

/// What SESSION.md is to be afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// HEAD was committed last, and is recorded; with the place that names it.
    Recorded(Option<String>),
    /// A rebase has come to its end, and nothing waits.
    Rewritten,
    /// It may have been a quiet moment, or not.
    Perhaps,
}

/// What there is to choose from.
pub struct Facts {
    pub is_tracked: bool,
    /// Whether SESSION.md may be put aside: tracked, and not unmodified for certain.
    pub is_edited: bool,
    /// Whether the commit-msg hook judges what is committed.
    pub is_judged: bool,
    /// The branch that HEAD is not on.
    pub other: &'static str,
    /// The commits of the first-parent chain, newest first, without the root.
    pub chain: Vec<String>,
    /// Those of them above the last merge.
    pub movable: Vec<String>,
    /// Commits of the other branch that are not in HEAD's history.
    pub theirs: Vec<String>,
}

pub fn play(kind: Kind, side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    match kind {
        Kind::Commit | Kind::Checkpoint | Kind::Complete => commit(kind, side, random, facts),
        Kind::Fixup => fixup(side, random, facts),
        Kind::Amend => amend(side, random, facts),
        Kind::Rebase => rebase(side, random, facts),
        Kind::Pull => pull(side, random, facts),
        Kind::Pick => pick(side, random, facts),
        Kind::Revert => revert(side, random, facts),
        Kind::Merge => merge(side, random, facts),
        Kind::Stashed => stashed(side, random, facts),
        Kind::Abandon => abandon(side, random, facts),
        Kind::Switch => switch(side, facts),
        Kind::Reset => reset(side, random, facts),
    }
}

/// A commit of a new token, sometimes with a task that it ticks, or a phase that it completes.
fn commit(kind: Kind, side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    let token = side.add_token();
    if random.chance(35) {
        side.write("shared", &format!("{token}\n"));
        side.git(&["add", "shared"]);
    }
    let mut place = None;
    if kind == Kind::Complete {
        let text = session::with_phase(&side.session(), &token);
        side.write("SESSION.md", &text);
        place = Some(session::phase(&token));
    } else if random.chance(50) {
        let text = session::with_task(&side.session(), &token);
        side.write("SESSION.md", &text);
        place = Some(format!("- [x] task {token}"));
    }
    if facts.is_tracked && random.chance(35) {
        side.git(&["add", "SESSION.md"]);
    }
    let message = match kind {
        Kind::Checkpoint => session::checkpoint("1", "In Progress", &token),
        Kind::Complete => session::checkpoint(&token, "Complete", &token),
        _ => format!("T{token}"),
    };
    quiet(side.git(&["commit", "-q", "-m", &message]), place)
}

fn quiet(is_done: bool, place: Option<String>) -> Quiet {
    if is_done { Quiet::Recorded(place) } else { Quiet::Perhaps }
}

fn fixup(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    side.add_token();
    let Some(target) = facts.movable.get(random.below(4)) else {
        return quiet(side.git(&["commit", "-q", "-m", "Alone"]), None);
    };
    let option = random.of(&["--fixup=", "--squash=", "--fixup=amend:"]).to_owned() + target;
    quiet(side.git(&["commit", "-q", "--no-edit", &option]), None)
}

fn amend(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    // Two branches with no root in common have little to do with each other.
    if facts.chain.is_empty() {
        return Quiet::Perhaps;
    }
    if random.chance(50) {
        side.add_token();
    }
    let arguments: &[&str] = match random.below(5) {
        0 => &["-m", "No checkpoint"],
        1 => &["-m", &session::checkpoint("1", "In Progress", "0")],
        2 => &["--no-edit", "--no-post-rewrite", "--reset-author"],
        3 if facts.is_tracked => &["--no-edit", "-a"],
        _ => &["--no-edit", "--reset-author"],
    };
    quiet(side.git(&[&["commit", "-q", "--amend"], arguments].concat()), None)
}

/// Goes on, skips or gives up until the operation is over.
pub fn finish(side: &mut Side, random: &mut Random, operation: &str) {
    for _ in 0..8 {
        if !side.is_busy() {
            return;
        }
        let step = match random.below(14) {
            0 => "--abort",
            1..4 if operation != "merge" => "--skip",
            chosen => {
                if operation == "rebase" && random.chance(8) {
                    take_back(side, random);
                }
                resolve(side);
                if chosen < 8 {
                    between(side, random, operation);
                }
                "--continue"
            }
        };
        if side.is_busy() {
            side.git(&[operation, step]);
        }
    }
    give_up(side, operation);
}

/// Gives up what a rebase has stopped at: nothing, or something else, comes of it.
fn take_back(side: &mut Side, random: &mut Random) {
    side.git(&["reset", "-q", "--hard"]);
    match random.below(3) {
        0 => _ = side.git(&["commit", "-q", "--amend", "--reset-author", "--no-edit"]),
        1 => _ = side.git(&["commit", "-q", "--amend", "-m", "Better"]),
        _ => {}
    }
}

/// What somebody does before going on. Whoever makes commits of their own among picks
/// has left them, for all that a hook can tell.
fn between(side: &mut Side, random: &mut Random, operation: &str) {
    let choices = if operation == "rebase" { 5 } else { 2 };
    match random.below(choices) {
        0 | 1 => _ = side.git(&["commit", "-q", "--no-edit"]),
        // What is resolved would go into the commit before: in doubt its hash stays.
        2 if is_amendable(side) => {
            side.add_token();
            side.git(&["commit", "-q", "--amend", "--no-edit"]);
        }
        2 => {}
        3 => split(side),
        _ => {
            let token = side.add_token();
            side.git(&["commit", "-q", "-m", &format!("T{token}")]);
        }
    }
}

/// Whether an amend would change the commit that is to be amended, and nothing else is staged.
fn is_amendable(side: &Side) -> bool {
    side.project.path(".git/rebase-merge/amend").exists()
        || side.project.git(&["diff", "--cached", "--quiet"]).code == Some(0)
}

/// Takes a commit that is to be edited apart, where there is one.
fn split(side: &mut Side) {
    if !side.project.path(".git/rebase-merge/amend").exists() {
        return;
    }
    let token = side.add_token();
    if side.git(&["reset", "-q", "--soft", "HEAD~"]) {
        side.git(&["reset", "-q", "--", "."]);
        side.git(&["add", &format!("t/{token}")]);
        side.git(&["commit", "-q", "-m", &format!("Part {token}")]);
        side.git(&["add", "shared", "t"]);
        side.git(&["commit", "-q", "-m", "The rest"]);
    }
}

fn resolve(side: &mut Side) {
    if side.text("shared").contains("<<<<<<<") {
        side.write("shared", &format!("resolved after {}\n", side.tokens));
    }
    if side.session().contains("<<<<<<<") {
        side.git(&["checkout", "-q", "--ours", "--", "SESSION.md"]);
        side.git(&["add", "SESSION.md"]);
    }
    side.git(&["add", "-u", "--", "shared", "t"]);
}

fn give_up(side: &mut Side, operation: &str) {
    if side.is_busy() {
        side.git(&[operation, "--abort"]);
    }
    if side.is_busy() {
        side.git(&[operation, "--quit"]);
        side.git(&["reset", "-q", "--hard"]);
    }
}

fn some(random: &mut Random, commits: &[String]) -> Vec<String> {
    let from = random.below(commits.len().max(1));
    let count = 1 + random.below(3);
    // They come newest first.
    let mut some: Vec<String> = commits.iter().skip(from).take(count).cloned().collect();
    some.reverse();
    some
}

fn pick(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    let option = random.of(&["--no-edit", "-x", "-e"]);
    start(side, &["cherry-pick", option], &some(random, &facts.theirs));
    finish(side, random, "cherry-pick");
    Quiet::Perhaps
}

fn start(side: &mut Side, command: &[&str], commits: &[String]) -> bool {
    let commits: Vec<&str> = commits.iter().map(String::as_str).collect();
    commits.is_empty() || side.git(&[command, &commits[..]].concat())
}

fn revert(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    let mut commits = some(random, &facts.movable);
    commits.reverse();
    let option = random.of(&["--no-edit", "--no-edit", "--edit"]);
    let is_done = start(side, &["revert", option], &commits);
    finish(side, random, "revert");
    quiet(is_done && commits.len() == 1, None)
}

fn merge(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    let commits = random.of(&["--commit", "--no-commit"]);
    side.git(&["merge", "-q", "--no-ff", "--no-edit", commits, "--autostash", facts.other]);
    finish(side, random, "merge");
    Quiet::Perhaps
}

/// What somebody does who puts their changes aside by hand.
fn stashed(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    side.git(&["stash", "push", "-q"]);
    edit(side, random, facts);
    match random.below(4) {
        0 | 1 => {
            start_rebase(side, random, facts, "--no-autostash");
            finish(side, random, "rebase");
        }
        2 => {
            start(side, &["cherry-pick"], &some(random, &facts.theirs));
            give_up(side, "cherry-pick");
        }
        _ => {
            side.git(&["merge", "-q", "--no-edit", facts.other]);
            give_up(side, "merge");
        }
    }
    if side.has_stash() {
        side.git(&["stash", "pop", "-q"]);
    }
    Quiet::Perhaps
}

/// An operation that is left by another way than those that git has for it.
fn abandon(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    let is_rebase = random.chance(50);
    if is_rebase {
        side.git(&["rebase", "-q", facts.other]);
    } else {
        start(side, &["cherry-pick"], &facts.theirs);
    }
    if !side.is_busy() || facts.chain.len() < 2 {
        give_up(side, if is_rebase { "rebase" } else { "cherry-pick" });
        return Quiet::Perhaps;
    }
    let mine = if facts.other == "main" { "other" } else { "main" };
    if is_rebase {
        side.git(&["checkout", "-q", "-f", mine]);
    } else {
        side.git(&["reset", "-q", "--hard", "HEAD~1"]);
    }
    side.add_token();
    let is_done = side.git(&["commit", "-q", "-m", "After all"]);
    side.git(&[if is_rebase { "rebase" } else { "cherry-pick" }, "--quit"]);
    quiet(is_done, None)
}

/// Takes what is uncommitted along, where it goes along.
fn switch(side: &mut Side, facts: &Facts) -> Quiet {
    side.git(&["stash", "push", "-q"]);
    side.git(&["switch", "-q", facts.other]);
    if side.has_stash() {
        side.git(&["stash", "pop", "-q"]);
    }
    Quiet::Perhaps
}

fn reset(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    if facts.movable.len() > 1 {
        let back = format!("HEAD~{}", 1 + random.below(facts.movable.len().min(3)));
        side.git(&["reset", "-q", random.of(&["--hard", "--keep"]), &back]);
    }
    Quiet::Perhaps
}
