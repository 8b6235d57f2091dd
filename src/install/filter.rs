//! The filter of clean-tree mode: configuration of the repository, and one
//! line of its own attributes. No file of the project is touched.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::install::forms::write::io_context;
use crate::install::hooks::quoted;
use crate::install::hooks_dir::{absolute, git, resolved};

/// The name of the driver, as attributes and configuration have it.
const NAME: &str = "git-checkpoint";

/// What was there before us, so that it comes back.
const BEFORE: &str = "filter.git-checkpoint.renormalizeBefore";

const RENORMALIZE: &str = "merge.renormalize";

/// Above our line in the attributes.
const REMARK: &str =
    "# git-checkpoint: shows what commits do not hold (git checkpoint uninstall takes it out)";

/// The filter of somebody else that the file at that path from the top of the
/// worktree has already; a file can have but one.
///
/// # Errors
/// Outside a repository.
pub fn other_filter(at: &Path, path: &str) -> Result<Option<String>> {
    // The way up, for the full path may be no text.
    let top = at.join(git(at, &["rev-parse", "--show-cdup"])?);
    let said = git(&top, &["check-attr", "-z", "filter", "--", path])?;
    let name = said.split('\0').nth(2).unwrap_or_default();
    let is_none = ["", "unspecified", "unset", "set", NAME].contains(&name);
    Ok((!is_none).then(|| name.to_owned()))
}

/// Sets the filter up for the file at that path from the top of the worktree,
/// or brings it up to date.
///
/// Never `required`: a program that is gone must not stand in git's way.
///
/// # Errors
/// Where git or the git dir refuses.
pub fn set_filter(at: &Path, program: &Path, path: &str) -> Result<()> {
    let program = quoted(program);
    // In these two git looks for %f.
    let format = program.replace('%', "%%");
    let set = |key: &str, value: &str| git(at, &["config", "--local", "--replace-all", key, value]);
    set("filter.git-checkpoint.session", path)?;
    set("filter.git-checkpoint.clean", &format!("{format} filter-clean %f"))?;
    set("filter.git-checkpoint.smudge", &format!("{format} filter-smudge %f"))?;
    set("filter.git-checkpoint.process", &process(&program))?;
    let effective = git(at, &["config", "--type=bool", RENORMALIZE]).unwrap_or_default();
    if effective != "true" {
        let before = git(at, &["config", "--local", RENORMALIZE]).unwrap_or_default();
        set(BEFORE, &before)?;
        set(RENORMALIZE, "true")?;
    }
    let line = format!("{} filter={NAME}", pattern(path));
    let attributes = attributes(at)?;
    let present = fs::read(&attributes).unwrap_or_default();
    if !present.split(|&byte| byte == b'\n').any(|present| present == line.as_bytes()) {
        put(&attributes, &with_line(&without_lines(&present), &line))?;
    }
    Ok(())
}

/// The command of the long-running filter.
///
/// git takes a filter that never answers for fatal, required or not, and a
/// shell always starts. So where the program cannot, the shell speaks for it:
/// a filter that is able to do nothing, for which git takes every file as it is.
fn process(program: &str) -> String {
    const REMARK: &str = "git-checkpoint: the filter program does not start; file left unfiltered. Reinstall, or remove the filter with git config --remove-section filter.git-checkpoint";
    const NOT_STARTED: u8 = 126;
    const ABLE_TO_NOTHING: &str = r"0016git-filter-server\n000eversion=2\n00000000";
    format!(
        "{program} filter-process 2>/dev/null || {{ [ $? -lt {NOT_STARTED} ] || echo '{REMARK}' >&2; printf '{ABLE_TO_NOTHING}'; exec cat >/dev/null; }}"
    )
}

/// Takes the filter out again; whether there was one.
///
/// # Errors
/// Where git or the git dir refuses.
pub fn unset_filter(at: &Path) -> Result<bool> {
    let attributes = attributes(at)?;
    let present = fs::read(&attributes).unwrap_or_default();
    let left = without_lines(&present);
    // First, so that no file names a filter that is gone.
    if left.is_empty() && !present.is_empty() {
        fs::remove_file(&attributes).with_context(|| io_context("remove", &attributes))?;
    } else if left != present {
        put(&attributes, &left)?;
    }
    if git(at, &["config", "--local", "--get-regexp", r"^filter\.git-checkpoint\."]).is_err() {
        return Ok(left != present);
    }
    if let Ok(before) = git(at, &["config", "--local", BEFORE]) {
        match before.as_str() {
            "" => git(at, &["config", "--local", "--unset-all", RENORMALIZE]).ok(),
            before => git(at, &["config", "--local", "--replace-all", RENORMALIZE, before]).ok(),
        };
    }
    git(at, &["config", "--local", "--remove-section", "filter.git-checkpoint"])?;
    Ok(true)
}

/// The attributes that are the repository's own and above all others; the
/// linked worktrees share them.
fn attributes(at: &Path) -> Result<PathBuf> {
    Ok(resolved(&absolute(at, &git(at, &["rev-parse", "--git-path", "info/attributes"])?)))
}

fn with_line(present: &[u8], line: &str) -> Vec<u8> {
    let gap: &[u8] = if present.is_empty() || present.ends_with(b"\n") { b"" } else { b"\n" };
    [present, gap, REMARK.as_bytes(), b"\n", line.as_bytes(), b"\n"].concat()
}

fn without_lines(present: &[u8]) -> Vec<u8> {
    let suffix = format!(" filter={NAME}");
    let lines = present.split_inclusive(|&byte| byte == b'\n');
    let others = lines.filter(|line| {
        let line = line.trim_ascii_end();
        line != REMARK.as_bytes() && !line.ends_with(suffix.as_bytes())
    });
    others.collect::<Vec<_>>().concat()
}

/// Replaces the file as a whole; nobody ever sees half of it.
fn put(file: &Path, content: &[u8]) -> Result<()> {
    let folder = file.parent().context("a file in the git dir")?;
    let replace = || {
        fs::create_dir_all(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        temporary.write_all(content)?;
        if let Ok(metadata) = file.metadata() {
            temporary.as_file().set_permissions(metadata.permissions())?;
        }
        temporary.persist(file).map_err(|failed| failed.error)?;
        std::io::Result::Ok(())
    };
    replace().with_context(|| io_context("write", file))
}

/// The path as gitattributes(5) wants it: from the top, nothing in it a wildcard.
fn pattern(path: &str) -> String {
    let mut pattern = String::from("/");
    for c in path.trim_start_matches("./").chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '"' && c != '\\';
    if pattern.chars().all(is_plain) {
        return pattern;
    }
    format!("\"{}\"", pattern.replace('\\', r"\\").replace('"', r#"\""#).replace('\t', r"\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_patterns_that_mean_them_alone() {
        for (path, expected) in [
            ("SESSION.md", "/SESSION.md"),
            ("./docs/SESSION.md", "/docs/SESSION.md"),
            ("my notes/S.md", "\"/my notes/S.md\""),
            ("a[1]*.md", r#""/a\\[1]\\*.md""#),
            ("ä.md", "/ä.md"),
        ] {
            assert_eq!(pattern(path), expected);
        }
    }

    #[test]
    fn other_attributes_stay() {
        for present in ["", "*.png binary\n", "# mine\n\n*.md text"] {
            let with = with_line(present.as_bytes(), "/SESSION.md filter=git-checkpoint");
            let left = String::from_utf8(without_lines(&with)).unwrap();
            assert_eq!(left.trim_end(), present.trim_end());
        }
    }
}
