//! The recorded hashes that HEAD's history does not hold, for who checks SESSION.md.

use anyhow::Result;

use crate::git::commit::commit_info::CommitInfo;
use crate::session::model::Session;
use crate::session::record::recorded::HashPlace;
use crate::snapshot::model::LostHash;
use crate::snapshot::project::Project;
use crate::sync::verify::verdict::HashVerdict;
use crate::sync::verify::verify_hashes::judge_commits;

/// The hashes that name a commit elsewhere, each with what `repair` would write instead; none where
/// commits may be missing here.
///
/// # Errors
/// Where HEAD cannot be read.
pub(crate) fn lost_hashes(project: &Project, session: &Session<'_>) -> Result<Vec<LostHash>> {
    let Some(head) = project.repo.head()?.filter(|_| !project.repo.is_incomplete()) else {
        return Ok(Vec::new());
    };
    let named = |to: &CommitInfo| (project.repo.abbreviate(&to.id), to.committer_date.clone());
    let judged = judge_commits(project, &head, session).into_iter();
    let lost = judged.filter_map(|(recorded, verdict)| {
        let successor = match verdict {
            HashVerdict::Rewritten { to, .. } => Some(named(&to)),
            HashVerdict::Elsewhere { .. } | HashVerdict::Ambiguous { .. }
                if recorded.place == HashPlace::LastCommit =>
            {
                Some(named(&head))
            }
            HashVerdict::Elsewhere { .. } | HashVerdict::Ambiguous { .. } => None,
            _ => return None,
        };
        Some(LostHash { span: recorded.hash.span(), successor })
    });
    Ok(lost.collect())
}
