//! `path:line` in prose, in the forms that agents write.

use crate::terms::place_words::{PlaceWord, words};
use crate::text::str::Str;
use crate::text::words::is_in;

/// A file that prose names, with or without a line: `src/routes/tasks.ts:47`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// All of it, path and line.
    pub whole: Str<'a>,
    /// The path, without a leading `./`.
    pub path: Str<'a>,
    /// The line, from 1.
    pub line: Option<usize>,
}

/// The places that `text` names, in order.
///
/// A path has an extension or a well-known name; URLs, URL routes
/// (`/api/tasks/:id`), host names and products (`Node.js`) are none.
///
/// They may be written as agents do: `[tasks.ts:47](src/tasks.ts#L47)`, `@src/tasks.ts:47`,
/// `src/tasks.ts:47's`, `src/tasks.ts (line 47)`, and between characters of scripts without spaces.
pub fn places(text: Str<'_>) -> Vec<Place<'_>> {
    let words = words(text, |word| place(word).is_some());
    let mut found: Vec<(usize, Place<'_>)> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        for piece in &word.pieces {
            let Some(mut place) = place(*piece) else { continue };
            if word.is_link_target {
                place.line = place.line.or(take_label(&mut found, at, &place));
            }
            place.line = place.line.or_else(|| line_beside(&words, at));
            found.push((at, place));
        }
    }
    found.into_iter().map(|(_, place)| place).collect()
}

/// Removes the place that the label of this link names, a shorter path to the same file, and
/// returns its line.
fn take_label(
    found: &mut Vec<(usize, Place<'_>)>,
    target_at: usize,
    target: &Place<'_>,
) -> Option<usize> {
    let (at, label) = *found.last()?;
    let is_label = at + 1 == target_at && target.path.ends_with(label.path.as_str());
    if is_label {
        found.pop();
    }
    label.line.filter(|_| is_label)
}

/// The line in the words around a path: `src/a.ts (line 47)`, `src/a.ts L47`,
/// `` `src/a.ts`:47 ``, `line 47 of src/a.ts`.
fn line_beside(words: &[PlaceWord<'_>], at: usize) -> Option<usize> {
    let word = |index: usize| words.get(index)?.pieces.first().map(|piece| piece.as_str());
    let is_one_of = |index: usize, known: &[&str]| {
        word(index).is_some_and(|word| known.iter().any(|other| word.eq_ignore_ascii_case(other)))
    };
    let is_line = |index: usize| is_one_of(index, &["line", "lines"]);
    let after = at + 1 + usize::from(is_one_of(at + 1, &["at", "on", "near", "around", "from"]));
    if is_line(after) {
        return leading_number(word(after + 1)?);
    }
    if at >= 3 && is_line(at - 3) && is_one_of(at - 1, &["of", "in"]) {
        return leading_number(word(at - 2)?);
    }
    let next = word(at + 1)?;
    let number = ["#L", "L", ":"].iter().find_map(|mark| next.strip_prefix(mark));
    number.and_then(leading_number)
}

/// `47`, `47-52`, `47,60`
fn leading_number(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let is_over = !rest.starts_with(|c: char| c.is_alphanumeric() || "._%".contains(c));
    text[..digits].parse().ok().filter(|line: &usize| *line > 0 && is_over)
}

fn place(word: Str<'_>) -> Option<Place<'_>> {
    let (path, line) = split_line(word);
    let path = path.strip_prefix("./").or_else(|| path.strip_prefix("@")).unwrap_or(path);
    is_path(&path, line.is_some()).then_some(Place { whole: word, path, line })
}

/// Cuts `:47`, `:47:3`, `:47-60`, `:47,60`, `#L47` or `(47,3)` off the end, with what follows it.
fn split_line(word: Str<'_>) -> (Str<'_>, Option<usize>) {
    for separator in ["#L", ":L", ":", "("] {
        if let Some((path, rest)) = word.split_once(separator)
            && let Some(line) = line_number(&rest)
        {
            return (path, Some(line));
        }
    }
    (word, None)
}

/// The number at the start, where a range, a column or the text goes on after it: `47-L60`, `47's`.
fn line_number(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '–' | ':' | ',' | 'L' | 'C' | ')')
    });
    let is_over = rest.is_empty()
        || rest.starts_with(['\'', '’'])
        || rest.starts_with(|c: char| !c.is_ascii());
    text[..digits].parse().ok().filter(|line: &usize| *line > 0 && is_over)
}

fn is_path(path: &str, has_line: bool) -> bool {
    let is_foreign = path.starts_with(['/', '~', '@', '-', '\\']) || path.contains("://");
    if path.is_empty() || is_foreign || path.contains(|c: char| "|<>\"*?:`=,;".contains(c)) {
        return false;
    }
    let mut segments = path.split('/');
    let name = segments.next_back().unwrap_or(path);
    match path.split_once('/') {
        None => {
            is_file_name(name)
                && !is_product_or_host(name)
                && !name.contains('@')
                && !name.contains(['(', ')', '[', ']', '{', '}'])
        }
        Some((first, _)) if has_host_ending(first) => false,
        Some(_) => {
            segments.all(|segment| !segment.is_empty())
                && !name.is_empty()
                && (has_line || is_file_name(name))
        }
    }
}

