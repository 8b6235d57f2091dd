//! Whether a next step is concrete enough to start on.
//!
//! Shared by `Next:` of a checkpoint message and by Next Action of SESSION.md.

use crate::terms::creation::speaks_of_creating;
use crate::terms::place::{Place, places};
use crate::terms::tree_and_history::Tree;
use crate::text::prose_bullet::prose_bullet;
use crate::text::str::Str;

/// What is wrong with a next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextProblem<'a> {
    /// A few words that only their author understands: `continue API work`.
    Vague(Str<'a>),
    /// It names no `path:line`, nor a file still to be created.
    NoLocation(Str<'a>),
    /// The file of a `path:line` is not there, and the text does not speak of creating it.
    Missing {
        /// The place that names it.
        place: Place<'a>,
    },
    /// The file of a `path:line` has fewer lines.
    TooShort {
        /// The place that names it.
        place: Place<'a>,
        /// How many lines the file has.
        lines: usize,
    },
}

/// All that is wrong with a next step, given as its lines; nothing for an empty one.
///
/// `Vague` comes instead of `NoLocation`, never beside it. Whether a status
/// needs a location at all is up to the caller.
pub fn problems<'a>(text: &[Str<'a>], tree: &dyn Tree) -> Vec<NextProblem<'a>> {
    let Some(first) = text.iter().map(|line| line.trim()).find(|line| !line.is_empty()) else {
        return Vec::new();
    };
    // More than anybody reads; keeps the search for repetitions short.
    let named = text.iter().flat_map(|line| places(*line)).take(64).collect::<Vec<_>>();
    let is_creating = text.iter().any(|line| speaks_of_creating(line));
    if named.is_empty() && is_vague(text) {
        return vec![NextProblem::Vague(first)];
    }
    let is_to_be_created =
        |place: &Place<'_>| is_creating && place.line.is_none() && !tree.exists(&place.path);
    let is_located = named.iter().any(|place| place.line.is_some() || is_to_be_created(place))
        || (is_creating && text.iter().any(|line| names_directory(line, tree)));
    let no_location = (!is_located).then_some(NextProblem::NoLocation(first));
    let mut found: Vec<NextProblem<'a>> = no_location.into_iter().collect();
    for (index, place) in named.iter().enumerate() {
        let is_repeated = named[..index]
            .iter()
            .any(|other| *other.path == *place.path && other.line == place.line);
        if !is_repeated {
            found.extend(problem_of(*place, is_creating, tree));
        }
    }
    found
}

/// Whether the text names a directory: one that ends in `/`, or whose parent is there.
fn names_directory(text: &str, tree: &dyn Tree) -> bool {
    let words = text.split(|c: char| c.is_whitespace() || "`\"'()[],;，。、".contains(c));
    let words = words.map(|word| word.trim_end_matches(['.', ':', '*']).trim_start_matches("./"));
    words.filter(|word| !word.is_empty() && !word.starts_with(['/', '~', '.'])).any(|word| {
        let is_plain = word.chars().all(|c| c.is_alphanumeric() || "/_-.@".contains(c));
        let parent = word.trim_end_matches('/').rsplit_once('/').map(|(parent, _)| parent);
        let is_file = word.rsplit('/').next().is_some_and(|name| name.contains('.'));
        let has_parent = || parent.is_some_and(|parent| tree.exists(parent));
        is_plain && !is_file && word.contains('/') && (word.ends_with('/') || has_parent())
    })
}

/// What a file has that is too short for the line that is named.
pub fn only(lines: usize) -> String {
    match lines {
        0 => "no lines".to_owned(),
        1 => "only 1 line".to_owned(),
        _ => format!("only {lines} lines"),
    }
}

fn problem_of<'a>(place: Place<'a>, is_creating: bool, tree: &dyn Tree) -> Option<NextProblem<'a>> {
    let line = place.line?;
    if place.path.starts_with("../") {
        return None; // another worktree: not ours to check
    }
    match tree.lines(&place.path) {
        Some(lines) => (lines < line).then_some(NextProblem::TooShort { place, lines }),
        None if is_creating || tree.exists(&place.path) => None,
        None => Some(NextProblem::Missing { place }),
    }
}

/// A short text starting with `continue`, `keep`, …, without anything concrete. The caller
/// has seen that no place is named.
fn is_vague(text: &[Str<'_>]) -> bool {
    const MAX_WORDS: usize = 6;
    let mut words = text.iter().flat_map(|line| without_bullet(line).split_whitespace());
    let all: Vec<&str> = words.by_ref().take(MAX_WORDS + 1).collect();
    all.len() <= MAX_WORDS && goes_on(&all) && !all.iter().any(|word| is_concrete(word))
}

fn goes_on(words: &[&str]) -> bool {
    let is = |index: usize, wanted: &str| {
        words.get(index).is_some_and(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case(wanted)
        })
    };
    ["continue", "keep", "finish", "resume"].iter().any(|verb| is(0, verb))
        || (is(0, "work") && is(1, "on"))
}

