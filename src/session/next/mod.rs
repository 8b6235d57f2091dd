//! The Next Action, and the step that follows from tasks, criteria and plan.

pub mod next_action;
pub mod next_step;
pub mod task_match;
