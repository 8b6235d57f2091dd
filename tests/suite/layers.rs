//! The direction of dependencies, held by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

const PURE: [&str; 14] = [
    "handoff",
    "text",
    "phase",
    "finding.rs",
    "rules.rs",
    "tree.rs",
    "changes.rs",
    "rewrites.rs",
    "next.rs",
    "markdown.rs",
    "plan",
    "message",
    "session",
    "config",
];

fn sources(below: &Path) -> Vec<PathBuf> {
    if below.is_file() {
        return vec![below.to_owned()];
    }
    let Ok(entries) = fs::read_dir(below) else { return Vec::new() };
    let mut found: Vec<_> = entries.flat_map(|entry| sources(&entry.unwrap().path())).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    found
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The code without comments and tests, where the words may stand.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let production = text.split("#[cfg(test)]").next().unwrap_or_default();
    production
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn offenders(files: &[PathBuf], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let code = code(file);
        found.extend(
            words
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{}: {word}", file.display())),
        );
    }
    found
}

#[test]
fn pure_modules_touch_nothing_outside() {
    let files: Vec<_> = PURE
        .iter()
        .flat_map(|name| {
            let plain = source_folder().join(name);
            let file = source_folder().join(format!("{name}.rs"));
            sources(if plain.exists() { &plain } else { &file })
        })
        .collect();
    assert!(files.len() >= PURE.len());
    let words = [
        "gix",
        "anyhow",
        "owo_colors",
        "std::fs",
        "std::env",
        "std::io",
        "std::process",
        "crate::repo",
        "crate::report",
        "crate::hook",
        "crate::command",
    ];
    assert_eq!(offenders(&files, &words), Vec::<String>::new());
}

#[test]
fn only_repo_names_gix_and_only_report_names_colours() {
    let all = sources(&source_folder());
    let outside = |folder: &str| -> Vec<PathBuf> {
        all.iter().filter(|path| !path.starts_with(source_folder().join(folder))).cloned().collect()
    };
    assert_eq!(offenders(&outside("repo"), &["gix::", "use gix"]), Vec::<String>::new());
    assert_eq!(
        offenders(&outside("report"), &["owo_colors", "annotate_snippets"]),
        Vec::<String>::new()
    );
}
