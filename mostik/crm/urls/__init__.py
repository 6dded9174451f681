"""The room's addresses, by topic."""

from mostik.crm.urls import activities, clients, deals, fields, imports, payments, pipelines, registers

app_name = "crm"

urlpatterns = [
    *pipelines.urlpatterns,
    *deals.urlpatterns,
    *clients.urlpatterns,
    *activities.urlpatterns,
    *payments.urlpatterns,
    *imports.urlpatterns,
    *fields.urlpatterns,
    *registers.urlpatterns,
]
