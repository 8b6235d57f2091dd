//! Paths that are usually not committed, told by their names.

use std::collections::BTreeSet;

use bstr::{BStr, BString, ByteSlice};

use crate::text::words::names_in;

/// Directories that mean the same wherever they are.
const DIRECTORIES: &[&str] = &[
    // Dependencies
    "node_modules bower_components jspm_packages .pnpm-store .yarn .bundle elm-stuff Pods",
    "Carthage",
    // Virtual environments
    ".venv venv .tox .nox .direnv",
    // Caches
    "__pycache__ __pypackages__ .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis",
    ".ipynb_checkpoints .parcel-cache .turbo .nx .gradle .sass-cache .eslintcache .terraform",
    ".terragrunt-cache .dart_tool .zig-cache zig-cache .stack-work .eggs",
    // Build output and reports
    ".next .nuxt .output .svelte-kit .astro .angular .vercel .netlify .wrangler .serverless",
    ".aws-sam .nyc_output htmlcov zig-out dist-newstyle DerivedData cmake-build-debug",
    "cmake-build-release .vs",
];

/// Directories that usually hold build output, but where the name is not proof enough for
/// others below.
const OUTPUT_DIRECTORIES: &[&str] = &["target dist build _build coverage"];

/// Files that are of no use to others, or no business of theirs.
const FILES: &[&str] = &[
    ".DS_Store Thumbs.db desktop.ini .eslintcache .coverage .env .env.local .dev.vars",
    "npm-debug.log yarn-error.log",
];

/// Endings of files that are compiled from others, or written by an editor.
const ENDINGS: &[&str] =
    &[".pyc", ".pyo", ".o", ".obj", ".class", ".tsbuildinfo", ".swp", ".swo", ".egg-info"];

/// Files that mark the directory they are in as a cache (bford.info/cachedir) or as a virtual
/// environment (PEP 405).
const MARKERS: &[&str] = &["CACHEDIR.TAG", "pyvenv.cfg"];

/// Which of some paths are generated.
#[derive(Debug)]
pub struct GeneratedPaths {
    /// Directories with a marker, without the `/` at the end.
    marked: BTreeSet<BString>,
}

impl GeneratedPaths {
    /// Knows the markers among these paths.
    pub fn among<'p>(paths: impl Iterator<Item = &'p BStr>) -> Self {
        let marked = paths.filter_map(|path| {
            let slash = path.rfind_byte(b'/')?;
            let is_marker = MARKERS.iter().any(|name| path[slash + 1..] == *name.as_bytes());
            is_marker.then(|| path[..slash].into())
        });
        Self { marked: marked.collect() }
    }

    /// Where in the path the names of generated directories (with their `/`) and files end, the
    /// outermost first.
    pub fn ends(&self, path: &BStr) -> Vec<usize> {
        let slashes = path.find_iter(b"/");
        let directories = slashes.filter(|&slash| {
            let directory = &path[..slash];
            is_one_of(name_of(directory), DIRECTORIES)
                || is_one_of(name_of(directory), OUTPUT_DIRECTORIES)
                || ending(name_of(directory)).is_some()
                || self.marked.contains(directory.as_bstr())
        });
        let is_file = is_generated_file(name_of(path));
        directories.map(|slash| slash + 1).chain(is_file.then_some(path.len())).collect()
    }
}

/// The line for a `.gitignore` at the root that ignores this path, which ends in `/` where it
/// is a directory.
pub fn ignore_pattern(path: &BStr) -> BString {
    let bare = path.strip_suffix(b"/").unwrap_or(path);
    let name = name_of(bare);
    let (mut pattern, text): (Vec<u8>, &[u8]) = match ending(name) {
        Some(ending) => (b"*".into(), ending.as_bytes()),
        None if is_one_of(name, DIRECTORIES) || is_one_of(name, FILES) => (Vec::new(), name),
        None => (b"/".into(), bare),
    };
    for &byte in text {
        match byte {
            // No line can hold it.
            b'\n' | b'\r' => pattern.push(b'?'),
            b'*' | b'?' | b'[' | b'\\' | b' ' => pattern.extend([b'\\', byte]),
            _ => pattern.push(byte),
        }
    }
    if bare.len() < path.len() {
        pattern.push(b'/');
    }
    pattern.into()
}

fn name_of(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}

fn is_generated_file(name: &[u8]) -> bool {
    // A symlink to the dependencies of another worktree is a file.
    is_one_of(name, FILES) || is_one_of(name, DIRECTORIES) || ending(name).is_some()
}

fn ending(name: &[u8]) -> Option<&'static str> {
    let is_at_end = |ending: &&&str| name.len() > ending.len() && name.ends_with(ending.as_bytes());
    ENDINGS.iter().find(is_at_end).copied()
}

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names_in(names).any(|known| name == known.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generated<'p>(paths: &[&'p str], path: &'p str) -> Option<&'p str> {
        let generated = GeneratedPaths::among(paths.iter().map(|path| BStr::new(*path)));
        generated.ends(path.into()).first().map(|&end| &path[..end])
    }

    #[test]
    fn the_outermost_generated_directory_counts() {
        for (path, expected) in [
            ("node_modules/a/node_modules/b.js", Some("node_modules/")),
            ("web/node_modules/a.js", Some("web/node_modules/")),
            ("node_modules", Some("node_modules")),
            ("src/__pycache__/a.pyc", Some("src/__pycache__/")),
            ("src/a.pyc", Some("src/a.pyc")),
            ("pkg.egg-info/PKG-INFO", Some("pkg.egg-info/")),
            ("target/debug/x", Some("target/")),
            ("a/.env", Some("a/.env")),
            (".env.example", None),
            ("src/build.rs", None),
            (".o", None),
            ("src/a.ts", None),
        ] {
            assert_eq!(generated(&[], path), expected, "{path}");
        }
    }

    #[test]
    fn markers_tell_whatever_the_name() {
        let paths = ["env/pyvenv.cfg", "a/b/CACHEDIR.TAG", "CACHEDIR.TAG"];
        assert_eq!(generated(&paths, "env/bin/python"), Some("env/"));
        assert_eq!(generated(&paths, "a/b/x"), Some("a/b/"));
        assert_eq!(generated(&paths, "a/x"), None);
    }

    #[test]
    fn a_pattern_ignores_the_path_and_nothing_else() {
        for (path, pattern) in [
            ("web/node_modules/", "node_modules/"),
            ("web/node_modules", "node_modules"),
            ("web/dist/", "/web/dist/"),
            ("a/.env", ".env"),
            ("src/a.pyc", "*.pyc"),
            ("pkg.egg-info/", "*.egg-info/"),
            ("vendor/my [lib]*/", "/vendor/my\\ \\[lib]\\*/"),
            ("a\nb/", "/a?b/"),
        ] {
            assert_eq!(ignore_pattern(path.into()), pattern, "{path}");
        }
    }
}
