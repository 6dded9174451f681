"""The data map: what every column of every table holds, about whom, what for; and what events carry.

A test finds a column without a tag and a tag without a column. From the tags come the screen of the map, what is
looked through when somebody asks what is held about them, and what is erased.
"""

from mostik.config.data_map_analysis import ANALYSIS
from mostik.config.data_map_channels import CHANNELS
from mostik.config.data_map_control import CONTROL
from mostik.config.data_map_crm import CRM
from mostik.core.privacy import datamap
from mostik.core.privacy.terms import Purpose, Whose, holds

CLIENT, WORKER = Whose.CLIENT, Whose.WORKER
SALES, ACCOUNTS, WORK, SECURITY = Purpose.SALES, Purpose.ACCOUNTS, Purpose.WORK, Purpose.SECURITY

TABLES = {
    "account.EmailAddress": holds(WORKER, SECURITY, contact="email", plain="id user_id verified primary"),
    "account.EmailConfirmation": holds(WORKER, SECURITY, hidden="key", plain="id email_address_id created sent"),
    **ANALYSIS,
    "auth.Group": holds(plain="id name"),
    "auth.Group_permissions": holds(plain="id group_id permission_id"),
    "auth.Permission": holds(plain="id name content_type_id codename"),
    "automation.Dialogue": holds(
        WORKER,
        WORK,
        words="title draft undo",
        plain="id owner_id edition_id works_since made_at removed_at version",
    ),
    "automation.DialogueEdition": holds(
        WORKER, WORK, personal="made_by", words="content", plain="id dialogue_id number made_at"
    ),
    "automation.DialogueLine": holds(CLIENT, SALES, words="heard said why", plain="id talk_id cause place at"),
    "automation.DialogueTalk": holds(
        CLIENT,
        SALES,
        words="standing",
        plain="id dialogue_id edition_id mouth number record end reason nudges turn made_at ended_at person_id "
        "answer_by answered_at late_at closed_at",
    ),
    "automation.Enrolment": holds(
        WORKER, WORK, personal="made_by", plain="id robot_id total done last picked made_at ended_at cancelled"
    ),
    "automation.Message": holds(
        CLIENT,
        SALES,
        personal="body",
        plain="id webhook_id line event record_id state tries round made_at done_at",
    ),
    "automation.Reader": holds(
        WORKER, SECURITY, commercial="url", hidden="secret", plain="id model daily works_since version"
    ),
    "automation.Reading": holds(plain="id talk_id turn outcome took tokens at"),
    "automation.Robot": holds(
        WORKER,
        WORK,
        words="title draft",
        plain="id kind subject ready owner_id edition_id works_since made_at removed_at version",
    ),
    "automation.RobotEdition": holds(
        WORKER, WORK, personal="made_by", words="content", plain="id robot_id number trigger made_at"
    ),
    "automation.Run": holds(
        CLIENT,
        SALES,
        words="error",
        plain="id robot_id edition_id subject number cause state place chain wake_at made_at ended_at turn fails goal",
    ),
    "automation.RunStep": holds(CLIENT, SALES, words="text", plain="id run_id place deed mark at"),
    "automation.Webhook": holds(
        WORKER,
        SECURITY,
        commercial="url",
        hidden="secret old_secret",
        plain="id title events owner_id skip_own old_until paused_at removed_at made_at version",
    ),
    **CHANNELS,
    "contenttypes.ContentType": holds(plain="id app_label model"),
    **CONTROL,
    "core.Archive": holds(
        WORKER,
        SECURITY,
        personal="by_name",
        words="reason",
        hidden="stored",
        plain="id by_id state done total size digest made_at ended_at error",
    ),
    "core.Effect": holds(
        CLIENT,
        SALES,
        words="payload error",
        plain="id key name state soon due_at made_at done_at attempts deaths lease lease_until holder",
    ),
    "core.Entry": holds(
        WORKER,
        SECURITY,
        personal="actor_name address",
        words="payload",
        hidden="salt",
        plain="id at day recorded_at name about_kind about_id also_kind also_id actor_kind actor_id request erased",
    ),
    "core.File": holds(
        CLIENT,
        SALES,
        words="title",
        hidden="stored preview",
        plain="id size content_type digest about_kind about_id owner_id made_at series version newest removed_at",
    ),
    "core.Notification": holds(
        WORKER, WORK, words="params names", plain="id person_id kind text url key made_at read_at"
    ),
    "core.Pace": holds(WORKER, SECURITY, plain="subject whole_at"),
    "core.Reply": holds(CLIENT, SALES, words="body", hidden="key", plain="id subject digest status made_at"),
    "core.SavedView": holds(WORKER, WORK, words="title query", plain="id person_id table shared"),
    "core.Seal": holds(WORKER, SECURITY, plain="entry_id digest"),
    "core.SearchRow": holds(
        CLIENT,
        SALES,
        personal="title note words",
        plain="id kind row_id opens owner_id team_id at",
    ),
    "core.Setting": holds(plain="code value"),
    "core.Timer": holds(plain="name next_at last_at error"),
    "core.KeptLine": holds(plain="id name line holder since open_until error"),
    **CRM,
    "kit.Edition": holds(WORKER, WORK, personal="by_name", words="text link", plain="id material_id number made_at"),
    "kit.Material": holds(
        plain="id version touched kind title about words language owner_id made_at updated_at archived_at"
    ),
    "kit.Material_products": holds(plain="id material_id product_id"),
    "kit.Material_segments": holds(plain="id material_id segment_id"),
    "kit.Material_stages": holds(plain="id material_id stage_id"),
    "kit.Share": holds(
        CLIENT,
        SALES,
        personal="by_name",
        plain="id key edition_id material_id deal_id contact_id sending_id owner_id team_id way made_at opens first_at "
        "last_at",
    ),
    "mfa.Authenticator": holds(WORKER, SECURITY, hidden="data", plain="id user_id type created_at last_used_at"),
    "organisation.OwnerLetter": holds(
        WORKER,
        WORK,
        words="title sections",
        personal="approved_by",
        plain="id department_id kind first last language step made_at approved_at version",
    ),
    "organisation.OwnerLetterEdition": holds(
        WORKER, WORK, words="title sections", personal="made_by", plain="id letter_id number made_at"
    ),
    "organisation.OwnerSending": holds(
        WORKER, WORK, contact="address", words="error", plain="id letter_id state turn done_at"
    ),
    "organisation.Standup": holds(WORKER, WORK, plain="id department_id team_id day keeper_id begun_at ended_at"),
    "organisation.Voice": holds(WORKER, WORK, words="blocker", plain="id standup_id person_id there"),
    "people.Absence": holds(
        WORKER,
        WORK,
        personal="kind first last",
        words="note",
        plain="id person_id substitute_id new_work removed_at version",
    ),
    "people.Approval": holds(
        WORKER,
        WORK,
        words="title note terms question reason",
        money="size amount_minor needs",
        plain="id kind currency about_kind about_id url owner_id team_id decider_id state asked_at remind_at "
        "due_at expires_at decided_at decided_by_id version",
    ),
    "people.ApprovalLimit": holds(money="size", plain="id kind role_id scope"),
    "people.Attendance": holds(
        WORKER,
        WORK,
        personal="planned_start planned_end pressed_start pressed_stop started_at stopped_at",
        plain="id person_id day settled_at",
    ),
    "people.AttendanceNorm": holds(plain="id department_id since grace"),
    "people.CompanyDay": holds(plain="id day kind title"),
    "people.DayNorm": holds(plain="id department_id role_id from_day shares blocks removed_at version"),
    "people.Delivery": holds(
        WORKER,
        WORK,
        words="error",
        plain="id key person_id way notice_id since state tries turn made_at began_at done_at",
    ),
    "people.Department": holds(plain="id updated_at title parent_id archived_at version"),
    "people.Invitation": holds(
        WORKER,
        SECURITY,
        personal="made_by",
        hidden="digest",
        plain="id person_id state made_at expires_at used_at revoked_at",
    ),
    "people.Lapse": holds(
        WORKER,
        WORK,
        personal="kind planned_at actual_at minutes",
        words="reason",
        plain="id person_id day noticed_at excused_at excused_by_id absence_id version",
    ),
    "people.Move": holds(
        WORKER,
        WORK,
        personal="position made_by",
        plain="id person_id from_day department_id team_id role_id reports_to_id made_at",
    ),
    "people.NoticeChoice": holds(
        WORKER,
        WORK,
        contact="mail_refused chat chat_title",
        words="mail_why chat_why",
        hidden="code",
        plain="person_id ways zone quiet_from quiet_to urgent_passes letter letter_at chat_refused_at code_until",
    ),
    "people.PlannedShift": holds(WORKER, WORK, plain="id person_id day draft hours"),
    "people.Read": holds(
        WORKER,
        SECURITY,
        personal="person address",
        words="reason",
        plain="id at person_id role what kind subjects rows mark approval",
    ),
    "people.ReadSeal": holds(WORKER, SECURITY, plain="read_id digest"),
    "people.Role": holds(plain="id code title title_en description reach rights masked second_step builtin version"),
    "people.Schedule": holds(plain="id title cycle anchor pattern archived_at version"),
    "people.Scheduled": holds(WORKER, WORK, plain="id person_id schedule_id from_day"),
    "people.ShiftEdit": holds(WORKER, WORK, plain="id by_id at cells before after undone_at"),
    "people.Team": holds(plain="id updated_at title department_id lead_id archived_at version"),
    "people.Token": holds(
        WORKER,
        SECURITY,
        hidden="digest",
        plain="id title role_id department_id rights tail made_at expires_on used_at revoked_at",
    ),
    "people.User": holds(
        WORKER,
        WORK,
        personal="last_name first_name middle_name position hired_on left_on alias",
        contact="email phone",
        hidden="password",
        plain="id updated_at last_login role_id department_id team_id reports_to_id is_active sells language "
        "hold_seconds version",
    ),
    "people.Visit": holds(
        WORKER,
        SECURITY,
        personal="address agent",
        hidden="session",
        plain="id person_id made_at seen_at",
    ),
    "planning.Commitment": holds(
        WORKER, WORK, words="note", money="amount_minor", plain="id person_id month number currency sales at"
    ),
    "planning.Consent": holds(WORKER, WORK, words="note", plain="id plan_id person_id agrees at"),
    "planning.DepartmentEvent": holds(
        WORKER,
        WORK,
        words="title place link note",
        plain="id department_id team_id people kind first at minutes repeat until skips host_id covered moved_from_id "
        "moved_day made_by_id made_at removed_at version",
    ),
    "planning.Demand": holds(
        WORKER,
        WORK,
        personal="to_name to_email answered_by",
        words="what why answer closed_why",
        money="amount_minor",
        plain="id department_id kind count channel due_on currency plan_id settlement_id to_id state promised "
        "promised_on answered_at usual delivered by_hand asked_by_id asked_at late_on closed_at version",
    ),
    "planning.DemandSending": holds(WORKER, WORK, words="error", plain="id demand_id state turn done_at"),
    "planning.KeptScenario": holds(WORKER, WORK, money="view", plain="id department_id month made_at"),
    "planning.Norm": holds(WORKER, WORK, commercial="count days why", plain="id part_id kpi fixed"),
    "planning.Part": holds(WORKER, WORK, commercial="why", money="amount_minor", plain="id plan_id person_id fixed"),
    "planning.Plan": holds(
        WORKER,
        WORK,
        words="note forced_why",
        money="target_minor uncovered_minor basis options watched",
        plain="id department_id month number state currency made_by made_at in_force_from former_id file_id version",
    ),
    "planning.PlanCause": holds(
        WORKER,
        WORK,
        words="aside_why",
        money="amount_minor",
        plain="id plan_id key kind person_id deal days until share found_at over_at aside_at aside_by",
    ),
    "planning.PlanFile": holds(
        WORKER,
        WORK,
        words="title headings notes",
        money="rows check_minor",
        plain="id department_id reading made_by made_at taken_at replaced version",
    ),
    "planning.Settlement": holds(
        WORKER,
        WORK,
        words="note",
        money="amount_minor",
        plain="id plan_id person_id way count by at taken_back_at",
    ),
    "planning.YearPlan": holds(
        WORKER, WORK, money="target_minor months", plain="id department_id year currency version"
    ),
    "sessions.Session": holds(WORKER, SECURITY, hidden="session_key session_data", plain="expire_date"),
    "socialaccount.SocialAccount": holds(
        WORKER,
        SECURITY,
        personal="uid extra_data",
        plain="id user_id provider last_login date_joined",
    ),
    "socialaccount.SocialApp": holds(hidden="secret key", plain="id provider provider_id name client_id settings"),
    "socialaccount.SocialToken": holds(
        WORKER,
        SECURITY,
        hidden="token token_secret",
        plain="id app_id account_id expires_at",
    ),
}
#: What the fields of events in the journal hold, wherever they stand; moments, days, numbers and truths are plain.
EVENTS = holds(
    CLIENT,
    SECURITY,
    personal="title gone_title kept_title who from_name to_name owner_name decider_name person_name done_for position",
    words="changes note text file reason why what words outcome terms settings was error subject calendar",
    money="cost prices items uncovered amount sum was_amount was_sum paid target was_target parts laid promised limit",
    plain="about_kind book confirmed currency group holder journal kind kpi metric minutes number pattern preset "
    "act auc channel purpose digest reached reason_title competitor_title severity result role role_title scope "
    "stage_title state step end deals from_title to_title url record code way source rule_title how origin cause "
    "ending month keep levels bounds people former span way_words verdict "
    "drafts dropped kept past reading restored",
)


def declare() -> None:
    """Give the map to whoever looks and erases by it."""
    datamap.declare(TABLES, EVENTS)
