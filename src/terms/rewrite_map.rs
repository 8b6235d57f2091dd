//! The rewrite map: which commit took the place of which.
//!
//! Its text is what git tells a post-rewrite hook (githooks(5)): one line
//! `<old> <new>` for each pair, here the oldest first. A damaged line is
//! absent. Pairs are never used up, for SESSION.md on another branch may need them later.

use std::collections::{HashMap, HashSet};

/// How many pairs count, the newest ones.
pub const NEWEST: usize = 4_096;

/// One rewrite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewritePair {
    /// The full id of the commit that was replaced.
    pub old: String,
    /// The full id of the commit that took its place.
    pub new: String,
}

/// The pairs that are known.
#[derive(Clone, Debug, Default)]
pub struct Rewrites {
    pairs: Vec<RewritePair>,
    /// The places in `pairs` of each old commit, the oldest first.
    of: HashMap<String, Vec<usize>>,
}

/// The pairs of a text. What is not a pair of full ids is left out, and so is a
/// commit that took its own place (git says so of those that a rebase could leave).
pub fn parse(text: &str) -> Vec<RewritePair> {
    text.lines().filter_map(pair).collect()
}

/// The text of these pairs.
pub fn to_text(pairs: &[RewritePair]) -> String {
    pairs.iter().map(|pair| format!("{} {}\n", pair.old, pair.new)).collect()
}

impl Rewrites {
    /// The map that a text holds: its newest pairs.
    pub fn read(text: &str) -> Self {
        let mut pairs = parse(text);
        pairs.drain(..pairs.len().saturating_sub(NEWEST));
        Self::of(pairs)
    }

    /// The map of these pairs, the oldest first.
    pub fn of(pairs: Vec<RewritePair>) -> Self {
        let mut of: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, pair) in pairs.iter().enumerate() {
            of.entry(pair.old.clone()).or_default().push(index);
        }
        Self { pairs, of }
    }

    /// The pairs, the oldest first.
    pub fn pairs(&self) -> &[RewritePair] {
        &self.pairs
    }

    /// Whether this pair is the newest of its old commit.
    pub fn knows(&self, pair: &RewritePair) -> bool {
        self.newest_first(&pair.old).next() == Some(pair.new.as_str())
    }

    /// The full id of the replaced commit that `hash` abbreviates; `None`
    /// where there is none, or more than one.
    pub fn replaced(&self, hash: &str) -> Option<&str> {
        const SHORTEST: usize = 4;
        if hash.len() < SHORTEST {
            return None;
        }
        let hash = hash.to_ascii_lowercase();
        let mut found = self.of.keys().filter(|old| old.starts_with(&hash));
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }

    /// Every commit that took the place of `old`, by however many steps: what
    /// counts most first. Of several rewrites of one commit that is the newest,
    /// and a step comes before what it led to. Cycles end.
    pub fn successors(&self, old: &str) -> Vec<&str> {
        let mut seen = HashSet::from([old]);
        let mut found = Vec::new();
        let mut ahead: Vec<&str> = self.oldest_first(old).collect();
        while let Some(next) = ahead.pop() {
            if seen.insert(next) {
                found.push(next);
                ahead.extend(self.oldest_first(next));
            }
        }
        found
    }

    /// Every commit that `new` took the place of, by however many steps.
    pub fn predecessors(&self, new: &str) -> Vec<&str> {
        let mut seen = HashSet::from([new]);
        let mut found = Vec::new();
        let mut ahead = vec![new];
        while let Some(next) = ahead.pop() {
            for pair in self.pairs.iter().filter(|pair| pair.new == next) {
                if seen.insert(&pair.old) {
                    found.push(pair.old.as_str());
                    ahead.push(&pair.old);
                }
            }
        }
        found
    }

    /// The commit that stands in the place of `old` in a history. A commit
    /// that is still there itself has no other in its place.
    pub fn resolve(&self, old: &str, exists: impl Fn(&str) -> bool) -> Option<&str> {
        if exists(old) {
            return None;
        }
        self.successors(old).into_iter().find(|new| exists(new))
    }

    fn oldest_first(&self, old: &str) -> impl DoubleEndedIterator<Item = &str> {
        let places = self.of.get(old).into_iter().flatten();
        places.map(|&index| self.pairs[index].new.as_str())
    }

    fn newest_first(&self, old: &str) -> impl Iterator<Item = &str> {
        self.oldest_first(old).rev()
    }
}

/// `<old> <new>`, and what git may one day add after them.
fn pair(line: &str) -> Option<RewritePair> {
    let mut ids = line.split(' ').filter(|id| is_full_id(id));
    let (old, new) = (ids.next()?, ids.next()?);
    let is_at_start = line.starts_with(&format!("{old} {new}"));
    (is_at_start && old != new && old.len() == new.len())
        .then(|| RewritePair { old: old.to_ascii_lowercase(), new: new.to_ascii_lowercase() })
}

