//! Putting files into a hooks folder, each as a whole or not at all.

use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tempfile::Builder;

#[cfg(unix)]
use crate::install::forms::script::is_executable;
use crate::install::shell_path::word;
use crate::store::regular_file;

/// Makes the folder, where there is none.
pub(crate) fn create_dir(dir: &Path) -> Result<()> {
    let (name, quoted) = (dir.display(), word(dir));
    if fs::symlink_metadata(dir).is_ok() && !dir.is_dir() {
        bail!(
            "{name} is not a folder: move it away (`mv {quoted} {quoted}.old`), then run this again"
        );
    }
    fs::create_dir_all(dir).with_context(|| io_context("make", dir))
}

/// Puts an executable script with this text in the place of `file`. Where that
/// is what stands there, nothing is touched.
pub(crate) fn write_script(file: &Path, text: &[u8]) -> Result<()> {
    let is_regular = fs::symlink_metadata(file).is_ok_and(|meta| meta.is_file());
    let present = || regular_file::read_up_to(file, text.len() as u64);
    if is_regular && present().is_ok_and(|present| present == text) {
        return make_executable(file).with_context(|| io_context("make executable", file));
    }
    match replace(file, text) {
        // A mount point keeps its place, but takes other contents.
        Err(error) if is_regular && error.kind() == io::ErrorKind::ResourceBusy => {
            fs::write(file, text).and_then(|()| make_executable(file))
        }
        done => done,
    }
    .with_context(|| io_context("write", file))
}

fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    let mut temporary = new_file().tempfile_in(folder_of(file))?;
    temporary.write_all(text)?;
    make_executable(temporary.path())?;
    temporary.persist(file).map(drop).map_err(|failed| failed.error)
}

/// Puts a file with this text in the place of `file`, for everybody to read.
pub(crate) fn write_file(file: &Path, text: &[u8]) -> io::Result<()> {
    let mut temporary = with_mode(&mut new_file(), 0o644).tempfile_in(folder_of(file))?;
    temporary.write_all(text)?;
    temporary.persist(file).map(drop).map_err(|failed| failed.error)
}

/// Puts a symlink to the program in the place of `file`; `false` where links cannot be made.
pub(crate) fn put_link(program: &Path, file: &Path) -> Result<bool> {
    if fs::read_link(file).is_ok_and(|target| target == program) {
        return Ok(true);
    }
    let made = new_file().make_in(folder_of(file), |path| symlink(program, path));
    let Ok(made) = made else { return Ok(false) };
    let placed = made.into_temp_path().persist(file);
    placed.map_err(|failed| failed.error).with_context(|| io_context("write", file))?;
    Ok(true)
}

/// What the system did not let us do, and what helps where it is a matter of permissions.
pub(crate) fn io_context(what: &str, file: &Path) -> String {
    let folder = folder_of(file);
    let help = format!("; you must be allowed to write into {}", folder.display());
    format!("cannot {what} {}{}", file.display(), if is_writable(folder) { "" } else { &help })
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}

fn new_file<'a>() -> Builder<'a, 'a> {
    let mut builder = Builder::new();
    with_mode(builder.prefix(".git-checkpoint-"), 0o755);
    builder
}

#[cfg(unix)]
fn with_mode<'b, 'a>(builder: &'b mut Builder<'a, 'a>, mode: u32) -> &'b mut Builder<'a, 'a> {
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn with_mode<'b, 'a>(builder: &'b mut Builder<'a, 'a>, _mode: u32) -> &'b mut Builder<'a, 'a> {
    builder
}

/// Where modes cannot be changed, all that counts is whether git would run it.
#[cfg(unix)]
fn make_executable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    const EXECUTABLE: u32 = 0o755;
    let mode = file.metadata()?.permissions().mode();
    if mode & EXECUTABLE == EXECUTABLE {
        return Ok(());
    }
    let changed = fs::set_permissions(file, fs::Permissions::from_mode(mode | EXECUTABLE));
    if is_executable(file) { Ok(()) } else { changed }
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn symlink(program: &Path, file: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(program, file)
}

#[cfg(not(unix))]
fn symlink(_program: &Path, _file: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(unix)]
fn is_writable(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(_folder: &Path) -> bool {
    true
}
