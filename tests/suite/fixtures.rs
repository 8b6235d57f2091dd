//! Messages and documents that several tests use.

/// The three examples of the specification: complete, in progress, paused.
pub const EXAMPLES: [&str; 3] = [
    "checkpoint: Phase 3 Complete - Tasks API

Phase: 3 - Tasks API
Status: Complete
Session: Completed all CRUD endpoints and verified functionality

Files Changed:
- src/routes/tasks.ts (all CRUD operations)
- src/lib/schemas.ts (task validation)

Next: Phase 4 - Start building Task List UI component
",
    "checkpoint: Phase 3 In Progress - Endpoints implemented

Phase: 3 - Tasks API
Status: In Progress
Session: Implemented GET and POST endpoints, need PATCH/DELETE

Files Changed:
- src/routes/tasks.ts (GET, POST endpoints)
- src/lib/schemas.ts (task schema)

Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47
",
    "checkpoint: Phase 3 Paused - Need design decision

Phase: 3 - Tasks API
Status: Paused
Session: Built endpoints but need to decide on tag filtering approach

Files Changed:
- src/routes/tasks.ts (basic endpoints)

Next: Decide: client-side tag filtering or SQL query parameter? Resume at src/routes/tasks.ts:89
",
];

/// The specification's SESSION.md.
pub const TEMPLATE: &str = "# Session State

**Current Phase**: Phase 3
**Current Stage**: Implementation
**Last Checkpoint**: abc1234 (2025-10-23)
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`, `docs/ARCHITECTURE.md`

---

## Phase 1: Setup [Complete]

**Completed**: 2025-10-15 | **Checkpoint**: abc1234
**Summary**: Vite + React + Tailwind v4 + D1 binding

## Phase 2: Database [Complete]

**Completed**: 2025-10-18 | **Checkpoint**: def5678
**Summary**: D1 schema + migrations + seed data

## Phase 3: Tasks API [In Progress]

**Type**: API | **Started**: 2025-10-23
**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3`

**Progress**:

- [x] GET /api/tasks endpoint (commit: ghi9012)
- [x] POST /api/tasks endpoint (commit: jkl3456)
- [ ] PATCH /api/tasks/:id <-- CURRENT
- [ ] DELETE /api/tasks/:id
- [ ] Verify all endpoints

**Next Action**: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47

**Key Files**: `src/routes/tasks.ts`, `src/lib/schemas.ts`

**Known Issues**: None

## Phase 4: Task UI [Pending]

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-4`
";

/// The same state in the emoji dialect, with phases a level deeper and Markdown line breaks.
pub const EMOJI: &str = "# Session State\n\n\
**Current Phase**: Phase 3  \n\
**Current Stage**: Implementation  \n\
**Last Checkpoint**: `abc1234` (2025-10-23)  \n\
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`  \n\n\
---\n\n\
### Phase 1: Setup ✅\n\n\
**Completed**: 2025-10-15 | **Checkpoint**: abc1234\n\n\
### Phase 3: Tasks API 🔄\n\n\
- [x] GET /api/tasks endpoint  \n\
- [ ] PATCH /api/tasks/:id <-- CURRENT  \n\
- [ ] DELETE /api/tasks/:id  \n\n\
**Next Action**: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47  \n\n\
### Phase 4: Task UI ⏸️";

/// A checkpoint that is right in a project with [`TEMPLATE`] and the files of
/// [`crate::harness::Project::with_session`].
pub const CHECKPOINT: &str = EXAMPLES[1];
