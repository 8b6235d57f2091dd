//! The choice of how to keep SESSION.md, as `init` and `install` name it.

use std::fs;

use crate::report::keeping::{SessionTracking, ways_to_keep};
use crate::snapshot::project::Project;

/// The ways to keep the file, with commands that work as they are printed.
pub(crate) fn offered_ways(project: &Project, tracking: SessionTracking) -> Vec<String> {
    // git's templates make it, and need not be there.
    let _ = fs::create_dir_all(project.repo.common_dir().join("info"));
    let session = &project.config.session;
    ways_to_keep(session, &project.display(session), tracking)
}
