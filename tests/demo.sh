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
# Tasks: Implementation Phases

## Phase 1: Setup

## Phase 2: Tasks API

## Phase 3: Task UI
END
cat >SESSION.md <<'END'
# Session State

**Current Phase**: Phase 2
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`

---

## Phase 1: Setup [Complete]

**Completed**: 2026-01-02
**Summary**: Server, router and test runner

## Phase 2: Tasks API [In Progress]

**Type**: API | **Started**: 2026-01-03
**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-2`

**Progress**:

- [ ] GET /api/tasks endpoint
- [ ] PATCH /api/tasks/:id <-- CURRENT

**Next Action**: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:3

## Phase 3: Task UI [Pending]

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3`
END
printf 'import { Router } from "./router";\n\nexport const tasks = new Router();\n' >src/routes/tasks.ts
git add .
git commit -q -m 'Start the project'

tell 'Once per repository:'
show 'git checkpoint install'

tell 'Work as always: a file is written, a task is ticked.'
printf 'tasks.get("/api/tasks", list);\n' >>src/routes/tasks.ts
sed -i.bak 's/- \[ \] GET/- [x] GET/' SESSION.md && rm SESSION.md.bak
printf 'export const limit = 100;\n' >src/limits.ts
show 'git add src/routes/tasks.ts'

tell 'A checkpoint whose message has lost its form is refused, and comes back repaired:'
cat >message.txt <<'END'
checkpoint: Phase 2 in progress - GET endpoint

Phase: 3 - Tasks API
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
