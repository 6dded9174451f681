"""The data map of figures, reports, walls, costs and needs."""

from mostik.core.privacy.terms import Purpose, Whose, holds

CLIENT, WORKER = Whose.CLIENT, Whose.WORKER
SALES, WORK = Purpose.SALES, Purpose.WORK

ANALYSIS = {
    "analysis.Cost": holds(
        WORKER,
        WORK,
        money="amount_minor",
        words="title note",
        plain="id kind currency first last department_id person_id made_at removed_at",
    ),
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
        plain="id measure day cohort person team department pipeline stage channel product company reason competitor "
        "quantity currency days ref_kind ref part entry corrects",
    ),
    "analysis.Foretold": holds(
        WORKER,
        WORK,
        money="fact commit expected best pipeline said",
        plain="id day person team made_at currency variance deals base",
    ),
    "analysis.Need": holds(
        WORKER,
        WORK,
        words="title about answer",
        contact="asked_address",
        personal="answered_by",
        plain="id kind product_id owner_id state asked_id asked_at answer_by reminded_on verdict promised_on "
        "answered_at into_id made_at removed_at",
    ),
    "analysis.NeedJoin": holds(WORKER, WORK, plain="id need_id into_id voices followers made_by made_at undone_at"),
    "analysis.NeedSending": holds(WORKER, WORK, words="error", plain="id need_id state turn done_at"),
    "analysis.OwnReport": holds(WORKER, WORK, words="title note", plain="id person shared content made_at removed_at"),
    "analysis.Promise": holds(
        WORKER,
        WORK,
        money="amount",
        words="note",
        personal="said_by",
        plain="id person month currency said_at taken_back_at",
    ),
    "analysis.QualityAnswer": holds(
        WORKER, WORK, personal="who", words="text", plain="id letter_id answered_on by_id at"
    ),
    "analysis.QualityLetter": holds(
        WORKER, WORK, words="title text", money="content", plain="id first last made_at language"
    ),
    "analysis.QualitySending": holds(
        WORKER, WORK, contact="address", words="error", plain="id letter_id state turn done_at"
    ),
    "analysis.ReportSchedule": holds(
        WORKER,
        WORK,
        words="title",
        contact="addresses",
        plain="id person report query days rhythm weekdays month_day at zone working_only shape way people since "
        "made_at paused_at removed_at",
    ),
    "analysis.ReportSending": holds(
        WORKER,
        WORK,
        contact="address",
        words="error",
        plain="id schedule_id day person sample state turn made_at done_at",
    ),
    "analysis.ScoreModel": holds(plain="id made_at horizon deals won moments first_on last_on content judged swept_to"),
    "analysis.Voice": holds(
        CLIENT, SALES, words="words", plain="id need_id deal_id heard_on heard_by_id told_at made_at"
    ),
    "analysis.Wall": holds(
        WORKER,
        WORK,
        words="title",
        hidden="key",
        plain="id person pieces shared opened_at seen_at made_at removed_at",
    ),
}
