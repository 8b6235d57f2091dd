//! What became of commits, known by their content alone: each adds a file of
//! its own below `t/`, its token, and carries that along wherever it goes.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::rc::Rc;

use crate::harness::Project;

pub type Id = String;

pub struct Commit {
    pub parents: Vec<Id>,
    pub is_checkpoint: bool,
    /// The tokens in its tree.
    tokens: HashSet<String>,
    /// Those that no parent has.
    own: HashSet<String>,
    /// Those that the first parent has and it has not: of what it reverts.
    removed: HashSet<String>,
}

impl Commit {
    pub fn adds(&self, token: &str) -> bool {
        self.own.contains(token)
    }
}

/// What a hash that was recorded is to be, in a history.
pub enum Expected {
    /// Itself: it is there, or nothing has taken its place.
    Unchanged,
    /// One of those that took its place.
    OneOf(HashSet<Id>),
    /// One of these, or itself: which one its token does not tell.
    Perhaps(HashSet<Id>),
}

pub struct History {
    git: CatFile,
    commits: HashMap<Id, Rc<Commit>>,
    next: HashMap<Id, Vec<Id>>,
    /// Those of which it is not clear what they became.
    unclear: HashSet<Id>,
}

impl History {
    pub fn of(project: &Project) -> Self {
        let git = CatFile::start(project);
        Self { git, commits: HashMap::new(), next: HashMap::new(), unclear: HashSet::new() }
    }

    /// The commit that a revision names.
    pub fn id(&mut self, revision: &str) -> Option<Id> {
        self.git.ask(&format!("{revision}^{{commit}}")).map(|(id, _)| id)
    }

    pub fn blob(&mut self, revision: &str) -> Option<String> {
        let (_, content) = self.git.ask(revision)?;
        String::from_utf8(content).ok()
    }

    pub fn commit(&mut self, id: &str) -> Rc<Commit> {
        if let Some(known) = self.commits.get(id) {
            return Rc::clone(known);
        }
        let (_, content) = self.git.ask(id).unwrap();
        let text = String::from_utf8(content).unwrap();
        let (header, message) = text.split_once("\n\n").unwrap();
        let parents: Vec<Id> = header
            .lines()
            .filter_map(|line| line.strip_prefix("parent "))
            .map(str::to_owned)
            .collect();
        let tokens = self.git.tokens(id);
        let mut own = tokens.clone();
        for parent in &parents {
            let parent = self.commit(parent);
            own.retain(|token| !parent.tokens.contains(token));
        }
        let before = parents.first().map(|parent| self.commit(parent).tokens.clone());
        let removed = before.unwrap_or_default().difference(&tokens).cloned().collect();
        let is_checkpoint = message.starts_with("checkpoint:");
        let commit = Rc::new(Commit { parents, is_checkpoint, tokens, own, removed });
        self.commits.insert(id.to_owned(), Rc::clone(&commit));
        commit
    }

    /// All commits that a commit is or descends from.
    pub fn reach(&mut self, head: &str) -> HashSet<Id> {
        let mut found = HashSet::new();
        let mut ahead = vec![head.to_owned()];
        while let Some(id) = ahead.pop() {
            if found.insert(id.clone()) {
                ahead.extend(self.commit(&id).parents.iter().cloned());
            }
        }
        found
    }

    pub fn first_parents(&mut self, head: &str) -> Vec<(Id, Rc<Commit>)> {
        let mut found = Vec::new();
        let mut next = Some(head.to_owned());
        while let Some(id) = next {
            let commit = self.commit(&id);
            next = commit.parents.first().cloned();
            found.push((id, commit));
        }
        found
    }

    pub fn known(&self) -> HashSet<Id> {
        self.commits.keys().cloned().collect()
    }

