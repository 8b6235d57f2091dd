//! The terminal: streams, colours, and what may reach it.

pub mod color;
pub mod error_list;
pub mod output;
pub mod pager;
pub mod sanitize;
pub mod stream;
