//! The changed file that a wrong path most likely means.

use crate::rules::shared::file_list::printable;
use crate::terms::changed_paths::Change;

/// Longer paths, and more changes, are not compared letter by letter.
const MAX_COMPARED: usize = 200;

/// Returns the one changed file of the same name in another folder, or a typing error away.
pub(crate) fn namesake(path: &str, changes: &[Change]) -> Option<String> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = name(path);
    if wanted.is_empty() || path.len() > MAX_COMPARED {
        return None;
    }
    let is_like = |other: &String| {
        name(other) == wanted
            || (other.len().abs_diff(path.len()) <= 2 && strsim::osa_distance(other, path) <= 2)
    };
    let mut like =
        changes.iter().take(MAX_COMPARED).map(|change| printable(&change.path)).filter(is_like);
    let only = like.next()?;
    like.next().is_none().then_some(only)
}
