"""The room's addresses, by topic."""

from mostik.control.urls import assignments, figures

app_name = "control"

urlpatterns = [
    *figures.urlpatterns,
    *assignments.urlpatterns,
]
