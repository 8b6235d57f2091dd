//! Which task a sentence is about, whether it repeats, shortens or rewords it.

use std::collections::{BTreeMap, BTreeSet};

use crate::terms::place::places;
use crate::text::str::Str;
use crate::text::words::is_written_without_spaces;

/// A match below this share of the words is a coincidence.
const MIN_SHARE: f64 = 0.6;

/// How much better the best match must be than the second.
const MIN_LEAD: f64 = 0.15;

/// Words that say nothing about which task is meant.
const COMMON: [&str; 36] = [
    "the", "and", "for", "with", "then", "from", "into", "that", "this", "all", "its", "are",
    "not", "but", "next", "task", "see", "first", "now", "start", "begin", "continue", "finish",
    "implement", "complete", "phase", "to", "in", "of", "on", "at", "by", "as", "it", "is", "be",
];

/// Returns the index of the task that `sentence` is about; `None` where no task is clearly the one.
pub(crate) fn task_meant(sentence: &str, tasks: &[String]) -> Option<usize> {
    let said = one_line_folded(sentence);
    let is_quoted = |task: &&(usize, String)| !task.1.is_empty() && said.starts_with(&task.1);
    let folded: Vec<(usize, String)> =
        tasks.iter().map(|task| one_line_folded(task)).enumerate().collect();
    // The task itself, whatever follows it: the longest, where one begins like another.
    if let Some((at, task)) = folded.iter().filter(is_quoted).max_by_key(|task| task.1.len())
        && ends_word(&said, task)
    {
        return Some(*at);
    }
    by_words(sentence, tasks)
}

fn ends_word(said: &str, task: &str) -> bool {
    !said[task.len()..].starts_with(char::is_alphanumeric)
}

fn one_line_folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ").to_lowercase();
    joined.trim_end_matches(['.', ':', ';', ',', ' ', '…']).to_owned()
}

/// By the words in common, rare ones counting more.
fn by_words(sentence: &str, tasks: &[String]) -> Option<usize> {
    let known: Vec<BTreeSet<String>> = tasks.iter().map(|task| stems(task)).collect();
    let mut frequency: BTreeMap<&str, f64> = BTreeMap::new();
    for stem in known.iter().flatten() {
        *frequency.entry(stem).or_default() += 1.0;
    }
    let weight = |stem: &String| 1.0 / frequency.get(stem.as_str()).copied().unwrap_or(1.0);
    let total = |stems: &BTreeSet<String>| stems.iter().map(weight).sum::<f64>();
    let said = stems(sentence);
    let mut shares: Vec<(f64, usize)> = known
        .iter()
        .map(|task| {
            let common: BTreeSet<String> = task.intersection(&said).cloned().collect();
            // A single word in common may be anything.
            let is_all = common.len() == 1 && (said.len() == 1 || task.len() == said.len());
            let is_enough = common.len() > 1 || is_all;
            let smaller = total(task).min(total(&said));
            if is_enough && smaller > 0.0 { total(&common) / smaller } else { 0.0 }
        })
        .zip(0..)
        .collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, at) = *shares.first()?;
    let second = shares.get(1).map_or(0.0, |(share, _)| *share);
    (best >= MIN_SHARE && best - second >= MIN_LEAD).then_some(at)
}

/// The words of a text as they are compared: in lower case, without endings. Scripts without
/// spaces are cut into pairs of characters.
fn stems(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // A path is one word, and its line none.
    let mut rest = text.to_owned();
    for place in places(Str::new(text)).into_iter().rev() {
        found.insert(place.path.to_lowercase());
        rest.replace_range(place.whole.span().range(), " ");
    }
    for word in rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if word.chars().all(is_written_without_spaces) {
            let characters: Vec<char> = word.chars().collect();
            found.extend(characters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if word.chars().count() > 1 && !COMMON.contains(&word.as_str()) {
            found.insert(stem(&word).to_owned());
        }
    }
    found
}

/// The word without the endings that a rewording changes: `creating`, `created`, `creates`.
fn stem(word: &str) -> &str {
    const MIN_STEM: usize = 4;
    let endings = ["ation", "ing", "ion", "ed", "es", "s", "e"];
    let cut = endings.iter().find_map(|ending| word.strip_suffix(ending));
    cut.filter(|stem| stem.chars().count() >= MIN_STEM).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASKS: [&str; 5] = [
        "Create the login form in src/login.tsx with validation",
        "Create the sign-up form in src/signup.tsx",
        "Store sessions in KV",
        "Store users in D1",
        "Tests",
    ];

    fn meant(sentence: &str) -> Option<usize> {
        let tasks: Vec<String> = TASKS.iter().map(ToString::to_string).collect();
        task_meant(sentence, &tasks)
    }

    #[test]
    fn a_task_is_known_by_its_words() {
        for (sentence, at) in [
            ("Create the login form in src/login.tsx with validation", 0),
            ("Create the login form in src/login.tsx:1 with validation", 0),
            ("Login form with validation", 0),
            ("Creating the login form, validation included", 0),
            ("Das Login-Formular in src/login.tsx anlegen, mit validation", 0),
            ("Store sessions in KV, see docs/PLAN.md:12", 2),
            ("Storing the sessions (KV)", 2),
            ("Users are stored in D1", 3),
            ("tests: see docs/PLAN.md:14", 4),
        ] {
            assert_eq!(meant(sentence), Some(at), "{sentence}");
        }
    }

    #[test]
    fn what_is_not_clear_is_not_decided() {
        for sentence in [
            "Create the form",
            "Store",
            "Fix the crash of the list in src/list.tsx:40",
            "Anmeldeformular bauen",
            "Try it in src/login.tsx:1",
            "Write tests for the users table and the sessions",
            "",
        ] {
            assert_eq!(meant(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn chinese_and_japanese_words_are_compared_in_pairs() {
        let tasks = ["实现登录表单".to_owned(), "保存用户会话".to_owned()];
        assert_eq!(task_meant("登录表单（实现）", &tasks), Some(0));
        assert_eq!(task_meant("先保存用户的会话", &tasks), Some(1));
        assert_eq!(task_meant("写测试", &tasks), None);
    }
}
