#![no_main]

use std::fs::File;
use std::io::{Read, Seek, Write, copy, sink, stdin, stdout};

use git_checkpoint::fuzz::protocol::{check, conversation, filter};
use rustix::fs::{MemfdFlags, memfd_create};
use rustix::stdio::{dup2_stdin, dup2_stdout};

// gix reads and writes those of the process, and nothing else.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (mut asked, mut answered) = (file(), file());
    asked.write_all(&conversation(bytes)).expect("memory takes it");
    asked.rewind().expect("it is a file");
    dup2_stdin(&asked).expect("it is open");
    dup2_stdout(&answered).expect("it is open");
    filter();
    // Nothing of it is left in the buffer for the next conversation.
    copy(&mut stdin(), &mut sink()).expect("it is a file");
    stdout().flush().expect("memory takes it");
    let mut answer = Vec::new();
    answered.rewind().expect("it is a file");
    answered.read_to_end(&mut answer).expect("it is a file");
    check(bytes, &answer);
});

fn file() -> File {
    File::from(memfd_create("conversation", MemfdFlags::CLOEXEC).expect("Linux has them"))
}
