#!/bin/sh
# The main job, shown in the current, empty folder. The programs must be on PATH.
# The README shows parts of its output; a test compares them.
set -u

# Pinned, so that every run shows the same hashes.
export LC_ALL=C.UTF-8
export GIT_AUTHOR_NAME='A. Author' GIT_AUTHOR_EMAIL=author@example.com GIT_AUTHOR_DATE='2026-01-05T10:00:00 +0100'
export GIT_COMMITTER_NAME='A. Author' GIT_COMMITTER_EMAIL=author@example.com GIT_COMMITTER_DATE='2026-01-05T10:00:00 +0100'

show() {
    printf '\n$ %s\n' "$1"
    sh -c "$1" 2>&1
    code=$?
    [ "$code" = 0 ] || echo "(exit code $code)"
}

tell() { printf '\n# %s\n' "$*"; }

git init -q -b main
mkdir -p src/routes docs
cat >docs/IMPLEMENTATION_PHASES.md <<'END'
# Implementation Phases: Tasks

## Phase 1: Tasks API

### Tasks

- [ ] GET /api/tasks in src/routes/tasks.ts
- [ ] PATCH /api/tasks/:id in src/routes/tasks.ts

### Verification Criteria

- [ ] A task that was changed stays changed

## Phase 2: Task UI

### Tasks

- [ ] List the tasks
END
printf 'import { Router } from "./router";\n\nexport const tasks = new Router();\n' >src/routes/tasks.ts
git add .
git commit -q -m 'Start the project'

tell 'Once per repository:'
show 'git checkpoint install'
show 'git checkpoint init'
show 'git add SESSION.md && git commit -q -m "Begin phase 1"'

tell 'Work as always: a file is written, a task is ticked.'
printf 'tasks.get("/api/tasks", list);\n' >>src/routes/tasks.ts
show 'git checkpoint done'
printf 'export const limit = 100;\n' >src/limits.ts
show 'git add src/routes/tasks.ts SESSION.md'

tell 'A checkpoint whose message has lost its form is refused, and comes back repaired:'
cat >message.txt <<'END'
checkpoint: Phase 1 in progress - GET endpoint

Phase: 2 - Tasks API
Status: In Progress
Session: Added the GET endpoint

Files Changed:
- src/routes/tasks.ts (GET endpoint)

Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:4
END
echo message.txt >>.git/info/exclude
show 'git commit -q -F message.txt'

tell 'The way back is one command; the hash is in SESSION.md at once:'
show 'git commit -q -F .git/CHECKPOINT_EDITMSG'
show 'git diff -U0 SESSION.md'

tell 'An ordinary commit with nothing to say prints nothing:'
printf 'src/limits.ts\n' >.gitignore
show 'git add .gitignore && git commit -q -m "Ignore the limits"'
show 'grep Last SESSION.md'

tell 'A checkpoint needs no message written by hand:'
printf 'tasks.patch("/api/tasks/:id", change);\n' >>src/routes/tasks.ts
show 'git checkpoint done'
show 'git checkpoint commit -a --summary "PATCH endpoint" --session "Added the PATCH endpoint"'

tell 'What the next session, or the next agent, begins with:'
show 'git checkpoint resume'
