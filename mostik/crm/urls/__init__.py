"""The room's addresses, by topic."""

from mostik.crm.urls import (
    activities,
    clients,
    deals,
    fields,
    imports,
    items,
    leads,
    payments,
    pipelines,
    registers,
    stuck,
)

app_name = "crm"

urlpatterns = [
    *pipelines.urlpatterns,
    *deals.urlpatterns,
    *leads.urlpatterns,
    *stuck.urlpatterns,
    *clients.urlpatterns,
    *activities.urlpatterns,
    *items.urlpatterns,
    *payments.urlpatterns,
    *imports.urlpatterns,
    *fields.urlpatterns,
    *registers.urlpatterns,
]
