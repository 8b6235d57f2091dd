//! Rebases of every kind.

use super::play::{Facts, Quiet, Random, finish};
use super::side::Side;

/// What an editor makes of the messages of a rebase.
pub fn edit(side: &mut Side, random: &mut Random, facts: &Facts) {
    let editors = [
        ":",
        "sed -i '1s/^checkpoint: .*/Was a checkpoint/'",
        "sed -i '1s/^T/checkpoint: out of form T/'",
    ];
    // Where it is judged and no rebase is under way, the last would be refused.
    let editors = &editors[..if facts.is_judged { 2 } else { 3 }];
    side.set("GIT_EDITOR", random.of(editors));
}

pub fn rebase(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    if facts.is_tracked && random.chance(50) {
        side.git(&["checkout", "-q", "--", "SESSION.md"]);
    }
    if random.chance(15) {
        side.write("dirty", random.of(&["dirty\n", "begin\n"]));
    }
    // What is put aside comes back after the last hook.
    let is_put_aside = facts.is_edited || side.is_dirty();
    let autostash = random.of(&["--autostash", "--autostash", "--no-autostash"]);
    edit(side, random, facts);
    let is_done = start_rebase(side, random, facts, autostash);
    finish(side, random, "rebase");
    if is_done && !is_put_aside { Quiet::Rewritten } else { Quiet::Perhaps }
}

/// Whether it went through in one.
pub fn start_rebase(side: &mut Side, random: &mut Random, facts: &Facts, autostash: &str) -> bool {
    let count = (1 + random.below(5)).min(facts.movable.len());
    let base = format!("HEAD~{count}");
    let depth = format!("HEAD~{}", random.below(8).min(facts.chain.len()));
    let quiet = ["rebase", "-q", autostash];
    let other = facts.other;
    let arguments: &[&str] = match random.below(14) {
        0..5 => return rebase_with_todo(side, random, &facts.movable[..count], autostash),
        5 => &[other],
        6 => &["--apply", other],
        7 => &["--onto", other, &base],
        8 => &["-r", "--force-rebase", &depth],
        9 => &["-i", "--autosquash", &depth],
        10 => &["-i", "--empty=drop", "--reapply-cherry-picks", "--onto", other, &base],
        11 => &["-i", "--empty=drop", other],
        12 => &["--force-rebase", "-x", "true", &base],
        _ if facts.chain.len() < 12 => return rebase_root(side, random, facts, autostash),
        _ => &["--force-rebase", &base],
    };
    let editor = random.of(&[":", ":", "sed -i 2d", "sed -i -e 1d -e 3d"]);
    let editor = format!("sequence.editor={editor}");
    side.git(&[&["-c", &editor], &quiet[..], arguments].concat()) && !side.is_busy()
}

/// The other branch comes along: without a root in common little could be done with the two.
fn rebase_root(side: &mut Side, random: &mut Random, facts: &Facts, autostash: &str) -> bool {
    let is_done = side.git(&["rebase", "-q", autostash, "--root", "--force-rebase"]);
    finish(side, random, "rebase");
    side.git(&["branch", "-q", "-f", facts.other]);
    is_done
}

fn rebase_with_todo(
    side: &mut Side,
    random: &mut Random,
    commits: &[String],
    autostash: &str,
) -> bool {
    let mut chosen: Vec<&String> = commits.iter().rev().collect();
    if random.chance(40) && !chosen.is_empty() {
        let (one, other) = (random.below(chosen.len()), random.below(chosen.len()));
        chosen.swap(one, other);
    }
    if random.chance(25) && chosen.len() > 1 {
        chosen.remove(random.below(chosen.len()));
    }
    let todo: String = chosen.iter().enumerate().map(|at| line(random, at)).collect();
    side.write(".git/todo", &todo);
    let base = format!("HEAD~{}", commits.len());
    let editor = "sequence.editor=cp .git/todo";
    side.git(&["-c", editor, "rebase", "-q", autostash, "-i", &base]) && !side.is_busy()
}

fn line(random: &mut Random, (at, commit): (usize, &&String)) -> String {
    let action = match random.below(14) {
        0 => "drop",
        1 | 2 => "reword",
        3 => "edit",
        4 | 5 if at > 0 => "squash",
        6 if at > 0 => "fixup",
        7 if at > 0 => "fixup -C",
        _ => "pick",
    };
    let more = match random.below(30) {
        0 | 1 => "exec true\n",
        2 => "exec false\n",
        3 => "break\n",
        4 => "exec git commit -q --allow-empty -m Between\n",
        _ => "",
    };
    format!("{action} {commit}\n{more}")
}

pub fn pull(side: &mut Side, random: &mut Random, facts: &Facts) -> Quiet {
    edit(side, random, facts);
    let rebase = random.of(&["--rebase", "--rebase=merges"]);
    let is_put_aside = facts.is_edited || side.is_dirty();
    let is_done = side.git(&["pull", "-q", rebase, "--autostash", ".", facts.other]);
    let is_done = is_done && !side.is_busy();
    finish(side, random, "rebase");
    if is_done && !is_put_aside { Quiet::Rewritten } else { Quiet::Perhaps }
}
