"""The room's addresses, by topic."""

from mostik.crm.urls import activities, clients, deals, fields, imports, items, payments, pipelines, registers

app_name = "crm"

urlpatterns = [
    *pipelines.urlpatterns,
    *deals.urlpatterns,
    *clients.urlpatterns,
    *activities.urlpatterns,
    *items.urlpatterns,
    *payments.urlpatterns,
    *imports.urlpatterns,
    *fields.urlpatterns,
    *registers.urlpatterns,
]
