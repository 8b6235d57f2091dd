//! Whether another installer of hooks is set up, or may be, in a project. Such tools
//! read, append to and rename hook files as text, so ours must be text there.

use std::path::{Path, PathBuf};

use crate::install::hooks_dir::HooksDir;
use crate::install::managers::known::MANAGERS;
use crate::install::managers::manager::{FileMention, InstallerSigns, ManagerFile, is_mentioned};
use crate::install::programs::git_programs::path_folders;

/// Installers of hooks that are not managers: git-lfs and git-branchless.
static OTHERS: [InstallerSigns; 2] = [
    InstallerSigns {
        files: &[".lfsconfig"],
        mention: Some(FileMention { file: ".gitattributes", text: "filter=lfs" }),
        in_git_dir: Some("lfs"),
        text_only_program: None,
    },
    InstallerSigns {
        in_git_dir: Some("branchless"),
        text_only_program: Some("git-branchless"),
        ..InstallerSigns::NONE
    },
];

/// Whether anything suggests another installer of hooks.
pub(crate) fn suggests_other_installer(dir: &HooksDir) -> bool {
    let git_dir = dir.path.parent().unwrap_or(&dir.path);
    is_suggested_in(&dir.top, git_dir) || has_text_only_installer(path_folders())
}

fn is_suggested_in(top: &Path, git_dir: &Path) -> bool {
    MANAGERS.iter().any(|manager| manager.files.iter().any(|file| is_read(file, top)))
        || all_signs().any(|signs| are_in(signs, top, git_dir))
}

fn all_signs() -> impl Iterator<Item = &'static InstallerSigns> {
    MANAGERS.iter().map(|manager| &manager.signs).chain(&OTHERS)
}

/// Whether the project has that file of a manager; what is below its own folder is told by that.
fn is_read(file: &ManagerFile, top: &Path) -> bool {
    !file.path.contains('{')
        && match file.needs {
            Some(text) => is_mentioned(text, top, Path::new(file.path)),
            None => top.join(file.path).exists(),
        }
}

fn are_in(signs: &InstallerSigns, top: &Path, git_dir: &Path) -> bool {
    let is_mention =
        |mention: &FileMention| is_mentioned(mention.text, top, Path::new(mention.file));
    signs.files.iter().any(|file| top.join(file).exists())
        || signs.mention.as_ref().is_some_and(is_mention)
        || signs.in_git_dir.is_some_and(|name| git_dir.join(name).exists())
}

fn has_text_only_installer(mut folders: impl Iterator<Item = PathBuf>) -> bool {
    folders.any(|folder| {
        all_signs()
            .filter_map(|signs| signs.text_only_program)
            .any(|name| folder.join(name).is_file())
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

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

    #[test]
    fn a_project_that_sets_an_installer_up_is_told_by_its_files() {
        let is_suggested = |path: &str, text: &str| {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
            is_suggested_in(folder.path(), &folder.path().join(".git"))
        };
        for (path, text) in [
            (".husky/pre-commit", ""),
            (".huskyrc.json", ""),
            ("lefthook.yml", ""),
            (".config/lefthook.toml", ""),
            (".pre-commit-config.yaml", ""),
            ("prek.toml", ""),
            (".overcommit.yml", ""),
            ("Gemfile", "gem 'overcommit'"),
            ("simple-git-hooks.json", ""),
            ("package.json", "{\"simple-git-hooks\": {}}"),
            ("package.json", "{\"devDependencies\": {\"husky\": \"9\"}}"),
            ("package.json", "{\"devDependencies\": {\"lefthook\": \"1\"}}"),
            (".gitattributes", "*.png filter=lfs"),
            (".git/branchless/x", ""),
        ] {
            assert!(is_suggested(path, text), "{path} {text}");
        }
        for (path, text) in [("package.json", "{}"), ("Gemfile", ""), (".gitattributes", "")] {
            assert!(!is_suggested(path, text), "{path}");
        }
    }
}
