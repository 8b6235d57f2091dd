//! Whether another installer of hooks is set up, or is to be, in a project. Such tools
//! read, append to and rename hook files as text, so ours must be text there.

use std::fs;
use std::path::Path;

use crate::install::hooks_dir::HooksDir;

/// Files that a manager reads, from the top.
const FILES: [&str; 12] = [
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    "prek.toml",
    ".overcommit.yml",
    ".husky",
    ".huskyrc",
    ".huskyrc.json",
    ".simple-git-hooks.json",
    "simple-git-hooks.json",
    ".simple-git-hooks.cjs",
    "simple-git-hooks.cjs",
    ".lfsconfig",
];

/// Files that name one, with what they say then.
const MENTIONS: [(&str, &str); 5] = [
    (".gitattributes", "filter=lfs"),
    ("package.json", "\"simple-git-hooks\""),
    ("package.json", "\"husky\""),
    ("package.json", "\"lefthook\""),
    ("Gemfile", "overcommit"),
];

/// What one leaves in the git dir.
const IN_GIT_DIR: [&str; 2] = ["lfs", "branchless"];

/// Whether anything suggests another installer of hooks.
pub(crate) fn suggests_other_installer(dir: &HooksDir) -> bool {
    let top = &dir.top;
    let has_lefthook =
        || [top.clone(), top.join(".config")].iter().any(|folder| names_lefthook(folder));
    let mentions = |(file, text): &(&str, &str)| {
        fs::read_to_string(top.join(file)).is_ok_and(|read| read.contains(text))
    };
    let git_dir = dir.path.parent().unwrap_or(&dir.path);
    FILES.iter().any(|file| top.join(file).exists())
        || IN_GIT_DIR.iter().any(|name| git_dir.join(name).exists())
        || MENTIONS.iter().any(mentions)
        || has_lefthook()
}

fn names_lefthook(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.trim_start_matches('.').starts_with("lefthook")
    })
}