fn is_file_name(name: &str) -> bool {
    const WITHOUT_EXTENSION: &[&str] =
        &["Makefile Dockerfile Justfile Procfile Gemfile Rakefile LICENSE README"];
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    is_in(WITHOUT_EXTENSION, name)
        || extension.is_some_and(|extension| {
            (1..=12).contains(&extension.len())
                && extension.starts_with(|c: char| c.is_ascii_alphabetic())
                && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// `Node.js`, `example.com`, `e.g`: dots that make no file name.
fn is_product_or_host(name: &str) -> bool {
    const PRODUCTS: &[&str] = &[
        "hono.js discord.js nest.js solid.js pdf.js day.js moment.js deck.gl node.js next.js",
        "vue.js nuxt.js express.js react.js three.js d3.js chart.js ember.js alpine.js",
        "socket.io asp.net .net e.g i.e",
    ];
    is_in(PRODUCTS, &name.to_lowercase()) || has_host_ending(name)
}

fn has_host_ending(name: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        ".com", ".org", ".net", ".io", ".dev", ".app", ".ai", ".co", ".me", ".so", ".cloud", ".gg",
    ];
    ENDINGS.iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Option<usize>)> {
        places(Str::new(text)).iter().map(|place| (place.path.to_string(), place.line)).collect()
    }

    #[test]
    fn a_place_is_a_path_with_a_line() {
        let one = |path: &str, line| vec![(path.to_owned(), line)];
        assert_eq!(
            found("Implement it in src/routes/tasks.ts:47"),
            one("src/routes/tasks.ts", Some(47))
        );
        assert_eq!(found("(see `./src/a.rs:4-9`)."), one("src/a.rs", Some(4)));
        assert_eq!(
            found("fix app/(auth)/[id]/page.tsx:10:3, then"),
            one("app/(auth)/[id]/page.tsx", Some(10))
        );
        assert_eq!(found("**Cargo.toml:3**"), one("Cargo.toml", Some(3)));
        assert_eq!(found("look at docs/a.md#L12"), one("docs/a.md", Some(12)));
        assert_eq!(found("`my notes/a file.md:2` first"), one("my notes/a file.md", Some(2)));
        assert_eq!(found("bin/tool:12"), one("bin/tool", Some(12)));
        assert_eq!(found("实现 PATCH（src/a.ts:47）。"), one("src/a.ts", Some(47)));
    }

    #[test]
    fn places_are_read_as_agents_write_them() {
        for text in [
            "Fix [tasks.ts:47](src/tasks.ts#L47) first",
            "Fix [src/tasks.ts:47](src/tasks.ts)",
            "Fix [`tasks.ts:47`](src/tasks.ts:47).",
            "Fix [the handler](src/tasks.ts#L47-L52)",
            "see @src/tasks.ts:47",
            "in src/tasks.ts:47's handler",
            "in src/tasks.ts:47’s handler",
            "in `src/tasks.ts`:47",
            "src/tasks.ts:47,60",
            "src/tasks.ts:47–52",
            "(src/tasks.ts:47-52)",
            "src/tasks.ts#L47-L52",
            "src/tasks.ts#L47C3",
            "src/tasks.ts(47,3): error",
            "src/tasks.ts (line 47)",
            "src/tasks.ts, lines 47-52,",
            "`src/tasks.ts` at line 47",
            "line 47 of src/tasks.ts",
            "src/tasks.ts L47",
            "在src/tasks.ts:47处修改",
            "src/tasks.ts:47のハンドラを直す",
            "接着改src/tasks.ts:47，然后测试",
        ] {
            assert_eq!(found(text), [("src/tasks.ts".to_owned(), Some(47))], "{text}");
        }
        assert_eq!(
            found("src/a.ts:4,src/b.ts:9和src/c.ts"),
            [("src/a.ts".into(), Some(4)), ("src/b.ts".into(), Some(9)), ("src/c.ts".into(), None)]
        );
        assert_eq!(found("docs/计划.md:3"), [("docs/计划.md".to_owned(), Some(3))]);
        assert_eq!(found("计划.md"), [("计划.md".to_owned(), None)]);
        assert_eq!(found("[a.ts](src/b.ts:3)").len(), 2);
    }

    #[test]
    fn a_path_may_have_no_line() {
        assert_eq!(
            found("Create src/new.rs and Makefile"),
            [("src/new.rs".into(), None), ("Makefile".into(), None)]
        );
        assert_eq!(found("edit .env.local"), [(".env.local".into(), None)]);
    }

    #[test]
    fn routes_hosts_products_and_prose_are_no_paths() {
        for text in [
            "PATCH /api/tasks/:id",
            "api/tasks/:id",
            "https://example.com/a.ts:3",
            "localhost:3000",
            "127.0.0.1:8080",
            "Node.js",
            "e.g. and/or",
            "GET/POST",
            "v1.2",
            "PDF.co",
            "@types/node",
            "user@example.com:22",
            "line 47",
            "a@b.c",
            "src/a.ts:47px",
            "at 10:30",
            "github.com/a/b.rs",
            "/etc/passwd:3",
            "foo.bar()",
            "",
            "`",
            "::",
            "a//b.ts",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
