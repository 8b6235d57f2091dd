//! The Next Action, and the step that follows from tasks, criteria and plan.

pub mod announcement;
pub mod next_action;
pub mod next_step;
pub mod sections;
pub mod task_match;
pub mod written_action;
