//! The repository's own attributes, `info/attributes`: above all others, shared by the linked
//! worktrees, and no file of the project.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::install::forms::write::io_context;
use crate::install::hooks_dir::{absolute, git, resolved};
use crate::store::regular_file;

/// The name of filter and merge driver, as attributes and configuration have it.
pub(crate) const DRIVER: &str = "git-checkpoint";

/// Above our lines.
const REMARK: &str = "# git-checkpoint (git checkpoint uninstall takes it out)";

/// The same, where the line above had no end before.
const REMARK_AFTER_UNENDED: &str =
    "# git-checkpoint, after a line without an end (git checkpoint uninstall takes it out)";

/// The value that the file at that path from the top of the worktree has for an attribute, as
/// git-check-attr(1) says it.
pub(crate) fn attribute_of(at: &Path, attribute: &str, path: &str) -> Result<String> {
    // The way up, for the full path may be no text.
    let top = at.join(git(at, &["rev-parse", "--show-cdup"])?);
    let said = git(&top, &["check-attr", "-z", attribute, "--", path])?;
    Ok(said.split('\0').nth(2).unwrap_or_default().to_owned())
}

/// Gives the file at that path from the top of the worktree, and no other, our filter or merge
/// driver.
pub(crate) fn set_attribute(at: &Path, attribute: &str, path: &str) -> Result<()> {
    let line = format!("{}{}", pattern(path), suffix(attribute));
    change(at, |attributes| {
        if !attributes.ours.contains(&line) {
            attributes.ours.retain(|ours| !ours.ends_with(&suffix(attribute)));
            attributes.ours.push(line.clone());
        }
    })
    .map(drop)
}

/// Takes our filter or merge driver from whatever file has it; whether one had it.
pub(crate) fn unset_attribute(at: &Path, attribute: &str) -> Result<bool> {
    change(at, |attributes| attributes.ours.retain(|line| !line.ends_with(&suffix(attribute))))
}

fn suffix(attribute: &str) -> String {
    format!(" {attribute}={DRIVER}")
}

/// The lines of a file of attributes: those that are ours, and all others.
#[derive(Debug, Default)]
struct Attributes {
    others: Vec<u8>,
    ours: Vec<String>,
}

impl Attributes {
    fn parse(text: &[u8]) -> Self {
        let mut found = Self::default();
        let mut is_after_unended = false;
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            let words = String::from_utf8_lossy(line.trim_ascii_end());
            if words == REMARK_AFTER_UNENDED {
                is_after_unended = true;
            } else if ["filter", "merge"].iter().any(|name| words.ends_with(&suffix(name))) {
                found.ours.push(words.into_owned());
            } else if !is_remark(&words) {
                found.others.extend_from_slice(line);
                is_after_unended = false;
            }
        }
        if is_after_unended && found.others.ends_with(b"\n") {
            found.others.pop();
        }
        found
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.others.clone();
        if self.ours.is_empty() {
            return bytes;
        }
        let is_ended = bytes.is_empty() || bytes.ends_with(b"\n");
        let (gap, remark) = if is_ended { ("", REMARK) } else { ("\n", REMARK_AFTER_UNENDED) };
        bytes.extend_from_slice(format!("{gap}{remark}\n{}\n", self.ours.join("\n")).as_bytes());
        bytes
    }
}

fn is_remark(line: &str) -> bool {
    line.starts_with("# git-checkpoint")
        && line.ends_with("(git checkpoint uninstall takes it out)")
}

/// What the file holds: nothing where there is none, and an error where it cannot be read, for it
/// will be replaced.
fn content(file: &Path) -> Result<Vec<u8>> {
    /// Of a larger one git reads nothing (attr.h, `ATTR_MAX_FILE_SIZE`).
    const MAX_BYTES: u64 = 100 * 1024 * 1024;
    match regular_file::read_linked(file, MAX_BYTES) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.with_context(|| format!("cannot read {}", file.display())),
    }
}

/// Changes the lines that are ours; whether that made a difference.
fn change(at: &Path, edit: impl FnOnce(&mut Attributes)) -> Result<bool> {
    let file = attributes_file(at)?;
    let present = content(&file)?;
    let mut attributes = Attributes::parse(&present);
    let before = attributes.ours.clone();
    edit(&mut attributes);
    if attributes.ours == before {
        return Ok(false);
    }
    let left = attributes.to_bytes();
    if left.is_empty() {
        remove(&file).with_context(|| io_context("remove", &file))?;
    } else {
        put(&file, &left)?;
    }
    Ok(true)
}

fn attributes_file(at: &Path) -> Result<PathBuf> {
    Ok(resolved(&absolute(at, &git(at, &["rev-parse", "--git-path", "info/attributes"])?)))
}

/// Removes the file, and the folder that git makes only for what it needs there.
fn remove(file: &Path) -> std::io::Result<()> {
    fs::remove_file(file)?;
    file.parent().into_iter().for_each(|folder| _ = fs::remove_dir(folder));
    Ok(())
}

/// Replaces the file as a whole; nobody ever sees half of it.
fn put(file: &Path, content: &[u8]) -> Result<()> {
    let folder = file.parent().context("a file in the git dir")?;
    let replace = || {
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        // As readable as before, as a new file of the user's otherwise.
        let before = file.metadata().map(|metadata| metadata.permissions()).ok();
        let mut temporary = with_mode(&mut builder, before.as_ref()).tempfile_in(folder)?;
        temporary.write_all(content)?;
        if let Some(before) = before.filter(|before| !has_mode(temporary.as_file(), before)) {
            // Not every file system has modes.
            let _ = temporary.as_file().set_permissions(before);
        }
        temporary.persist(file).map_err(|failed| failed.error)?;
        std::io::Result::Ok(())
    };
    replace().with_context(|| io_context("write", file))
}

fn has_mode(file: &fs::File, mode: &fs::Permissions) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.permissions() == *mode)
}

#[cfg(unix)]
fn with_mode<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
    before: Option<&fs::Permissions>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mode = before.map_or(0o666, PermissionsExt::mode);
    builder.permissions(fs::Permissions::from_mode(mode & 0o777))
}

#[cfg(not(unix))]
fn with_mode<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
    _before: Option<&fs::Permissions>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    builder
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
    fn other_lines_come_back_as_they_were() {
        for present in ["", "*.png binary\n", "# mine\n\n*.md text", "*.md text\r\n"] {
            let mut attributes = Attributes::parse(present.as_bytes());
            attributes.ours.push("/SESSION.md merge=git-checkpoint".to_owned());
            let with = attributes.to_bytes();
            assert!(with.starts_with(present.as_bytes()));
            let mut again = Attributes::parse(&with);
            again.ours.push("/SESSION.md filter=git-checkpoint".to_owned());
            let both = again.to_bytes();
            let mut without = Attributes::parse(&both);
            assert_eq!(without.ours, again.ours);
            without.ours.clear();
            assert_eq!(String::from_utf8(without.to_bytes()).unwrap(), present);
            // What somebody wrote below stays a line of its own.
            let more = [&both[..], b"*.c text\n"].concat();
            let mut without = Attributes::parse(&more);
            without.ours.clear();
            let left = String::from_utf8(without.to_bytes()).unwrap();
            let gap = if present.is_empty() || present.ends_with('\n') { "" } else { "\n" };
            assert_eq!(left, format!("{present}{gap}*.c text\n"));
        }
    }
}
