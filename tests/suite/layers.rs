//! The direction of dependencies, held by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

const PURE: [&str; 14] = [
    "handoff", "text", "phase", "finding", "rules", "tree", "changes", "rewrites", "next",
    "markdown", "plan", "message", "session", "config",
];

/// The rest, each with what it does not know.
const LAYERS: [(&str, &[&str]); 7] = [
    (
        "repo",
        &["report", "install", "project", "recorder", "clean_tree", "judge", "hook", "command"],
    ),
    ("report", &["install", "project", "clean_tree", "judge", "hook", "command"]),
    (
        "install",
        &["repo", "report", "project", "recorder", "clean_tree", "judge", "hook", "command"],
    ),
    ("project", &["install", "recorder", "clean_tree", "judge", "hook", "command"]),
    ("clean_tree", &["install", "report", "recorder", "judge", "hook", "command"]),
    ("recorder", &["install", "report", "judge", "hook", "command"]),
    ("judge", &["install", "report", "recorder", "clean_tree", "hook", "command"]),
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

/// The sources of a module, a folder or a file.
fn module(name: &str) -> Vec<PathBuf> {
    let folder = source_folder().join(name);
    let found = sources(&if folder.is_dir() { folder } else { folder.with_extension("rs") });
    assert!(!found.is_empty(), "there is no {name}");
    found
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
    let files: Vec<_> = PURE.into_iter().flat_map(module).collect();
    let words = ["gix", "anyhow", "owo_colors", "std::fs", "std::env", "std::io", "std::process"];
    assert_eq!(offenders(&files, &words), Vec::<String>::new());
    for (layer, _) in LAYERS {
        assert_eq!(offenders(&files, &[&format!("crate::{layer}")]), Vec::<String>::new());
    }
    assert_eq!(offenders(&files, &["crate::hook", "crate::command"]), Vec::<String>::new());
}

#[test]
fn no_layer_knows_what_stands_above_it_or_beside() {
    for (layer, unknown) in LAYERS {
        for name in unknown {
            let named = offenders(&module(layer), &[&format!("crate::{name}")]);
            assert_eq!(named, Vec::<String>::new(), "{layer}");
        }
    }
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
