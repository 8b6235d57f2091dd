//! The warning of files that a commit leaves out.

use crate::finding::Level;
use crate::report::terminal::color::Style;
use crate::report::terminal::sanitize::{quote_path, sanitize_line, shorten};
use crate::rules::uncommitted;

/// Lines of the whole warning.
const MAX_LINES: usize = 10;
/// Paths that the short form names.
const FIRST_FEW: usize = 3;

/// Paths of one kind, such as "source files".
#[derive(Clone, Debug)]
pub struct UncommittedGroup<'a> {
    /// What they are.
    pub title: &'a str,
    /// The paths as git stores them, directories with a `/` at the end.
    pub paths: Vec<&'a [u8]>,
}

/// The warning, grouped, and what to do: at most ten lines, with a count of what they do not hold.
/// Every group shows at least one path, as long as there are lines; empty where there are none.
pub fn uncommitted(
    level: Level,
    groups: &[UncommittedGroup<'_>],
    help: &[String],
    style: Style,
) -> String {
    let groups: Vec<&UncommittedGroup<'_>> =
        groups.iter().filter(|group| !group.paths.is_empty()).collect();
    let all: Vec<&[u8]> = groups.iter().flat_map(|group| group.paths.iter().copied()).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut lines = vec![head(level, &counted(&all), style)];
    let widest = groups.iter().map(|group| sanitize_line(group.title).chars().count()).max();
    for (group, count) in groups.iter().zip(shares(&groups, MAX_LINES - 1 - help.len())) {
        lines.extend(group_lines(group, count, widest.unwrap_or(0), style));
    }
    let hidden = all.len() - (lines.len() - 1);
    if hidden > 0 {
        lines.push(style.faint(&format!("  … and {hidden} more")));
    }
    lines.extend(help.iter().map(|help| format!("{}: {help}", style.help("help"))));
    lines.join("\n") + "\n"
}

/// The same files as the last time, in one line; empty where there are none.
pub fn uncommitted_again(level: Level, paths: &[&[u8]], style: Style) -> String {
    if paths.is_empty() {
        return String::new();
    }
    let named: Vec<String> = paths.iter().take(FIRST_FEW).map(|path| shown(path, style)).collect();
    let more = match paths.len().saturating_sub(FIRST_FEW) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    head(level, &format!("still uncommitted: {}{more}", named.join(", ")), style) + "\n"
}

fn head(level: Level, message: &str, style: Style) -> String {
    let tag = style.level(level, &format!("{}[{}]", level.name(), uncommitted::RULE.name));
    format!("{tag}{}", style.strong(&format!(": {message}")))
}

fn counted(paths: &[&[u8]]) -> String {
    let directories = paths.iter().filter(|path| path.ends_with(b"/")).count();
    match (paths.len(), directories) {
        (1, 0) => "1 unexpected file stays uncommitted".to_owned(),
        (1, _) => "1 unexpected directory stays uncommitted".to_owned(),
        (all, 0) => format!("{all} unexpected files stay uncommitted"),
        (all, _) => {
            format!("{all} unexpected files and directories stay uncommitted")
        }
    }
}

/// How many paths each group may show in that many lines: one each, then in order while they last.
fn shares(groups: &[&UncommittedGroup<'_>], lines: usize) -> Vec<usize> {
    let all: usize = groups.iter().map(|group| group.paths.len()).sum();
    let mut left = lines;
    if all > left {
        left -= 1;
    }
    let mut shares = vec![0; groups.len()];
    for share in shares.iter_mut().take(left) {
        *share = 1;
    }
    left = left.saturating_sub(groups.len());
    for (share, group) in shares.iter_mut().zip(groups) {
        let more = left.min(group.paths.len() - *share);
        *share += more;
        left -= more;
    }
    shares
}

fn group_lines(
    group: &UncommittedGroup<'_>,
    count: usize,
    widest: usize,
    style: Style,
) -> Vec<String> {
    let title = sanitize_line(group.title);
    let titles = std::iter::once(&*title).chain(std::iter::repeat(""));
    let row = |(title, path): (&str, &&[u8])| format!("  {title:<widest$}  {}", shown(path, style));
    titles.zip(group.paths.iter().take(count)).map(row).collect()
}

fn shown(path: &[u8], style: Style) -> String {
    shorten(&quote_path(path), style.width).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::terminal_unsafe::has_unsafe;
    use proptest::prelude::*;

    fn group<'a>(title: &'a str, paths: &[&'a str]) -> UncommittedGroup<'a> {
        UncommittedGroup { title, paths: paths.iter().map(|path| path.as_bytes()).collect() }
    }

    fn drawn(groups: &[UncommittedGroup<'_>]) -> String {
        uncommitted(Level::Warning, groups, &["do".to_owned()], Style::PLAIN)
    }

    #[test]
    fn files_are_grouped_and_aligned() {
        let groups = [
            group("source files", &["src/a.ts", "src/b.ts"]),
            group("config files", &[]),
            group("untracked files", &["notes/"]),
        ];
        let expected = "\
warning[uncommitted]: 3 unexpected files and directories stay uncommitted
  source files     src/a.ts
                   src/b.ts
  untracked files  notes/
help: do
";
        assert_eq!(drawn(&groups), expected);
        assert_eq!(drawn(&groups[1..2]), "");
    }

    #[test]
    fn ten_lines_hold_something_of_every_group_and_the_count_of_the_rest() {
        let names: Vec<String> = (0..40).map(|number| format!("src/f{number}.rs")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let groups = [group("source files", &names), group("other", &["x", "y"])];
        let text = drawn(&groups);
        assert_eq!(text.lines().count(), 10, "{text}");
        assert!(text.contains("  other         x\n  … and 35 more\nhelp: "), "{text}");
        let eight = drawn(&[group("source files", &names[..8])]);
        assert_eq!((eight.lines().count(), eight.contains('…')), (10, false));
    }

    #[test]
    fn the_second_time_is_one_line() {
        let paths: [&[u8]; 5] = [b"a.ts", b"b\xff", b"c.ts", b"d.ts", b"e.ts"];
        assert_eq!(
            uncommitted_again(Level::Warning, &paths, Style::PLAIN),
            "warning[uncommitted]: still uncommitted: a.ts, \"b\\377\", c.ts and 2 more\n"
        );
        assert_eq!(uncommitted_again(Level::Warning, &paths[..1], Style::PLAIN).lines().count(), 1);
    }

    proptest! {
        #[test]
        fn any_paths_fit_in_ten_harmless_lines(
            groups in proptest::collection::vec((any::<String>(), proptest::collection::vec(any::<Vec<u8>>(), 0..12)), 0..12),
        ) {
            let groups: Vec<UncommittedGroup<'_>> = groups
                .iter()
                .map(|(title, paths)| UncommittedGroup { title, paths: paths.iter().map(Vec::as_slice).collect() })
                .collect();
            let text = drawn(&groups);
            prop_assert!(text.lines().count() <= MAX_LINES && !has_unsafe(&text), "{text:?}");
        }
    }
}
