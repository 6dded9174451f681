"""The room's addresses."""

from mostik.analysis.pages import funnel, gap, metrics, records
from mostik.web.routes import Policy, route

app_name = "analysis"

SEE = Policy.needs("analysis.see_metrics")

urlpatterns = [
    route("", metrics.list_metrics, name="metrics", policy=SEE),
    route("metrics/<slug:code>/", metrics.show_metric, name="metric", policy=SEE),
    route("records/", records.list_records, name="records", policy=SEE),
    route("funnel/", funnel.show_funnel, name="funnel", policy=SEE),
    route("gap/", gap.show_gap, name="gap", policy=SEE),
]
