"""The room's addresses."""

from mostik.analysis.pages import (
    buyers,
    calls,
    costs,
    forecast,
    funnel,
    gap,
    lead_quality,
    losses,
    metrics,
    needs,
    profit,
    quality_letters,
    records,
    report_builder,
    reports,
    robot_share,
    sales,
    schedules,
    score,
    walls,
)
from mostik.web.routes import Policy, route

app_name = "analysis"

SEE, NORMS = Policy.needs("analysis.see_metrics"), Policy.needs("analysis.set_step_norms")
LEARN, OF_DEAL = Policy.needs("analysis.learn_score"), Policy.needs("crm.see_deals", row="crm.deal")
PROMISED, PROMISE = Policy.needs("analysis.promise_month", row="people.user"), "forecast/promises/<int:person_id>"
MAKE = Policy.needs("automation.edit_robots")
READ, ANSWER = Policy.needs("analysis.read_quality_letters"), Policy.needs("analysis.answer_quality_letters")
POST_IT = Policy.needs("analysis.send_quality_letters")
OWN = Policy.needs("analysis.see_metrics", row="analysis.own_report")
OWN_GONE = Policy.needs("analysis.see_metrics", row="analysis.own_report_removed")
GOES = Policy.needs("analysis.see_metrics", row="analysis.report_schedule")
GOES_GONE = Policy.needs("analysis.see_metrics", row="analysis.report_schedule_removed")
WALL = Policy.needs("analysis.see_metrics", row="analysis.wall")
WALL_GONE = Policy.needs("analysis.see_metrics", row="analysis.wall_removed")
SPEND, PROFIT = Policy.needs("analysis.edit_costs"), Policy.needs("analysis.see_profit")
OF_COST = Policy.needs("analysis.edit_costs", row="analysis.cost")
HEAR, HEARD = (Policy.needs("analysis.hear_needs", row=f"{each}") for each in ("crm.deal", "analysis.voice"))
KEEP = Policy.needs("analysis.keep_needs")
OPENS = Policy.needs("analysis.open_walls", row="analysis.wall")
POST, ASKS = ("POST",), ("GET", "POST")
W = "walls/<int:wall_id>"
GOING = "reports/schedules/<int:report_schedule_id>"