    /// Learns from an operation: of a commit that is gone, the one that is new and
    /// adds the same token has taken the place; where none does, it was left out. Where
    /// the token came twice, once from each side of a merge say, git drops one of the two; where
    /// a commit and its revert become one, that has no token. Of a commit that was
    /// edited git says that it became the last one that was made of it.
    ///
    /// Whether a commit was replaced.
    pub fn learn(
        &mut self,
        before: &HashSet<Id>,
        after: &HashSet<Id>,
        known: &HashSet<Id>,
    ) -> bool {
        let gone: Vec<&Id> = before.difference(after).collect();
        let new: Vec<&Id> = after.difference(known).collect();
        let mut is_news = false;
        for old in &gone {
            let (mut heirs, mut is_clear) = self.heirs(old, &gone, &new);
            // Picked onto its likeness a commit has its token no more.
            if after.iter().any(|id| known.contains(id) && self.are_akin(id, old)) {
                (heirs, is_clear) = (new.iter().map(|id| (*id).clone()).collect(), false);
            }
            is_news |= !heirs.is_empty() && is_clear;
            if !is_clear {
                self.unclear.insert((*old).clone());
            }
            self.next.entry((*old).clone()).or_default().extend(heirs);
        }
        is_news
    }

    /// What may have taken the place of a commit, and whether it is clear that one of it has.
    fn heirs(&self, old: &Id, gone: &[&Id], new: &[&Id]) -> (Vec<Id>, bool) {
        let commit = |id: &Id| &self.commits[id];
        let are_akin = |one: &Id, other: &Id| self.are_akin(one, other);
        let all = |some: &[&Id]| some.iter().map(|id| (*id).clone()).collect();
        let reverts = |id: &&&Id| !commit(id).removed.is_disjoint(&commit(old).own);
        let is_reverted = new.iter().chain(gone).any(|id| reverts(&id));
        if is_reverted || commit(old).own.is_empty() {
            return (all(new), false);
        }
        let akin: Vec<&Id> = new.iter().copied().filter(|id| are_akin(id, old)).collect();
        let is_twice = gone.iter().filter(|id| are_akin(id, old)).count() > 1;
        if is_twice || akin.len() > 1 {
            return (all(&akin), false);
        }
        let is_made_of_it = |id: &Id| {
            akin.iter().any(|heir| commit(id).parents == [(*heir).clone()])
                && !gone.iter().any(|old| are_akin(old, id))
        };
        let more = new.iter().copied().filter(|id| is_made_of_it(id));
        (akin.iter().copied().chain(more).cloned().collect(), true)
    }

    fn are_akin(&self, one: &Id, other: &Id) -> bool {
        !self.commits[one].own.is_disjoint(&self.commits[other].own)
    }

    pub fn follow(&self, old: &str, history: &HashSet<Id>) -> Expected {
        if history.contains(old) {
            return Expected::Unchanged;
        }
        let mut all = HashSet::from([old.to_owned()]);
        let mut ahead = vec![old];
        while let Some(id) = ahead.pop() {
            let next = self.next.get(id).into_iter().flatten();
            ahead.extend(next.filter(|next| all.insert((*next).clone())).map(String::as_str));
        }
        let is_unclear = all.iter().any(|id| self.unclear.contains(id));
        all.retain(|id| history.contains(id));
        if is_unclear {
            return Expected::Perhaps(all);
        }
        if all.is_empty() { Expected::Unchanged } else { Expected::OneOf(all) }
    }
}

/// One `git cat-file --batch` for many questions.
struct CatFile {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl CatFile {
    fn start(project: &Project) -> Self {
        let mut command = project.command("git", ".");
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    /// Id and content of an object.
    fn ask(&mut self, name: &str) -> Option<(Id, Vec<u8>)> {
        writeln!(self.input, "{name}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        let mut fields = answer.trim_end().split(' ');
        let id = fields.next()?.to_owned();
        let size: usize = fields.nth(1)?.parse().ok()?;
        let mut content = vec![0; size + 1];
        self.output.read_exact(&mut content).unwrap();
        content.pop();
        Some((id, content))
    }

    /// The names in the folder `t` (gitformat: mode, blank, name, NUL, id).
    fn tokens(&mut self, commit: &str) -> HashSet<String> {
        let Some((_, tree)) = self.ask(&format!("{commit}:t")) else { return HashSet::new() };
        let mut names = HashSet::new();
        let mut rest = &tree[..];
        while let Some(blank) = rest.iter().position(|&byte| byte == b' ') {
            let end = rest.iter().position(|&byte| byte == 0).unwrap();
            names.insert(String::from_utf8(rest[blank + 1..end].to_vec()).unwrap());
            rest = &rest[end + 21..];
        }
        names
    }
}

impl Drop for CatFile {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
