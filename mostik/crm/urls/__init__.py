"""The room's addresses, by topic."""

from mostik.crm.urls import (
    activities,
    catalogue,
    clients,
    deals,
    distribution,
    documents,
    duplicates,
    fields,
    imports,
    items,
    leads,
    payments,
    personal,
    pipelines,
    receivables,
    registers,
    segments,
    stuck,
)

app_name = "crm"

urlpatterns = [
    *pipelines.urlpatterns,
    *deals.urlpatterns,
    *distribution.urlpatterns,
    *leads.urlpatterns,
    *stuck.urlpatterns,
    *clients.urlpatterns,
    *duplicates.urlpatterns,
    *segments.urlpatterns,
    *personal.urlpatterns,
    *activities.urlpatterns,
    *catalogue.urlpatterns,
    *items.urlpatterns,
    *payments.urlpatterns,
    *documents.urlpatterns,
    *receivables.urlpatterns,
    *imports.urlpatterns,
    *fields.urlpatterns,
    *registers.urlpatterns,
]
