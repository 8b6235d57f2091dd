//! Paths as a list of files writes them: literal, a directory, or a pattern.

/// What an entry names: a path, a directory with all below it, or a pattern.
///
/// `*` and `?` stay within one segment, `**` does not, `{a,b}` is either;
/// square brackets are literal, they are ordinary in routes (`app/[id]/page.tsx`).
/// A pattern without a slash matches at any depth, as in gitignore(5).
pub(crate) struct Pattern<'a> {
    literal: &'a str,
    alternatives: Vec<Vec<Token>>,
}

impl<'a> Pattern<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let literal = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
        let written_out = if is_pattern(literal) { alternatives(literal) } else { Vec::new() };
        Self { literal, alternatives: written_out.iter().map(|one| anchored(one)).collect() }
    }

    /// Whether it names `path`, a directory that holds it, or a file inside it,
    /// which then is a submodule; in time proportional to both lengths.
    pub(crate) fn names(&self, path: &[u8]) -> bool {
        match self.literal {
            "" => false,
            "." => true,
            literal => {
                is_same_or_below(literal.as_bytes(), path)
                    || is_same_or_below(path, literal.as_bytes())
                    || self.alternatives.iter().any(|tokens| matches(tokens, path))
            }
        }
    }
}

fn is_same_or_below(directory: &[u8], path: &[u8]) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '{']) && text.len() <= 4096
}

fn anchored(pattern: &str) -> Vec<Token> {
    let mut tokens = tokens(pattern.as_bytes());
    if !pattern.contains('/') {
        tokens.insert(0, Token::Directories);
    }
    tokens
}

/// The pattern with its braces written out; at most 16, then they are literal.
fn alternatives(pattern: &str) -> Vec<String> {
    const MOST: usize = 16;
    let mut open = vec![pattern.to_owned()];
    let mut done = Vec::new();
    while let Some(one) = open.pop() {
        match braces(&one) {
            Some((before, inner, after)) if open.len() + done.len() < MOST => {
                let choices = inner.split(',').take(MOST);
                open.extend(choices.map(|choice| format!("{before}{choice}{after}")));
            }
            _ => done.push(one),
        }
    }
    done
}

/// The innermost pair of braces that comes first.
fn braces(pattern: &str) -> Option<(&str, &str, &str)> {
    let close = pattern.find('}')?;
    let open = pattern[..close].rfind('{')?;
    Some((&pattern[..open], &pattern[open + 1..close], &pattern[close + 1..]))
}

#[derive(Clone, Copy, PartialEq)]
enum Token {
    Byte(u8),
    /// `?`
    One,
    /// `*`
    Star,
    /// `**` at the end
    Everything,
    /// `**/`
    Directories,
}

fn tokens(mut pattern: &[u8]) -> Vec<Token> {
    let mut found = Vec::new();
    while let [first, rest @ ..] = pattern {
        let (token, rest) = match (first, rest) {
            (b'*', [b'*', b'/', rest @ ..]) => (Token::Directories, rest),
            (b'*', [b'*', rest @ ..]) => (Token::Everything, rest),
            (b'*', rest) => (Token::Star, rest),
            (b'?', rest) => (Token::One, rest),
            (byte, rest) => (Token::Byte(*byte), rest),
        };
        found.push(token);
        pattern = rest;
    }
    found
}

/// All positions in the pattern are followed at once, so no input is slow.
fn matches(tokens: &[Token], path: &[u8]) -> bool {
    let mut states = vec![false; tokens.len() + 1];
    let mut next = states.clone();
    enter(&mut states, tokens, 0);
    for &byte in path {
        if byte == b'/' && states[tokens.len()] {
            return true; // a directory above the path
        }
        next.fill(false);
        step(&states, &mut next, tokens, byte);
        std::mem::swap(&mut states, &mut next);
        if !states.contains(&true) {
            return false;
        }
    }
    states[tokens.len()]
}

/// Marks a position, and those behind tokens that may stand for nothing.
fn enter(states: &mut [bool], tokens: &[Token], from: usize) {
    let may_be_empty = |token: &&Token| !matches!(token, Token::Byte(_) | Token::One);
    let skipped = tokens[from..].iter().take_while(may_be_empty).count();
    states[from..=from + skipped].fill(true);
}

/// Where the positions in `states` lead to with one more byte.
fn step(states: &[bool], next: &mut [bool], tokens: &[Token], byte: u8) {
    for (index, token) in tokens.iter().enumerate().filter(|(index, _)| states[*index]) {
        match token {
            Token::Byte(wanted) if *wanted == byte => enter(next, tokens, index + 1),
            Token::One if byte != b'/' => enter(next, tokens, index + 1),
            Token::Star if byte != b'/' => enter(next, tokens, index),
            Token::Everything => enter(next, tokens, index),
            Token::Directories => {
                next[index] = true;
                if byte == b'/' {
                    enter(next, tokens, index + 1);
                }
            }
            Token::Byte(_) | Token::One | Token::Star => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pattern: &str, path: &[u8]) -> bool {
        Pattern::new(pattern).names(path)
    }

    #[test]
    fn literal_paths_directories_and_patterns_name_files() {
        for (pattern, path) in [
            ("src/a.ts", "src/a.ts"),
            ("./src/a.ts", "src/a.ts"),
            ("src/", "src/lib/a.ts"),
            ("src", "src/lib/a.ts"),
            ("vendor/lib/src/a.c", "vendor/lib"),
            (".", "a.ts"),
            ("app/(auth)/[id]/page.tsx", "app/(auth)/[id]/page.tsx"),
            ("src/*.ts", "src/a.ts"),
            ("src/profile/*", "src/profile/models/a.ts"),
            ("src/**/*.ts", "src/a.ts"),
            ("src/**/*.ts", "src/x/y/a.ts"),
            ("src/**", "src/x/y/a.ts"),
            ("*.test.ts", "src/lib/a.test.ts"),
            ("src/{a,b}.{ts,tsx}", "src/b.tsx"),
            ("src/a?.ts", "src/ab.ts"),
            ("**/a.ts", "a.ts"),
        ] {
            assert!(names(pattern, path.as_bytes()), "{pattern} {path}");
        }
    }

    #[test]
    fn other_files_are_not_named() {
        for (pattern, path) in [
            ("src/a.ts", "src/a.tsx"),
            ("sr", "src/a.ts"),
            ("vendor/library/a.c", "vendor/lib"),
            ("src/*.ts", "src/x/a.ts"),
            ("src/**/a.ts", "src/xa.ts"),
            ("src/a?.ts", "src/a/.ts"),
            ("src/{a,b}.ts", "src/c.ts"),
            ("", "a"),
            ("/", "a"),
        ] {
            assert!(!names(pattern, path.as_bytes()), "{pattern} {path}");
        }
    }

    #[test]
    fn no_pattern_is_slow() {
        let path = "a".repeat(2000);
        assert!(!names(&format!("{}b", "*a".repeat(200)), path.as_bytes()));
        assert!(!names(&"{a,b}".repeat(100), path.as_bytes()));
    }
}
