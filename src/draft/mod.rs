//! Checkpoint messages made for the author: composed, or repaired after a refusal.

pub mod compose;
pub mod model;
pub mod next_step;
pub mod repair;
pub mod sorted_text;
pub mod true_list;