urlpatterns = [
    route("", metrics.list_metrics, name="metrics", policy=SEE),
    route("metrics/<slug:code>/", metrics.show_metric, name="metric", policy=SEE),
    route("reports/", reports.list_reports, name="reports", policy=SEE),
    route("reports/build/", report_builder.build_report, name="report_build", policy=SEE, methods=ASKS),
    route("reports/build/preview/", report_builder.preview_report, name="report_preview", policy=SEE),
    route("reports/own/<int:own_report_id>/", report_builder.show_own_report, name="own_report", policy=OWN),
    route(
        "reports/own/<int:own_report_id>/edit/",
        report_builder.build_report,
        name="own_report_edit",
        policy=OWN,
        methods=ASKS,
    ),
    route(
        "reports/own/<int:own_report_id>/remove/",
        report_builder.remove_report,
        name="own_report_remove",
        policy=OWN,
        methods=POST,
    ),
    route(
        "reports/own/<int:own_report_id>/restore/",
        report_builder.restore_report,
        name="own_report_restore",
        policy=OWN_GONE,
        methods=POST,
    ),
    route("reports/schedules/", schedules.list_schedules, name="schedules", policy=SEE),
    route("reports/schedules/add/", schedules.add_schedule, name="schedule_add", policy=SEE, methods=ASKS),
    route(f"{GOING}/", schedules.show_schedule, name="schedule", policy=GOES),
    route(f"{GOING}/edit/", schedules.edit_schedule, name="schedule_edit", policy=GOES, methods=ASKS),
    route(f"{GOING}/pause/", schedules.pause_schedule, name="schedule_pause", policy=GOES, methods=POST),
    route(f"{GOING}/resume/", schedules.resume_schedule, name="schedule_resume", policy=GOES, methods=POST),
    route(f"{GOING}/sample/", schedules.send_sample, name="schedule_sample", policy=GOES, methods=POST),
    route(f"{GOING}/again/", schedules.resend_report, name="schedule_again", policy=GOES, methods=POST),
    route(f"{GOING}/remove/", schedules.remove_schedule, name="schedule_remove", policy=GOES, methods=POST),
    route(f"{GOING}/restore/", schedules.restore_schedule, name="schedule_restore", policy=GOES_GONE, methods=POST),
    route("needs/", needs.list_needs, name="needs", policy=SEE),
    route("needs/like/", needs.needs_like, name="needs_like", policy=Policy.needs("analysis.hear_needs")),
    route("needs/remove/", needs.remove_needs, name="needs_remove", policy=KEEP, methods=POST),
    route("needs/restore/", needs.restore_needs, name="needs_restore", policy=KEEP, methods=POST),
    route("needs/of-deal/<int:deal_id>/", needs.needs_of_deal, name="needs_of_deal", policy=OF_DEAL),
    route("needs/of-deal/<int:deal_id>/hear/", needs.hear_need, name="need_hear", policy=HEAR, methods=ASKS),
    route("needs/voices/<int:voice_id>/back/", needs.take_voice_back, name="voice_back", policy=HEARD, methods=POST),
    route("needs/voices/<int:voice_id>/told/", needs.say_told, name="need_told", policy=HEARD, methods=POST),
    route("needs/<int:need_id>/", needs.show_need, name="need", policy=SEE),
    route("needs/<int:need_id>/edit/", needs.edit_need, name="need_edit", policy=KEEP, methods=ASKS),
    route("needs/<int:need_id>/join/", needs.join_need, name="need_join", policy=KEEP, methods=ASKS),
    route("needs/<int:need_id>/part/", needs.part_need, name="need_part", policy=KEEP, methods=POST),
    route("needs/<int:need_id>/pass/", needs.pass_need, name="need_pass", policy=KEEP, methods=ASKS),
    route("needs/<int:need_id>/answer/", needs.answer_need, name="need_answer", policy=SEE, methods=ASKS),
    route("needs/<int:need_id>/send/", needs.send_need, name="need_send", policy=KEEP, methods=POST),
    route("needs/asked/<str:token>/", needs.need_outside, name="need_outside", policy=Policy.public(), methods=ASKS),
    route("needs/<int:need_id>/reopen/", needs.reopen_need, name="need_reopen", policy=KEEP, methods=POST),
    route("money/", profit.show_profit, name="profit", policy=PROFIT),
    route("money/costs/", costs.list_costs, name="costs", policy=PROFIT),
    route("money/costs/add/", costs.add_cost, name="cost_add", policy=SPEND, methods=ASKS),
    route("money/costs/remove/", costs.remove_costs, name="costs_remove", policy=SPEND, methods=POST),
    route("money/costs/restore/", costs.restore_costs, name="costs_restore", policy=SPEND, methods=POST),
    route("money/costs/<int:cost_id>/", costs.edit_cost, name="cost_edit", policy=OF_COST, methods=ASKS),
    route("walls/", walls.list_walls, name="walls", policy=SEE),
    route("walls/add/", walls.add_wall, name="wall_add", policy=SEE, methods=ASKS),
    route(f"{W}/", walls.show_wall, name="wall", policy=WALL),
    route(f"{W}/now/", walls.wall_now, name="wall_now", policy=WALL),
    route(f"{W}/edit/", walls.edit_wall, name="wall_edit", policy=WALL),
    route(f"{W}/name/", walls.name_wall, name="wall_name", policy=WALL, methods=ASKS),
    route(f"{W}/hang/", walls.hang_piece, name="wall_hang", policy=WALL, methods=ASKS),
    route(f"{W}/hang-again/", walls.put_piece_back, name="wall_hang_again", policy=WALL, methods=POST),
    route(f"{W}/<int:place>/", walls.change_piece, name="wall_piece", policy=WALL, methods=ASKS),
    route(f"{W}/<int:place>/move/", walls.move_piece, name="wall_move", policy=WALL, methods=POST),
    route(f"{W}/<int:place>/down/", walls.take_piece_down, name="wall_down", policy=WALL, methods=POST),
    route(f"{W}/remove/", walls.remove_wall, name="wall_remove", policy=WALL, methods=POST),
    route(f"{W}/restore/", walls.restore_wall, name="wall_restore", policy=WALL_GONE, methods=POST),
    route(f"{W}/open/", walls.open_wall, name="wall_open", policy=OPENS, methods=ASKS),
    route(f"{W}/close/", walls.close_wall, name="wall_close", policy=OPENS, methods=POST),
    route("screen/<str:token>/", walls.wall_screen, name="wall_screen", policy=Policy.public()),
    route("screen/<str:token>/now/", walls.screen_now, name="screen_now", policy=Policy.public()),
    route("reports/<slug:code>/", reports.show_report, name="report", policy=SEE),
    route("sales/", sales.show_sales, name="sales", policy=SEE),
    route("records/", records.list_records, name="records", policy=SEE),
    route("funnel/", funnel.show_funnel, name="funnel", policy=SEE),
    route("buyers/", buyers.show_buyers, name="buyers", policy=SEE),
    route("losses/", losses.show_losses, name="losses", policy=SEE),
    route("robots/", robot_share.show_robot_share, name="robot_share", policy=SEE),
    route("robots/hour/", robot_share.edit_hour_cost, name="hour_cost", policy=NORMS, methods=ASKS),
    route("robots/<slug:step>/norm/", robot_share.edit_step_norm, name="step_norm", policy=NORMS, methods=ASKS),
    route("robots/<slug:step>/robot/", robot_share.make_step_robot, name="step_robot", policy=MAKE, methods=("POST",)),
    route("forecast/", forecast.show_forecast, name="forecast", policy=SEE),
    route("forecast/promises/", calls.show_promises, name="promises", policy=SEE),
    route(f"{PROMISE}/", calls.edit_promise, name="promise", policy=PROMISED, methods=ASKS),
    route(f"{PROMISE}/back/", calls.take_back, name="promise_back", policy=PROMISED, methods=("POST",)),
    route(f"{PROMISE}/restore/", calls.restore, name="promise_restore", policy=PROMISED, methods=("POST",)),
    route("score/", score.show_score, name="score", policy=SEE),
    route("score/learn/", score.ask_learning, name="score_learn", policy=LEARN, methods=("POST",)),
    route("score/deals/<int:deal_id>/", score.show_deal_score, name="deal_score", policy=OF_DEAL),
    route("quality/", lead_quality.show_lead_quality, name="lead_quality", policy=SEE),
    route("quality/deals/", lead_quality.list_quality_deals, name="quality_deals", policy=SEE),
    route("quality/letters/", quality_letters.list_quality_letters, name="quality_letters", policy=READ),
    route("quality/letters/set/", quality_letters.set_letter, name="quality_letter_set", policy=POST_IT, methods=ASKS),
    route("quality/letters/preview/", quality_letters.preview_letter, name="quality_letter_preview", policy=POST_IT),
    route(
        "quality/letters/now/",
        quality_letters.send_letter_now,
        name="quality_letter_now",
        policy=POST_IT,
        methods=("POST",),
    ),
    route("quality/letters/<slug:day>/", quality_letters.show_quality_letter, name="quality_letter", policy=READ),
    route(
        "quality/letters/<slug:day>/answer/",
        quality_letters.answer_letter,
        name="quality_answer",
        policy=ANSWER,
        methods=ASKS,
    ),
    route(
        "quality/letters/<slug:day>/again/",
        quality_letters.resend_letter,
        name="quality_letter_again",
        policy=POST_IT,
        methods=("POST",),
    ),
    route("gap/", gap.show_gap, name="gap", policy=SEE),
]
