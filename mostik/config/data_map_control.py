"""The data map of the room of control."""

from mostik.core.privacy.terms import Purpose, Whose, holds

WORKER, WORK = Whose.WORKER, Purpose.WORK

CONTROL = {
    "control.Action": holds(
        WORKER,
        WORK,
        personal="made_by",
        words="text outcome",
        money="plan_then fact_then",
        plain="id kind case_id person_id department_id metric owner_id team_id due_on state made_at ended_at version",
    ),
    "control.Assignment": holds(
        WORKER,
        WORK,
        words="text origin_words place answer_text acted_text returned_text solved_text withdrawn_text",
        plain=(
            "id origin giver_id owner_id team_id department_id made_by made_at due_on wanted_on answer answered_at "
            "acted_at returned_at solved_at withdrawn_at removed_at state told told_on version"
        ),
    ),
    "control.Case": holds(
        WORKER,
        WORK,
        personal="cause_by",
        words="cause_text outcome",
        money="worth_minor",
        plain=(
            "id department_id team_id person_id owner_id kind subject title kpi metric days plan_then fact_then "
            "currency opened_on opened_at state due_on cause plan_since fact_since checked_on raised_to_id raised_on "
            "ending ended_at version"
        ),
    ),
    "control.DueChange": holds(
        WORKER,
        WORK,
        personal="asked_by decided_by",
        words="why words",
        plain="id assignment_id was wanted asked_at granted decided_at",
    ),
    "control.Incident": holds(
        WORKER,
        WORK,
        words="text cause conclusion",
        plain=(
            "id kind severity confidential reporter_id team_id department_id reported_at key state owner_id due_at "
            "raised taken_at closed_at version"
        ),
    ),
    "control.Measure": holds(
        WORKER, WORK, words="text outcome", plain="id incident_id owner_id due_on made_at done_at told told_on"
    ),
    "control.OrderNorm": holds(plain="id kind percent"),
    "control.Process": holds(
        WORKER,
        WORK,
        words="title text",
        plain=(
            "id personal owner_id deputy_id team_id department_id place made_by made_at removed_at version updated_at"
        ),
    ),
    "control.ProcessMark": holds(WORKER, WORK, words="note link", plain="id process_id on kind file_id person_id at"),
    "control.ProcessSchedule": holds(
        WORKER,
        WORK,
        personal="made_by",
        plain="id process_id since recurs weekdays day by count proof owner_id deputy_id paused",
    ),
    "control.Rebalance": holds(
        WORKER,
        WORK,
        plain=(
            "id department_id team_id made_by_id made_at state total seen count cancel_asked parts ended_at undone_at"
        ),
    ),
    "control.RebalanceMove": holds(WORKER, WORK, plain="id rebalance_id deal_id giver_id taker_id came why"),
}
