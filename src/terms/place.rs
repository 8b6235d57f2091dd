use crate::text::str::Str;

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
pub fn places(text: Str<'_>) -> Vec<Place<'_>> {
    words(text).into_iter().filter_map(place).collect()
}

/// Whether the text speaks of creating something, so that a file it names
/// need not be there yet.
pub fn speaks_of_creating(text: &str) -> bool {
    const WORDS: [&str; 13] = [
        "create",
        "creating",
        "creates",
        "new",
        "add",
        "adding",
        "write",
        "writing",
        "scaffold",
        "generate",
        "introduce",
        "extract",
        "initialize",
    ];
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_known = |word: &str| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
    // `to be created`; `the created file` exists.
    let is_to_come = || {
        words().zip(words().skip(1)).any(|(before, word)| {
            before.eq_ignore_ascii_case("be") && word.eq_ignore_ascii_case("created")
        })
    };
    words().any(is_known) || is_to_come()
}

/// Blank-separated words, without the punctuation around them; what stands in
/// backticks and ends like a path is one word, blanks and all.
fn words(text: Str<'_>) -> Vec<Str<'_>> {
    let mut found = Vec::new();
    for (index, piece) in text.split('`').enumerate() {
        let is_code = index % 2 == 1;
        if is_code && piece.contains(' ') && piece.contains('/') && place(piece).is_some() {
            found.push(piece);
        } else {
            let words = piece.as_str().split(is_gap).filter(|word| !word.is_empty());
            found.extend(words.map(|word| bare(piece.locate(word))));
        }
    }
    found
}

/// A blank, or punctuation of scripts that write none beside it.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || "，。、；：！？（）「」『』【】《》".contains(c)
}

/// The word without quotes, brackets and sentence punctuation around it.
fn bare(word: Str<'_>) -> Str<'_> {
    let mut bare = word.as_str().trim_matches(['"', '\'', '*', '_', '<', '>', '“', '”', '‘', '’']);
    let mut pairs = [BracketCount::of(bare, '(', ')'), BracketCount::of(bare, '[', ']')];
    loop {
        let before = bare;
        bare = bare.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', '*', '…']);
        bare = pairs.iter_mut().fold(bare, |text, pair| pair.unwrapped(text));
        if bare == before {
            return word.locate(bare);
        }
    }
}

/// A pair of brackets, counted once, for there may be very many.
struct BracketCount {
    open: char,
    close: char,
    /// How many more open than close.
    surplus: i64,
}

impl BracketCount {
    fn of(text: &str, open: char, close: char) -> Self {
        let count = |bracket: char| i64::try_from(text.matches(bracket).count()).unwrap_or(0);
        Self { open, close, surplus: count(open) - count(close) }
    }

    /// Takes an opening bracket off the front that is not closed inside, and the
    /// reverse; `app/(auth)/page.tsx` keeps its own.
    fn unwrapped<'t>(&mut self, text: &'t str) -> &'t str {
        let (opened, closed) = (text.strip_prefix(self.open), text.strip_suffix(self.close));
        match (opened, closed) {
            (Some(inner), Some(_)) => inner.strip_suffix(self.close).unwrap_or(text),
            (Some(inner), None) if self.surplus > 0 => {
                self.surplus -= 1;
                inner
            }
            (None, Some(inner)) if self.surplus < 0 => {
                self.surplus += 1;
                inner
            }
            _ => text,
        }
    }
}

fn place(word: Str<'_>) -> Option<Place<'_>> {
    let (path, line) = split_line(word);
    let path = path.strip_prefix("./").unwrap_or(path);
    is_path(&path, line.is_some()).then_some(Place { whole: word, path, line })
}

/// Cuts `:47`, `:47:3`, `:47-60` or `#L47` off the end.
fn split_line(word: Str<'_>) -> (Str<'_>, Option<usize>) {
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let rest_is_range =
            text[digits..].bytes().all(|byte| byte.is_ascii_digit() || b"-:L".contains(&byte));
        text[..digits].parse().ok().filter(|&line: &usize| line > 0 && rest_is_range)
    };
    for separator in ["#L", ":L", ":"] {
        if let Some((path, rest)) = word.split_once(separator)
            && let Some(line) = number(&rest)
        {
            return (path, Some(line));
        }
    }
    (word, None)
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
    const WITHOUT_EXTENSION: [&str; 8] = [
        "Makefile",
        "Dockerfile",
        "Justfile",
        "Procfile",
        "Gemfile",
        "Rakefile",
        "LICENSE",
        "README",
    ];
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    WITHOUT_EXTENSION.contains(&name)
        || extension.is_some_and(|extension| {
            (1..=12).contains(&extension.len())
                && extension.starts_with(|c: char| c.is_ascii_alphabetic())
                && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// `Node.js`, `example.com`, `e.g`: dots that make no file name.
fn is_product_or_host(name: &str) -> bool {
    const PRODUCTS: [&str; 16] = [
        "node.js",
        "next.js",
        "vue.js",
        "nuxt.js",
        "express.js",
        "react.js",
        "three.js",
        "d3.js",
        "chart.js",
        "ember.js",
        "alpine.js",
        "socket.io",
        "asp.net",
        ".net",
        "e.g",
        "i.e",
    ];
    PRODUCTS.contains(&name.to_lowercase().as_str()) || has_host_ending(name)
}

fn has_host_ending(name: &str) -> bool {
    const ENDINGS: [&str; 7] = [".com", ".org", ".net", ".io", ".dev", ".app", ".ai"];
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
