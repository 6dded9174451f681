"""The room's addresses, by topic."""

from mostik.control.urls import assignments, figures, processes, workload

app_name = "control"

urlpatterns = [
    *figures.urlpatterns,
    *assignments.urlpatterns,
    *workload.urlpatterns,
    *processes.urlpatterns,
]
