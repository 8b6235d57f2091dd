use super::*;
use crate::plan::model::Plan;

#[test]
fn bullets_at_the_level_of_numbers_are_their_parts() {
    let text = "## Phase 1: A\n\n### Tasks\n1. **Set up**\n- one\n- two\n\n2. **Test**\n";
    let plan = Plan::parse(text);
    let tasks = plan.phases[0].tasks.iter();
    let tasks: Vec<String> = tasks.map(|t| format!("{}{}", " ".repeat(t.depth), t.text)).collect();
    assert_eq!(tasks, ["Set up", " one", " two", "Test"]);
}

fn of(body: &str) -> (Vec<String>, Vec<String>) {
    let text = format!("## Phase 1: A\n{body}");
    let plan = Plan::parse(&text);
    let texts = |items: &[PlanItem<'_>]| {
        items.iter().map(|i| format!("{}{}", i.text, if i.is_done { "!" } else { "" })).collect()
    };
    (texts(&plan.phases[0].tasks), texts(&plan.phases[0].criteria))
}

fn all(tasks: &[&str], criteria: &[&str]) -> (Vec<String>, Vec<String>) {
    let owned = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
    (owned(tasks), owned(criteria))
}

#[test]
fn tasks_stand_under_a_heading_or_a_label() {
    for label in ["### Tasks", "### Tasks:", "**Tasks**:", "**Tasks**", "- **Tasks**:", "Tasks:"] {
        let body = format!("**Goal**: g\n- not this\n\n{label}\n- a\n  - part of a\n1. ✅ b\n");
        assert_eq!(of(&body), all(&["a", "b!"], &[]), "{label}");
    }
}

#[test]
fn check_boxes_win_and_may_be_indented() {
    let body = "### Tasks\n#### 1.1 First\n1. **Group**\n   - [x] a\n#### 1.2 Second\n   - [ ] b\n### Notes\n- c\n";
    assert_eq!(of(body), all(&["a!", "b"], &[]));
    assert_eq!(of("text\n- [ ] a\n- b\n"), all(&["a"], &[]));
}

#[test]
fn criteria_go_by_many_names() {
    for label in [
        "### Verification Criteria",
        "**Exit Criteria**:",
        "**Exit criteria**",
        "### Success Criteria",
        "### ✅ Acceptance Criteria",
        "- **Verification**:",
        "### Tests / verification (before moving on)",
    ] {
        let body = format!("**Tasks**:\n- [ ] a\n\n{label}\n- [ ] c\n- [x] d\n");
        assert_eq!(of(&body), all(&["a"], &["c", "d!"]), "{label}");
    }
}

#[test]
fn steps_in_bold_are_items_and_lose_their_markup() {
    let body = "### Tasks\n1. **Set up**\n   - part\n2. ~~Done~~\n\n- **Notes**:\n  - c\n";
    assert_eq!(of(body), all(&["Set up", "Done"], &[]));
}

#[test]
fn without_a_list_task_headings_or_deliverables_serve() {
    assert_eq!(of("### 1.1 **a**\ntext\n### 2. b\n### 2nd c\n"), all(&["a", "b"], &[]));
    assert_eq!(of("### Task 1.1: a\ntext\n### Step 2 - b\n"), all(&["a", "b"], &[]));
    assert_eq!(of("### Deliverables\n- a\n- b\n"), all(&["a", "b"], &[]));
}

#[test]
fn an_item_that_ends_with_a_colon_is_an_item() {
    let body =
        "### Exit criteria\n- [ ] Tests for:\n  - x\n- [ ] b\n\n### Tasks\n- Do:\n  - x\n- c\n";
    assert_eq!(of(body), all(&["Do:", "c"], &["Tests for:", "b"]));
}

#[test]
fn a_list_directly_below_the_heading_or_an_unknown_label_is_tasks() {
    for above in [
        "", "Intro.\n\n", "**Goal**: g\n\n", "Livrables:\n", "Παραδοτέα:\n", "Что делаем:\n",
        "要做的事：\n",
    ] {
        for (first, second) in [("- a", "- b"), ("1. a", "2. b")] {
            let body = format!("{above}{first}\n{second}\n\nRisks:\n- no\n");
            assert_eq!(of(&body), all(&["a", "b"], &[]), "{body}");
        }
    }
}

