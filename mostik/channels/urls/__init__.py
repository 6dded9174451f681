"""The room's addresses, by topic."""

from mostik.channels.urls import (
    booking,
    chat,
    dialogues,
    gate,
    letters,
    mail,
    openings,
    refusals,
    sources,
    surveys,
    talks,
    tracking,
)

app_name = "channels"

urlpatterns = [
    *letters.urlpatterns,
    *mail.urlpatterns,
    *openings.urlpatterns,
    *booking.urlpatterns,
    *talks.urlpatterns,
    *chat.urlpatterns,
    *tracking.urlpatterns,
    *dialogues.urlpatterns,
    *sources.urlpatterns,
    *gate.urlpatterns,
    *refusals.urlpatterns,
    *surveys.urlpatterns,
]
