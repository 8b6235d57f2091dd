//! Any conversation of git with the filter: pkt-lines, read by gix from standard input.

use std::io::Write;

use crate::git::filter::serve;
use crate::session::slot::slot_value::{SlotValue, write_slot};

const FLUSH: &[u8] = b"0000";

/// The longest payload of one packet.
const MAX_PAYLOAD: usize = 65_516;

/// What is said to the filter for these bytes: with a first one that is even a file, sent as git
/// sends it in packets of that size, twice; else packets of any kind.
pub fn conversation(bytes: &[u8]) -> Vec<u8> {
    let Some((kind, rest)) = bytes.split_first() else { return Vec::new() };
    let mut said = Vec::new();
    if kind % 2 == 0 {
        said.extend(greeting());
        for command in ["smudge", "clean"] {
            said.extend(packet(format!("command={command}\n").as_bytes()));
            said.extend(packet(b"pathname=SESSION.md\n"));
            said.extend(FLUSH);
            said.extend(rest.chunks(usize::from(*kind) * 16 + 1).flat_map(packet));
            said.extend(FLUSH);
        }
        return said;
    }
    if kind % 4 == 1 {
        said.extend(greeting());
    }
    for part in rest.split(|byte| *byte == 0xff) {
        match part {
            [] => said.extend(FLUSH),
            [0xfe, raw @ ..] => said.extend(raw),
            payload => said.extend(packet(payload)),
        }
    }
    said
}

fn greeting() -> Vec<u8> {
    let lines = [&b"git-filter-client\n"[..], b"version=2\n"].map(packet).concat();
    let capabilities = [&b"capability=clean\n"[..], b"capability=smudge\n"].map(packet).concat();
    [&lines[..], FLUSH, &capabilities, FLUSH].concat()
}

fn packet(payload: &[u8]) -> Vec<u8> {
    let payload = &payload[..payload.len().min(MAX_PAYLOAD)];
    let mut packet = Vec::with_capacity(payload.len() + 4);
    write!(packet, "{:04x}", payload.len() + 4).expect("a vector takes all");
    packet.extend(payload);
    packet
}

/// The filter, on standard input and output.
pub fn filter() {
    // Where it is not git that speaks, the program ends with an error.
    drop(serve(|| (), |request| write_slot(request.content, &SlotValue::constant())));
}

/// # Panics
/// Where the answer to the [`conversation`] of these bytes is none that git reads, or another file.
pub fn check(bytes: &[u8], answer: &[u8]) {
    let lines = packets(answer);
    let Some((0, rest)) = bytes.split_first().map(|(kind, rest)| (kind % 2, rest)) else { return };
    let expected = write_slot(rest.to_vec(), &SlotValue::constant());
    let success = b"status=success".to_vec();
    let answers: Vec<_> = lines.split(Option::is_none).skip(2).collect();
    // A status, a file, and an empty list, which lets the status stand; twice.
    let [first, one, [], second, two, [], []] = answers[..] else { panic!("{answers:?}") };
    for (status, content) in [(first, one), (second, two)] {
        assert_eq!(status, [Some(success.clone())]);
        assert_eq!(content.iter().flatten().flatten().copied().collect::<Vec<_>>(), expected);
    }
}

/// The payloads; `None` for a flush.
fn packets(mut answer: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut packets = Vec::new();
    while !answer.is_empty() {
        let length = answer.get(..4).and_then(|digits| std::str::from_utf8(digits).ok());
        let length = length.and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let length = length.expect("a packet begins with its length");
        let end = length.max(4);
        assert!(end <= MAX_PAYLOAD + 4 && (length == 0 || length > 4), "{length}");
        packets.push((length > 0).then(|| answer[4..end].to_vec()));
        answer = &answer[end..];
    }
    packets
}
