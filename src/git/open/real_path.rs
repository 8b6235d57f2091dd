//! Where a path really leads, and where the user's own begin.

use std::io;
use std::path::{Path, PathBuf};

/// The path without links, absolute. On Windows in the form that people, shells and git
/// write, `C:\project`, and not in the system's own, `\\?\C:\project`.
///
/// # Errors
/// Where nothing is there.
#[allow(clippy::disallowed_methods)]
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    let real = path.canonicalize()?;
    #[cfg(windows)]
    let real = without_verbatim_prefix(&real);
    Ok(real)
}

/// HOME. Windows itself does not set it; git there takes the folder of the user's profile, as a rule.
pub(crate) fn home_folder() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    if cfg!(windows) { home.or_else(std::env::home_dir) } else { home }
}

/// Whether no link leads from `top` to that file below it, by a path that goes down only.
pub(crate) fn is_plain_file(top: &Path, path: &Path) -> bool {
    let found = |path: &Path| top.join(path).symlink_metadata();
    let above = path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
    found(path).is_ok_and(|found| found.is_file())
        && above.into_iter().all(|above| found(above).is_ok_and(|found| found.is_dir()))
}

/// Of every path, so that a longer one still begins with those above it: the standard library
/// opens long paths in either form.
#[cfg(windows)]
fn without_verbatim_prefix(path: &Path) -> PathBuf {
    use std::ffi::OsString;
    use std::path::{Component, Prefix};

    let mut parts = path.components();
    let Some(Component::Prefix(prefix)) = parts.next() else { return path.to_owned() };
    let mut plain = match prefix.kind() {
        Prefix::VerbatimDisk(disk) => OsString::from(format!("{}:", char::from(disk))),
        Prefix::VerbatimUNC(server, share) => {
            [r"\\".as_ref(), server, r"\".as_ref(), share].into_iter().collect()
        }
        _ => return path.to_owned(),
    };
    plain.push(parts.as_path());
    plain.into()
}

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_the_system_is_never_shown() {
        let long = format!(r"C:\{}", [r"long"; 99].join(r"\"));
        for (verbatim, plain) in [
            (r"\\?\C:\my project\a", r"C:\my project\a"),
            (r"\\?\C:\", r"C:\"),
            (r"\\?\UNC\server\share\a", r"\\server\share\a"),
            (r"C:\a", r"C:\a"),
            (r"\\.\pipe\a", r"\\.\pipe\a"),
            (&format!(r"\\?\{long}"), &long),
        ] {
            assert_eq!(without_verbatim_prefix(Path::new(verbatim)), Path::new(plain));
        }
        let folder = tempfile::tempdir().unwrap();
        let real = real_path(folder.path()).unwrap();
        assert!(real.is_dir() && !real.to_string_lossy().contains('?'), "{real:?}");
    }
}
