"""The room's addresses."""

from mostik.analysis.pages import funnel, gap, metrics, records, robot_share
from mostik.web.routes import Policy, route

app_name = "analysis"

SEE, NORMS = Policy.needs("analysis.see_metrics"), Policy.needs("analysis.set_step_norms")
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
    route("gap/", gap.show_gap, name="gap", policy=SEE),
]
