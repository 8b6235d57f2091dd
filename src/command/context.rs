//! What commands start from: the project and how to draw, or one sentence that says what to do.

use crate::terms::phase_number::PhaseNumber;
use anyhow::{Result, anyhow, bail};

use crate::git::commit::commit_info::CommitInfo;
use crate::git::open::unsupported::Unsupported;
use crate::git::operation::Operation;
use crate::git::repository::Repo;
use crate::report::terminal::color::{ColorChoice, Style};
use crate::report::terminal::output::Output;
use crate::report::terminal::pager::PagerSettings;
use crate::report::terminal::stream::Stream;
use crate::session::transition::error::TransitionError;
use crate::snapshot::project::Project;
use crate::store::session_file::{Refusal, SessionFile};

/// A project, and how to draw on both streams.
#[derive(Debug)]
pub(crate) struct Context {
    /// The project of the working directory, also where its hooks are switched off.
    pub(crate) project: Project,
    /// For what the command was asked to print.
    pub(crate) style_out: Style,
    /// For findings and notes.
    pub(crate) style_err: Style,
}

impl Context {
    /// The project around the working directory.
    ///
    /// # Errors
    /// One sentence on what to do, where there is no repository that we can work in.
    pub(crate) fn open(color: ColorChoice) -> Result<Self> {
        Ok(Self::of(Project::open().map_err(way_out)?, color))
    }

    /// The same, also where the repository is bare: the commits of a range can be looked at
    /// there, with the configuration that the newest of them has.
    ///
    /// # Errors
    /// One sentence on what to do, where there is no repository that we can read.
    pub(crate) fn open_for_history(color: ColorChoice, range: &str) -> Result<Self> {
        let is_bare =
            |error: &anyhow::Error| matches!(error.downcast_ref(), Some(Unsupported::Bare));
        let project = match Project::open() {
            Err(error) if is_bare(&error) => Project::open_bare(range),
            opened => opened,
        };
        Ok(Self::of(project.map_err(way_out)?, color))
    }

    fn of(project: Project, color: ColorChoice) -> Self {
        let style_out = project.style(color, Stream::Stdout);
        let style_err = project.style(color, Stream::Stderr);
        Self { project, style_out, style_err }
    }

    /// The commit that HEAD names.
    ///
    /// # Errors
    /// One sentence on what to do, on an unborn branch.
    pub(crate) fn head(&self) -> Result<CommitInfo> {
        self.project.repo.head()?.ok_or_else(|| {
            anyhow!("there is no commit yet: make the first one, then run this again")
        })
    }

    /// Whether SESSION.md may be written.
    ///
    /// # Errors
    /// One sentence on what to do, where an operation is under way that it would break.
    pub(crate) fn require_quiet(&self) -> Result<()> {
        if self.project.repo.operation().is_some_and(Operation::is_in_progress) {
            bail!(
                "git is in the middle of an operation: bring it to its end, then run this again (with `--dry-run` it can be run now)"
            );
        }
        Ok(())
    }

    /// SESSION.md of the worktree.
    ///
    /// # Errors
    /// One sentence on what to do, where there is none or it is left alone.
    pub(crate) fn session(&self) -> Result<SessionFile> {
        let path = &self.project.config.session;
        self.project.repo.read_session(path).map_err(|refusal| match refusal {
            Refusal::Absent => {
                anyhow!("there is no {path}; `git checkpoint init` makes one from your plan")
            }
            other => self.unusable(&other),
        })
    }

    /// Has git's pager show what goes to a terminal.
    pub(crate) fn page(&self, output: &mut Output) {
        let variable = |name| std::env::var(name).ok();
        let (git_pager, pager) = (variable("GIT_PAGER"), variable("PAGER"));
        let core_pager = self.project.repo.config_string("core.pager");
        output.page(&PagerSettings {
            git_pager: git_pager.as_deref(),
            core_pager: core_pager.as_deref(),
            pager: pager.as_deref(),
        });
    }

    /// What there is to say of a SESSION.md that is left alone.
    pub(crate) fn unusable(&self, refusal: &Refusal) -> anyhow::Error {
        anyhow!("{} cannot be used: {refusal}", self.project.config.session)
    }

    /// What there is to say of a SESSION.md that is none in the format.
    pub(crate) fn not_in_format(&self) -> anyhow::Error {
        let (path, obstacle) = (&self.project.config.session, TransitionError::NotInFormat);
        anyhow!("{path} cannot be used: {obstacle}; {}", obstacle.help())
    }
}

/// Stops a command that git would serve in part: where git refuses the repository.
///
/// # Errors
/// Why git refuses it, and what helps.
pub(crate) fn require_accepted() -> Result<()> {
    match Repo::discover() {
        Err(error) if matches!(error.downcast_ref(), Some(Unsupported::Refused { .. })) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// The error with what to do about it, where we know.
fn way_out(error: anyhow::Error) -> anyhow::Error {
    let advice = match error.downcast_ref::<Unsupported>() {
        Some(Unsupported::NoRepository) => "go to your project's folder, or run `git init` here",
        Some(Unsupported::Bare) => "run this in a worktree (`git worktree add <folder>` makes one)",
        Some(Unsupported::Refused { .. }) | None => return error,
    };
    anyhow!("{error}; {advice}")
}

/// The number of a phase as checkpoint messages have it.
pub(crate) fn number(text: &str) -> Result<PhaseNumber, &'static str> {
    PhaseNumber::parse(text).ok_or("expected a phase number such as 3, 3.1 or 4a")
}
