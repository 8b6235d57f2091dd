#!/usr/bin/env node
// Starts the companion of this platform's package. Hooks never come here: they are links to the
// native programs, which `git-checkpoint install` makes.
"use strict";

const { spawnSync } = require("node:child_process");
const path = require("node:path");

const name = `git-checkpoint-${process.platform}-${process.arch}`;
let folder;
try {
  folder = path.dirname(require.resolve(`${name}/package.json`));
} catch {
  console.error(`error: the package ${name} is not installed`);
  console.error("help: install without `--omit=optional`, or build from source with install.sh");
  process.exit(2);
}

const ending = process.platform === "win32" ? ".exe" : "";
const program = path.join(folder, `git-checkpoint${ending}`);
// An interrupt goes to the whole group; the companion decides what it means.
process.on("SIGINT", () => {});
const run = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (run.error) {
  console.error(`error: cannot start ${program}: ${run.error.message}`);
  process.exit(2);
}
process.exit(run.status ?? 2);
