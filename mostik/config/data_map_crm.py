"""The data map of the room of clients, deals and money: what each of its columns holds, about whom, what for."""

from mostik.core.privacy.terms import Purpose, Whose, holds

CLIENT, WORKER = Whose.CLIENT, Whose.WORKER
SALES, ACCOUNTS, WORK, SECURITY = Purpose.SALES, Purpose.ACCOUNTS, Purpose.WORK, Purpose.SECURITY

CRM = {
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
    "crm.Competitor": holds(plain="id updated_at title active"),
    "crm.Company": holds(
        CLIENT,
        SALES,
        contact="phone email",
        words="note own",
        commercial="title key sound full_title address postal_address inn kpp ogrn bank bic account correspondent "
        "credit_minor credit_strict",
        plain="id updated_at version touched credit_currency block sector region site employees parent_id owner_id "
        "team_id created_at origin origin_id removed_at merged_into_id compared",
    ),
    "crm.Consent": holds(
        CLIENT,
        SECURITY,
        words="given_how withdrawn_how",
        plain="id contact_id purpose channel text given_at withdrawn_at by_id",
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
        "last_at first_at answer_minutes lacks chance origin origin_id removed_at",
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
        plain="id updated_at kind deal_id company_id seller_id template_id status number year sequence dated_on due_on "
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
    "crm.LetterTemplate": holds(plain="id kind title subject text archived_at"),
    "crm.Loss": holds(CLIENT, SALES, words="note", plain="id deal_id reason_id competitor_id from_stage_id at by_id"),
    "crm.Intake": holds(
        CLIENT,
        SALES,
        personal="name",
        words="text marks",
        plain="id source number deal_id contact_id at score reasons known joined robot_at",
    ),
    "crm.LeadRule": holds(
        plain="id updated_at title sort sources channel_id product_id least_score way owner_first only_at_work "
        "keeper_id answer_minutes working_time remind_percent most_turns picks_a_day picks_at_once return_minutes "
        "greeting archived_at version",
    ),
    "crm.LeadTaker": holds(WORKER, WORK, plain="id rule_id person_id quota capacity products languages credit"),
    "crm.LeadTurn": holds(
        WORKER,
        WORK,
        words="weighed",
        plain="id deal_id rule_id number person_id how source came_at at due_at remind_at late_at escalated_at "
        "ended_at end",
    ),
    "crm.LossReason": holds(plain="id updated_at title of group requires_note preventable advice sort active"),
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
    "crm.PersonRequest": holds(
        CLIENT,
        SECURITY,
        personal="person",
        words="letter",
        plain="id kind contact_id state received_on answer_by end_by answered_on done_at done total report act by_id "
        "refused made_at",
    ),
    "crm.Price": holds(commercial="price_minor", plain="id price_list_id product_id"),
    "crm.PriceList": holds(
        plain="id title number currency first last channel_id sector vat_included archived_at version",
    ),
    "crm.Product": holds(
        commercial="price_minor",
        plain="id updated_at title code group_id series unit currency vat_rate active",
    ),
    "crm.ProductGroup": holds(plain="id title parent_id archived_at"),
    "crm.Promo": holds(
        CLIENT,
        SALES,
        money="before given",
        plain="id updated_at deal_id percent until made_at ended_at kept",
    ),
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
}