fn is_full_id(word: &str) -> bool {
    matches!(word.len(), 40 | 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(name: char) -> String {
        format!("{:0>40x}", u32::from(name))
    }

    /// `"AB BC"`: A became B, then B became C.
    fn pairs(text: &str) -> Vec<RewritePair> {
        text.split_whitespace()
            .map(|pair| {
                let mut names = pair.chars();
                RewritePair { old: id(names.next().unwrap()), new: id(names.next().unwrap()) }
            })
            .collect()
    }

    /// What stands in the place of a commit, in a history of these.
    fn resolved(map: &str, old: char, there: &str) -> Option<String> {
        let map = Rewrites::read(&to_text(&pairs(map)));
        let there: Vec<String> = there.chars().map(id).collect();
        map.resolve(&id(old), |id| there.iter().any(|there| there == id)).map(str::to_owned)
    }

    #[test]
    fn chains_compose() {
        assert_eq!(resolved("AB BC CD", 'A', "D"), Some(id('D')));
        assert_eq!(resolved("BC AB", 'A', "C"), Some(id('C')));
    }

    #[test]
    fn the_first_of_a_chain_that_is_there_counts() {
        // An amend that was reset away again.
        assert_eq!(resolved("AB BC", 'A', "B"), Some(id('B')));
    }

    #[test]
    fn a_commit_that_is_there_has_no_other_in_its_place() {
        assert_eq!(resolved("AB", 'A', "AB"), None);
        assert_eq!(resolved("AB", 'A', "A"), None);
    }

    #[test]
    fn without_a_successor_that_is_there_nothing_applies() {
        assert_eq!(resolved("AB", 'A', "C"), None);
        assert_eq!(resolved("AB", 'C', "AB"), None);
    }

    #[test]
    fn of_several_the_newest_that_is_there_wins() {
        assert_eq!(resolved("AB AC", 'A', "BC"), Some(id('C')));
        assert_eq!(resolved("AB AC", 'A', "B"), Some(id('B')));
        assert_eq!(resolved("AB AC CD", 'A', "BD"), Some(id('D')));
    }

    #[test]
    fn cycles_end() {
        assert_eq!(resolved("AB BA", 'A', "C"), None);
        assert_eq!(resolved("AB BA", 'B', "A"), Some(id('A')));
        assert_eq!(resolved("AA", 'A', "A"), None);
        assert_eq!(resolved("AB BC CA AD", 'A', "D"), Some(id('D')));
    }

    #[test]
    fn predecessors_are_followed_back_and_cycles_end() {
        let map = Rewrites::of(pairs("AC BC CD DA XY"));
        let mut found = map.predecessors(&id('D'));
        found.sort_unstable();
        assert_eq!(found, [id('A'), id('B'), id('C')]);
    }

    #[test]
    fn an_abbreviation_names_a_replaced_commit_where_it_can_be_but_one() {
        let (one, two) = ("ab12".repeat(10), format!("ab12ab13{}", "0".repeat(32)));
        let map = Rewrites::read(&format!("{one} {two}\n{two} {}\n", "c".repeat(40)));
        assert_eq!(map.replaced("AB12AB12"), Some(one.as_str()));
        assert_eq!(map.replaced("ab12ab1"), None);
        assert_eq!(
            (map.replaced("cccc"), map.replaced("ab1"), map.replaced("")),
            (None, None, None)
        );
    }

    #[test]
    fn what_is_no_pair_is_left_out() {
        let (a, b) = (id('A'), id('B'));
        let text = format!(
            "\n{a}\n{a} {a}\n{a} short\nx {a} {b}\n{a}  {b}\n{a} {}\n{a} {b} more\r\n{b} {a}",
            "0".repeat(64)
        );
        assert_eq!(parse(&text), pairs("AB BA"));
    }

    #[test]
    fn only_the_newest_pairs_count() {
        let many: Vec<RewritePair> = (0..NEWEST + 10)
            .map(|n| RewritePair { old: format!("{n:040x}"), new: format!("{:040x}", n + 1) })
            .collect();
        let map = Rewrites::read(&to_text(&many));
        assert_eq!((map.pairs().len(), map.pairs()[0].clone()), (NEWEST, many[10].clone()));
        assert_eq!(map.successors(&many[10].old).len(), NEWEST);
    }

    #[test]
    fn a_pair_is_known_where_it_is_the_newest_of_its_commit() {
        let map = Rewrites::of(pairs("AB AC"));
        assert!(!map.knows(&pairs("AB")[0]) && map.knows(&pairs("AC")[0]));
        assert!(!map.knows(&pairs("CA")[0]));
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_writing_reads_back(text in "([0-9a-f]{40}|[ \n]|\\PC){0,12}") {
            let found = parse(&text);
            prop_assert_eq!(parse(&to_text(&found)), found);
        }

        #[test]
        fn what_resolves_is_there_and_what_it_replaces_is_not(
            map in proptest::collection::vec("[A-F]{2}", 0..12),
            there in "[A-F]{0,4}",
        ) {
            for old in 'A'..='F' {
                if let Some(new) = resolved(&map.join(" "), old, &there) {
                    prop_assert!(there.chars().any(|c| id(c) == new) && !there.contains(old));
                }
            }
        }
    }
}
