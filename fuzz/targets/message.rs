#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| git_checkpoint::fuzz::message::message(bytes));