/// A number, code, a route or a folder: something to start from.
fn is_concrete(word: &str) -> bool {
    let has_number = word.contains(|c: char| c.is_ascii_digit());
    let has_code = word.contains(['`', '_']) || word.contains("()") || word.contains("::");
    let is_camel_case = word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.contains(|c: char| c.is_ascii_uppercase());
    // `GET/POST` and `and/or` join words; `/tasks`, `src/routes` name something.
    let is_folder = word.contains('/')
        && word.contains(|c: char| c.is_ascii_lowercase())
        && !word.eq_ignore_ascii_case("and/or");
    has_number || has_code || is_camel_case || is_folder
}

fn without_bullet(line: &str) -> &str {
    let line = line.trim_start();
    &line[prose_bullet(line).unwrap_or(0)..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::tree_and_history::testing::FakeFiles;

    fn judged(text: &str) -> Vec<String> {
        let files = [("src/routes/tasks.ts", 100), ("src/lib.rs", 10)];
        let files = FakeFiles::of(files.map(|(path, lines)| (path, "x\n".repeat(lines))));
        let lines: Vec<Str<'_>> = Str::new(text).lines().collect();
        let named = |problem: &NextProblem<'_>| match problem {
            NextProblem::Vague(text) => format!("vague {text}"),
            NextProblem::NoLocation(text) => format!("no location {text}"),
            NextProblem::Missing { place } => format!("missing {}", place.whole),
            NextProblem::TooShort { place, lines } => format!("{} has {lines}", place.whole),
        };
        problems(&lines, &files).iter().map(named).collect()
    }

    #[test]
    fn a_place_that_is_there_is_enough() {
        assert!(judged("Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47").is_empty());
        assert!(judged("Manual steps:\n1. look at src/lib.rs:10\n2. go on").is_empty());
        assert!(judged("").is_empty());
        assert!(judged("\n  \n").is_empty());
    }

    #[test]
    fn lines_are_counted_as_one_says_it() {
        assert_eq!([0, 1, 2].map(only), ["no lines", "only 1 line", "only 2 lines"]);
    }

    #[test]
    fn words_that_only_go_on_are_vague() {
        for text in ["continue API work", "Keep going.", "Finish the auth flow", "- resume testing"]
        {
            assert_eq!(judged(text), [format!("vague {text}")]);
        }
        assert_eq!(judged("Work on the UI"), ["vague Work on the UI"]);
        assert_eq!(judged("1. Continue"), ["vague 1. Continue"]);
        assert_eq!(judged("continue GET/POST work"), ["vague continue GET/POST work"]);
    }

    #[test]
    fn anything_concrete_is_not_vague() {
        for text in [
            "Continue with `parse_subject`",
            "Finish phase 4",
            "Resume at src/routes",
            "Work hard",
            "continue with the list of all the tasks that are left",
            "Phase - Start building Task List UI component",
            "finishing touches",
        ] {
            assert_eq!(judged(text), [format!("no location {text}")]);
        }
    }

    #[test]
    fn a_file_still_to_be_created_needs_no_line() {
        assert!(judged("Create src/routes/tags.ts").is_empty());
        assert!(judged("Write the new src/routes/tags.ts:1").is_empty());
        assert_eq!(
            judged("Add PATCH to src/routes/tasks.ts"),
            ["no location Add PATCH to src/routes/tasks.ts"]
        );
        assert_eq!(judged("See src/routes/tags.ts"), ["no location See src/routes/tags.ts"]);
    }

    #[test]
    fn a_directory_still_to_be_created_needs_no_line() {
        assert!(judged("Create `lib/components/` with the button").is_empty());
        assert!(judged("Create src/routes/tags with two handlers").is_empty());
        for text in ["Create the list/detail views", "Look at lib/components/", "Add GET /tasks/"] {
            assert_eq!(judged(text), [format!("no location {text}")]);
        }
    }

    #[test]
    fn a_place_that_is_not_there_is_named_once() {
        assert_eq!(
            judged("Fix src/gone.rs:3, then look at src/gone.rs:3 and src/lib.rs:11"),
            ["missing src/gone.rs:3", "src/lib.rs:11 has 10"]
        );
        assert!(judged("see ../other/src/gone.rs:3").is_empty());
    }
}