#[test]
fn criteria_of_other_languages_are_no_tasks() {
    for label in [
        "Akzeptanzkriterien:",
        "**Критерии приёмки**:",
        "### 验收标准",
        "### Critères d'acceptation",
    ] {
        assert_eq!(of(&format!("- a\n\n{label}\n- c\n")), all(&["a"], &["c"]), "{label}");
    }
}

#[test]
fn tables_list_tasks() {
    let table = "| # | Task | Done |\n|---|---|---|\n| 1 | a | ✅ |\n| 2 | **b** | |\n";
    assert_eq!(of(table), all(&["a!", "b"], &[]));
    assert_eq!(of(&format!("### Tasks\n{table}")), all(&["a!", "b"], &[]));
    assert_eq!(of("| Step | Task |\n|---|---|\n| 0.1 | a |\n"), all(&["a"], &[]));
    assert_eq!(of("| № | Задача |\n|:-:|---|\n| 1 | а б |\n"), all(&["а б"], &[]));
    assert_eq!(of("### Files\n| File | Why |\n|---|---|\n| a.ts | b |\n"), all(&[], &[]));
}

#[test]
fn fields_in_bullets_are_no_tasks_but_the_scope_is() {
    let body = "- **Objective**: o\n- **Scope**: s\n- **Risks**: r\n";
    assert_eq!(of(body), all(&["s"], &[]));
    assert_eq!(of("- **Risks**: r\n- **Notes**: n\n"), all(&[], &[]));
}

#[test]
fn numbered_tasks_below_tasks_go_on_after_criteria() {
    let body = "### Tasks\n#### Task 1.1: A\n- [ ] a\n**Acceptance Criteria**:\n- [ ] c\n#### Task 1.2: B\n- [ ] b\n";
    assert_eq!(of(body), all(&["a", "b"], &["c"]));
}

#[test]
fn lists_in_fences_are_none() {
    assert_eq!(of("```\n- [ ] a\n```\n"), all(&[], &[]));
}

#[test]
fn an_item_that_says_nothing_is_no_task() {
    let body = "**Tasks**:\n- [ ] N/A\n- [ ] a\n- [ ] None.\n- [ ] -\n";
    assert_eq!(of(body), all(&["a"], &[]));
    assert_eq!(of("**Tasks**: N/A\n"), all(&[], &[]));
    assert_eq!(of("**Tasks**:\n- N/A\n\n**Deliverables**:\n- b\n"), all(&["b"], &[]));
    assert_eq!(of("- [ ] a\n\n**Verification**:\n- [ ] n/a\n"), all(&["a"], &[]));
}

#[test]
fn a_paragraph_of_tasks_is_a_task_for_each_clause() {
    for body in [
        "**Tasks**: Set up; wire (a; b).\n",
        "### Tasks\n\nSet up; wire (a; b).\n",
        "- **Scope:** Set up;\n  wire (a; b).\n",
    ] {
        assert_eq!(of(body), all(&["Set up", "wire (a; b)"], &[]), "{body}");
    }
    let list = "### Tasks\n\nDo these in order; do not skip:\n\n- a\n- b\n";
    assert_eq!(of(list), all(&["a", "b"], &[]));
}

#[test]
fn durations_are_no_part_of_tasks() {
    let body = "- [ ] **Set up** (20 min)\n- [ ] Wire (the form) (2h)\n- [ ] Timeout (see notes)\n";
    assert_eq!(of(body), all(&["Set up", "Wire (the form)", "Timeout (see notes)"], &[]));
    let single = "- [ ] Session timeout (20 min)\n- [ ] b\n";
    assert_eq!(of(single), all(&["Session timeout (20 min)", "b"], &[]));
}

#[test]
fn deliverables_are_to_be_checked_where_objectives_are_the_tasks() {
    let body = "### Objectives\n- a\n- b\n\n### Deliverables\n- a is there\n";
    assert_eq!(of(body), all(&["a", "b"], &["a is there"]));
    let others = format!("{body}\n### Tasks\n- c\n");
    assert_eq!(of(&others), all(&["c"], &[]));
}
