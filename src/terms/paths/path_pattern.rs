//! Paths as a list of files writes them: literal, a directory, or a pattern.

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

/// Nobody writes a longer pattern; each is compiled. Longer ones are taken literally.
const MAX_PATTERN: usize = 256;

/// What an entry names: a path, a directory with all below it, or a pattern.
///
/// `*` and `?` stay within one segment, `**` does not, `{a,b}` is either;
/// square brackets are literal, they are ordinary in routes (`app/[id]/page.tsx`).
/// A pattern without a slash matches at any depth, as in gitignore(5).
pub(crate) struct Pattern<'a> {
    literal: &'a str,
    globs: Option<GlobSet>,
}

impl<'a> Pattern<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let literal = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
        let is_pattern = literal.contains(['*', '?', '{']) && literal.len() <= MAX_PATTERN;
        Self { literal, globs: is_pattern.then(|| globs(literal)).flatten() }
    }

    /// Whether it names `path`, a directory that holds it, or a file inside it,
    /// which then is a submodule.
    pub(crate) fn names(&self, path: &[u8]) -> bool {
        match self.literal {
            "" => false,
            "." => true,
            literal => {
                is_same_or_below(literal.as_bytes(), path)
                    || is_same_or_below(path, literal.as_bytes())
                    || self
                        .globs
                        .as_ref()
                        .is_some_and(|globs| globs.is_match_candidate(&Candidate::from_bytes(path)))
            }
        }
    }

    /// As it is written, without `./` and a slash at the end.
    pub(crate) fn literal(&self) -> &[u8] {
        self.literal.as_bytes()
    }
}

fn is_same_or_below(directory: &[u8], path: &[u8]) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

/// The pattern, and all that is below what it matches; `None` where it is not a pattern after all.
fn globs(pattern: &str) -> Option<GlobSet> {
    let literal_brackets = pattern.replace('\\', "\\\\").replace('[', "\\[");
    let anchor = if pattern.contains('/') { "" } else { "**/" };
    let mut set = GlobSetBuilder::new();
    for below in ["", "/**"] {
        let glob = format!("{anchor}{literal_brackets}{below}");
        let mut glob = GlobBuilder::new(&glob);
        glob.literal_separator(true).backslash_escape(true).empty_alternates(true);
        set.add(glob.build().ok()?);
    }
    set.build().ok()
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
            ("**/a.ts", "x/y/a.ts"),
            ("**", "x/y/a.ts"),
            ("src/a**.ts", "src/abc.ts"),
            ("src/{a,{b,c}}.ts", "src/c.ts"),
            ("src/a{,.test}.ts", "src/a.ts"),
            ("src/*.d+(x)$", "src/a.d+(x)$"),
            ("src/*,?", "src/a,b"),
            ("src/*", "src/a\nb"),
        ] {
            assert!(names(pattern, path.as_bytes()), "{pattern} {path}");
        }
    }

    /// Windows has no such names, and the library takes it for a separator there.
    #[cfg(unix)]
    #[test]
    fn a_backslash_is_a_character_like_others() {
        assert!(names("src/\\*", b"src/\\a"));
        assert!(!names("src/\\*", b"src/a"));
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
            ("src/{a,b.ts", "src/a.ts"),
            ("src/a,b}.ts", "src/a.ts"),
            ("src/*.ts", "src/aXts"),
            ("src/**a.ts", "src/x/a.ts"),
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
