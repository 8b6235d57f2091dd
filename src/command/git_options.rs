//! The few options of `git commit` that decide how it is called; all else is
//! git's to understand.

use std::ffi::OsString;

/// Whether an option is switched on or off, by whichever of `--long`,
/// `--no-long` and `-s` came last; `None` where it is not given.
///
/// A long option may be shortened, and short ones may be written together (git-commit(1)).
pub(crate) fn switch(options: &[OsString], long: &str, short: Option<char>) -> Option<bool> {
    options
        .iter()
        .filter_map(|option| option.to_str())
        .filter_map(|o| said(o, long, short))
        .next_back()
}

/// Whether git only shows what it would commit; every form of that output stands for it.
pub(crate) fn is_dry_run(options: &[OsString]) -> bool {
    const FORMS: [&str; 4] = ["dry-run", "short", "porcelain", "long"];
    FORMS.iter().any(|form| switch(options, form, None) == Some(true))
        || switch(options, "null", Some('z')) == Some(true)
}

/// Whether git reads the paths from standard input.
pub(crate) fn reads_paths_from_stdin(options: &[OsString]) -> bool {
    const OPTION: &str = "--pathspec-from-file";
    const MIN_LENGTH: usize = "--pathspec-fr".len();
    let is_option = |name: &str| name.len() >= MIN_LENGTH && OPTION.starts_with(name);
    let text = |option: &OsString| option.to_str().map(str::to_owned).unwrap_or_default();
    options
        .iter()
        .map(text)
        .any(|option| option.split_once('=').is_some_and(|(n, v)| v == "-" && is_option(n)))
        || options.windows(2).any(|pair| text(&pair[1]) == "-" && is_option(&text(&pair[0])))
}

fn said(option: &str, long: &str, short: Option<char>) -> Option<bool> {
    /// No two of the options asked for here begin alike.
    const MIN_LENGTH: usize = 2;
    /// Letters without a value, after which another may follow.
    const WITHOUT_VALUE: &str = "aiopqsvnze";
    if let Some(name) = option.strip_prefix("--") {
        let name = name.split('=').next().unwrap_or(name);
        let is_long = |name: &str| name.len() >= MIN_LENGTH && long.starts_with(name);
        return if is_long(name) {
            Some(true)
        } else {
            name.strip_prefix("no-").filter(|n| is_long(n)).map(|_| false)
        };
    }
    let letters = option.strip_prefix('-')?;
    let end = letters.find(|c| !WITHOUT_VALUE.contains(c)).map_or(letters.len(), |at| at + 1);
    letters.get(..end)?.contains(short?).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn the_last_word_counts() {
        for (line, expected) in [
            ("", None),
            ("-e", Some(true)),
            ("-ae", Some(true)),
            ("--ed", Some(true)),
            ("--edit --no-edit", Some(false)),
            ("--no-edit -qe", Some(true)),
            ("--no-verify -Skeye path e", None),
            ("-mye", None),
        ] {
            assert_eq!(switch(&words(line), "edit", Some('e')), expected, "{line}");
        }
        assert_eq!(switch(&words("--squash=HEAD"), "squash", None), Some(true));
        assert_eq!(switch(&words("-st file"), "template", Some('t')), Some(true));
        assert_eq!(switch(&words("--am --no-amend"), "amend", None), Some(false));
        assert_eq!(switch(&words("--all --author --allow-empty"), "amend", None), None);
    }

    #[test]
    fn a_dry_run_is_seen_in_every_form() {
        for line in ["--dry-run", "-a --dry", "--short", "--porcelain=v1", "--long", "-z", "--null"]
        {
            assert!(is_dry_run(&words(line)), "{line}");
        }
        for line in ["", "-a -s", "--dry-run --no-dry-run", "--signoff", "--patch"] {
            assert!(!is_dry_run(&words(line)), "{line}");
        }
    }

    #[test]
    fn paths_on_standard_input_are_seen() {
        for line in ["--pathspec-from-file=-", "-q --pathspec-from-file -", "--pathspec-fr=-"] {
            assert!(reads_paths_from_stdin(&words(line)), "{line}");
        }
        for line in ["--pathspec-from-file=list", "-", "--pathspec-file-nul -", "--author -"] {
            assert!(!reads_paths_from_stdin(&words(line)), "{line}");
        }
    }
}
