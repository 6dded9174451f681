"""The room's addresses."""

from mostik.analysis.pages import calls, forecast, funnel, gap, metrics, records, robot_share, score
from mostik.web.routes import Policy, route

app_name = "analysis"

SEE, NORMS = Policy.needs("analysis.see_metrics"), Policy.needs("analysis.set_step_norms")
LEARN, OF_DEAL = Policy.needs("analysis.learn_score"), Policy.needs("crm.see_deals", row="crm.deal")
PROMISED, PROMISE = Policy.needs("analysis.promise_month", row="people.user"), "forecast/promises/<int:person_id>"
MAKE = Policy.needs("automation.edit_robots")
ASKS = ("GET", "POST")

urlpatterns = [
    route("", metrics.list_metrics, name="metrics", policy=SEE),
    route("metrics/<slug:code>/", metrics.show_metric, name="metric", policy=SEE),
    route("records/", records.list_records, name="records", policy=SEE),
    route("funnel/", funnel.show_funnel, name="funnel", policy=SEE),
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
    route("gap/", gap.show_gap, name="gap", policy=SEE),
]
