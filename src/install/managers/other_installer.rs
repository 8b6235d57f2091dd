//! Whether another installer of hooks is set up, or may be, in a project. Such tools
//! read, append to and rename hook files as text, so ours must be text there.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use crate::git::open::real_path::real_path;
use crate::install::hooks_dir::HooksDir;
use crate::install::programs::git_programs::path_folders;
use crate::store::regular_file;
use crate::text::limits::MAX_TEXT_BYTES;

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

/// Programs whose own installation fails at a hook that is not text: where one is on PATH, it
/// may be set up in any project.
const ON_PATH: [&str; 3] = ["prek", "overcommit", "git-branchless"];

/// Whether anything suggests another installer of hooks.
pub(crate) fn suggests_other_installer(dir: &HooksDir) -> bool {
    let top = &dir.top;
    let has_lefthook =
        || [top.clone(), top.join(".config")].iter().any(|folder| names_lefthook(folder));
    let mentions = |(file, text): &(&str, &str)| is_mentioned(text, top, Path::new(file));
    let git_dir = dir.path.parent().unwrap_or(&dir.path);
    FILES.iter().any(|file| top.join(file).exists())
        || IN_GIT_DIR.iter().any(|name| git_dir.join(name).exists())
        || MENTIONS.iter().any(mentions)
        || has_lefthook()
        || has_text_only_installer(path_folders())
}

fn has_text_only_installer(mut folders: impl Iterator<Item = PathBuf>) -> bool {
    folders.any(|folder| ON_PATH.iter().any(|name| folder.join(name).is_file()))
}

/// Whether a file of the project, and not one to which a link leads out of it, holds the text.
pub(crate) fn is_mentioned(text: &str, top: &Path, file: &Path) -> bool {
    let real = real_path(top).and_then(|top| Ok((real_path(&top.join(file))?, top)));
    let real = real.ok().filter(|(file, top)| file.starts_with(top)).map(|(file, _)| file);
    let read = real.and_then(|file| regular_file::read_up_to(&file, MAX_TEXT_BYTES).ok());
    read.is_some_and(|read| read.contains_str(text))
}

fn names_lefthook(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.trim_start_matches('.').starts_with("lefthook")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installer_on_path_that_reads_text_alone_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let folders = || [PathBuf::from("/nowhere"), folder.path().to_owned()].into_iter();
        fs::write(folder.path().join("lefthook"), "").unwrap();
        assert!(!has_text_only_installer(folders()));
        fs::write(folder.path().join("git-branchless"), "").unwrap();
        assert!(has_text_only_installer(folders()));
    }
}
