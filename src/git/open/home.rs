//! The folder of the user.

use std::path::PathBuf;

/// HOME. Windows itself does not set it; git there takes the folder of the user's profile, as a rule.
pub(crate) fn home_folder() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    if cfg!(windows) { home.or_else(std::env::home_dir) } else { home }
}
