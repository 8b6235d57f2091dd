//! What becomes of a hook that is installed or taken out.

use std::path::PathBuf;

use crate::install::managers::manager::Manager;
use crate::install::manual_steps::ManualStep;

/// What happened to one hook.
#[derive(Debug, PartialEq, Eq)]
pub enum HookChange {
    /// Our program stands there now; nothing stood there before.
    Installed,
    /// It stood there already, and is the same or was brought up to date.
    UpToDate,
    /// A foreign hook moved to this path, and the shim runs both.
    Chained(PathBuf),
    /// This hook was moved aside earlier and had stopped running; it runs again.
    Rejoined(PathBuf),
    /// This file of somebody else runs our program already.
    AlreadyCalled(PathBuf),
    /// Nothing was changed, for this reason; this is what the user can do.
    Refused(String, Option<ManualStep>),
    /// It could not be done, for this reason.
    Failed(String),
    /// A hook manager runs this hook; this is what is to be said to it. A hook that
    /// was moved aside earlier is not run any more.
    Managed(&'static Manager, ManualStep, Option<PathBuf>),
    /// Ours was taken away.
    Removed,
    /// The foreign hook is back where it was.
    Restored,
    /// Our lines were taken out of this file; what others wrote into it stays.
    Trimmed(PathBuf),
    /// A hook that was moved aside stays there, for its place was taken since.
    KeptAside(PathBuf),
    /// There was nothing of ours.
    Absent,
}
