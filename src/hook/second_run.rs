//! A hook that is installed twice (in the user's configuration and in the repository's
//! hooks folder, say) runs twice for one commit, and speaks once.

use crate::git::repository::Repo;

/// Whether this hook has spoken already within the git process that runs it now.
/// Asked only where there is something to say.
pub(crate) fn is_second_run(event: &str) -> bool {
    let Some(process) = git_process() else { return false };
    let Ok(repo) = Repo::discover() else { return false };
    repo.state().speaks_first(event, &process).is_ok_and(|is_first| !is_first)
}

/// The git process that waits for this hook, with the time of its start: numbers come
/// again. Between the two may stand a shell or a hook manager.
#[cfg(target_os = "linux")]
fn git_process() -> Option<String> {
    const MAX_ANCESTORS: usize = 16;
    let mut process = ProcessStat::read("self")?;
    for _ in 0..MAX_ANCESTORS {
        process = ProcessStat::read(&process.parent)?;
        if process.name == "git" {
            return Some(format!("{} {}", process.id, process.start));
        }
    }
    None
}

#[cfg(all(unix, not(target_os = "linux")))]
fn git_process() -> Option<String> {
    rustix::process::getppid().map(|parent| parent.as_raw_nonzero().to_string())
}

#[cfg(not(unix))]
fn git_process() -> Option<String> {
    None
}

/// What proc(5) says of a process.
#[cfg(target_os = "linux")]
struct ProcessStat {
    id: String,
    name: String,
    parent: String,
    start: String,
}

#[cfg(target_os = "linux")]
impl ProcessStat {
    fn read(id: &str) -> Option<Self> {
        let text = std::fs::read(format!("/proc/{id}/stat")).ok()?;
        Self::parse(&String::from_utf8_lossy(&text))
    }

    /// `1234 (name) S 1 …`: the name may hold anything, the start is the 22nd field.
    fn parse(text: &str) -> Option<Self> {
        let (id, rest) = text.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let (parent, start) = (fields.get(1)?, fields.get(19)?);
        let text = |text: &str| text.to_owned();
        Some(Self { id: text(id), name: text(name), parent: text(parent), start: text(start) })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use crate::hook::second_run::ProcessStat;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let text = "12 (a) b (c) S 7 12 9 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 8812 1 2";
        let process = ProcessStat::parse(text).unwrap();
        assert_eq!((process.id.as_str(), process.name.as_str()), ("12", "a) b (c"));
        assert_eq!((process.parent.as_str(), process.start.as_str()), ("7", "8812"));
    }
}
