"""The data map: what every column of every table holds, about whom, what for; and what events carry.

A test finds a column without a tag and a tag without a column. From the tags come the screen of the map, what is
looked through when somebody asks what is held about them, and what is erased.
"""

from mostik.core.privacy import datamap
from mostik.core.privacy.terms import Purpose, Whose, holds

CLIENT, WORKER = Whose.CLIENT, Whose.WORKER
SALES, ACCOUNTS, WORK, SECURITY = Purpose.SALES, Purpose.ACCOUNTS, Purpose.WORK, Purpose.SECURITY

TABLES = {
    "account.EmailAddress": holds(WORKER, SECURITY, contact="email", plain="id user_id verified primary"),
    "account.EmailConfirmation": holds(WORKER, SECURITY, hidden="key", plain="id email_address_id created sent"),
    "analysis.DayTotal": holds(
        WORKER,
        WORK,
        money="amount",
        plain="id measure day person team department currency quantity days",
    ),
    "analysis.Fact": holds(
        WORKER,
        WORK,
        money="amount",
        plain="id measure day cohort person team department pipeline stage channel product company reason "
        "quantity currency days ref_kind ref part entry corrects",
    ),
    "auth.Group": holds(plain="id name"),
    "auth.Group_permissions": holds(plain="id group_id permission_id"),
    "auth.Permission": holds(plain="id name content_type_id codename"),
    "automation.Message": holds(
        CLIENT,
        SALES,
        personal="body",
        plain="id webhook_id line event record_id state tries round made_at done_at",
    ),
    "automation.Webhook": holds(
        WORKER,
        SECURITY,
        commercial="url",
        hidden="secret old_secret",
        plain="id title events owner_id skip_own old_until paused_at removed_at made_at version",
    ),
    "contenttypes.ContentType": holds(plain="id app_label model"),
    "control.Action": holds(
        WORKER,
        WORK,
        personal="made_by",
        words="text outcome",
        money="plan_then fact_then",
        plain="id kind person_id department_id metric owner_id team_id due_on state made_at ended_at version",
    ),
    "control.OrderNorm": holds(plain="id kind percent"),
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
        plain="id key name state due_at made_at done_at attempts lease lease_until holder",
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
        hidden="stored",
        plain="id size content_type digest about_kind about_id owner_id made_at",
    ),
    "core.Notification": holds(WORKER, WORK, words="params", plain="id person_id text url key made_at read_at"),
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
    "crm.Activity": holds(
        CLIENT,
        SALES,
        words="title note own",
        plain="id updated_at kind deal_id company_id contact_id owner_id team_id due_at done_at result seconds "
        "promised via created_at removed_at version",
    ),
    "crm.Allocation": holds(CLIENT, ACCOUNTS, money="amount_minor", plain="id payment_id document_id"),
    "crm.Alias": holds(CLIENT, SALES, words="text", plain="id kind record_id"),
    "crm.BankLine": holds(
        CLIENT,
        ACCOUNTS,
        personal="party",
        words="purpose note",
        money="amount_minor",
        commercial="inn account",
        plain="id statement_id place key kind state live title number dated_on paid_on currency company_id",
    ),
    "crm.Benefit": holds(
        commercial="discount least_minor",
        plain="id title group_id first last condition archived_at",
    ),
    "crm.Campaign": holds(
        WORKER,
        WORK,
        words="title",
        money="budget_minor",
        plain="id segment_id channel_id starts_on ends_on currency owner_id team_id created_at removed_at",
    ),
    "crm.Channel": holds(plain="id updated_at title sort active"),
    "crm.Company": holds(
        CLIENT,
        SALES,
        contact="phone email",
        words="title key sound note full_title address postal_address own",
        commercial="inn kpp ogrn bank bic account correspondent credit_minor credit_strict",
        plain="id updated_at version touched credit_currency block sector region site employees parent_id owner_id team_id "
        "created_at origin origin_id removed_at merged_into_id compared",
    ),
    "crm.Contact": holds(
        CLIENT,
        SALES,
        personal="last_name first_name middle_name sound position",
        contact="phone email",
        words="own",
        plain="id updated_at version touched company_id decision owner_id team_id created_at removed_at "
        "merged_into_id compared",
    ),
    "crm.Cost": holds(money="cost_minor", plain="id product_id since currency"),
    "crm.Deal": holds(
        CLIENT,
        SALES,
        words="title note own",
        money="amount_minor",
        plain="id updated_at version touched pipeline_id stage_id outcome reached owner_id team_id company_id "
        "contact_id channel_id product_id currency created_at stage_since expected_on closed_at next_at "
        "last_at first_at answer_minutes lacks origin origin_id removed_at",
    ),
    "crm.DealItem": holds(
        CLIENT,
        SALES,
        words="title",
        commercial="discount asked_discount",
        money="price_minor sum_minor vat_minor list_minor cost_minor asked_price_minor",
        plain="id deal_id sort product_id unit quantity vat_rate vat_included asked_in benefit_id",
    ),
    "crm.Document": holds(
        CLIENT,
        ACCOUNTS,
        personal="accepted_by",
        words="extra payment_url cancelled_why",
        money="part_minor amount_minor tax_minor paid_minor before_minor",
        plain="id kind deal_id company_id seller_id template_id status number year sequence dated_on due_on "
        "currency made_at made_by_id issued_at sent_at viewed_at accepted_at paid_at cancelled_at "
        "removed_at version",
    ),
    "crm.DocumentLine": holds(
        CLIENT,
        ACCOUNTS,
        words="title",
        commercial="discount",
        money="price_minor amount_minor tax_minor",
        plain="id document_id position unit quantity vat_rate",
    ),
    "crm.DocumentLink": holds(
        CLIENT,
        ACCOUNTS,
        personal="made_by",
        hidden="digest",
        plain="id document_id made_at expires_at revoked_at seen_at views",
    ),
    "crm.Edition": holds(
        CLIENT,
        ACCOUNTS,
        personal="values made_by",
        words="lines",
        plain="id document_id number version_id rendering_id made_at",
    ),
    "crm.Identity": holds(CLIENT, SALES, contact="value", plain="id kind company_id contact_id"),
    "crm.ImportRun": holds(
        CLIENT,
        SALES,
        words="title files summary error",
        plain="id preset owner_id state dry again_id headings_key mapping options total seen made changed same "
        "refused cancel_asked made_at ended_at",
    ),
    "crm.Imported": holds(CLIENT, SALES, personal="said", plain="id run_id kind record_id version"),
    "crm.Loss": holds(CLIENT, SALES, words="note", plain="id deal_id reason_id from_stage_id at by_id"),
    "crm.LossReason": holds(plain="id updated_at title of group requires_note sort active"),
    "crm.Merge": holds(
        CLIENT,
        SALES,
        personal="before after by_name",
        plain="id kind kept_id gone_id moved at by_id undone_at",
    ),
    "crm.NumberCount": holds(plain="id kind year last"),
    "crm.NumberPattern": holds(plain="kind pattern"),
    "crm.OwnField": holds(
        plain="id holder register_id type title title_en hint group sort required from_stage_id options "
        "default currency unique searchable listed masked archived_at version",
    ),
    "crm.Pair": holds(CLIENT, SALES, plain="id kind one_id two_id score reasons dismissed_at dismissed_by made_at"),
    "crm.PayPromise": holds(
        CLIENT,
        ACCOUNTS,
        personal="who made_by",
        words="note",
        money="amount_minor from_minor",
        plain="id document_id due_on state made_at ended_at",
    ),
    "crm.Payment": holds(
        CLIENT,
        ACCOUNTS,
        words="note",
        money="amount_minor",
        plain="id updated_at deal_id currency paid_on withdrawn_at line_id settles_id",
    ),
    "crm.Pipeline": holds(plain="id updated_at title kind currency default sort archived_at version"),
    "crm.Price": holds(commercial="price_minor", plain="id price_list_id product_id"),
    "crm.PriceList": holds(
        plain="id title number currency first last channel_id sector vat_included archived_at version",
    ),
    "crm.Product": holds(
        commercial="price_minor",
        plain="id updated_at title code group_id series unit currency vat_rate active",
    ),
    "crm.ProductGroup": holds(plain="id title parent_id archived_at"),
    "crm.Register": holds(plain="id code title title_en icon links grants sort archived_at version"),
    "crm.RegisterRow": holds(
        CLIENT,
        SALES,
        words="title own",
        plain="id updated_at version touched register_id company_id contact_id deal_id owner_id team_id "
        "created_at removed_at",
    ),
    "crm.Rendering": holds(CLIENT, ACCOUNTS, plain="id digest state docx_id pdf_id pages step tries error made_at"),
    "crm.RowProblem": holds(
        CLIENT,
        SALES,
        personal="name cells",
        words="params",
        plain="id run_id role row column grade reason kind",
    ),
    "crm.Segment": holds(
        CLIENT,
        SALES,
        words="title rules",
        plain="id version touched subject live shared taken_at owner_id team_id created_at removed_at",
    ),
    "crm.SegmentMember": holds(CLIENT, SALES, plain="id segment_id number"),
    "crm.Reminder": holds(CLIENT, ACCOUNTS, words="text", plain="id rule_id document_id activity_id made_at"),
    "crm.ReminderRule": holds(plain="id days way title text active"),
    "crm.Seller": holds(
        WORKER,
        ACCOUNTS,
        personal="signer accountant",
        contact="phone email",
        commercial="inn kpp ogrn bank bic account correspondent",
        plain="id title full_title address signer_position signer_basis vat_rate main archived_at version",
    ),
    "crm.Statement": holds(
        WORKER,
        ACCOUNTS,
        commercial="accounts",
        words="problems",
        hidden="digest",
        plain="id title owner_id first last loaded_at applied_at undone_at",
    ),
    "crm.Stage": holds(
        commercial="probability set_probability",
        plain="id updated_at pipeline_id title sort kind colour milestone norm_days warn_days required_fields "
        "allowed_next checklist key archived_at version",
    ),
    "crm.StageChange": holds(
        CLIENT,
        SALES,
        plain="id deal_id stage_id came_from_id entered_at left_at seconds by_id via confirmed",
    ),
    "crm.StageMeasure": holds(
        commercial="entered won helps",
        plain="stage_id stays half_seconds most_seconds measured_at",
    ),
    "crm.StageTotal": holds(money="amount_minor", plain="id stage_id owner_id team_id currency deals"),
    "crm.Template": holds(plain="id kind title language archived_at"),
    "crm.TemplateVersion": holds(
        WORKER,
        WORK,
        personal="made_by",
        plain="id template_id number file_id fields made_at",
    ),
    "mfa.Authenticator": holds(WORKER, SECURITY, hidden="data", plain="id user_id type created_at last_used_at"),
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
    "people.CompanyDay": holds(plain="id day kind title"),
    "people.Department": holds(plain="id updated_at title parent_id archived_at version"),
    "people.Invitation": holds(
        WORKER,
        SECURITY,
        personal="made_by",
        hidden="digest",
        plain="id person_id state made_at expires_at used_at revoked_at",
    ),
    "people.Move": holds(
        WORKER,
        WORK,
        personal="position made_by",
        plain="id person_id from_day department_id team_id role_id reports_to_id made_at",
    ),
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
        plain="id updated_at last_login role_id department_id team_id reports_to_id is_active sells language version",
    ),
    "people.Visit": holds(
        WORKER,
        SECURITY,
        personal="address agent",
        hidden="session",
        plain="id person_id made_at seen_at",
    ),
    "planning.Consent": holds(WORKER, WORK, words="note", plain="id plan_id person_id agrees at"),
    "planning.Norm": holds(WORKER, WORK, commercial="count days why", plain="id part_id kpi fixed"),
    "planning.Part": holds(WORKER, WORK, commercial="why", money="amount_minor", plain="id plan_id person_id fixed"),
    "planning.Plan": holds(
        WORKER,
        WORK,
        words="note",
        money="target_minor basis options",
        plain="id department_id month number state currency made_by made_at in_force_from version",
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
    words="changes note text reason why what outcome terms settings was",
    money="cost prices items amount sum was_amount was_sum paid target was_target parts laid promised limit",
    plain="about_kind book confirmed currency group holder journal kind kpi metric minutes number pattern preset act "
    "digest reached reason_title result role role_title scope stage_title state step from_title to_title url",
)


def declare() -> None:
    """Give the map to whoever looks and erases by it."""
    datamap.declare(TABLES, EVENTS)
