"""The room's addresses, by topic."""

from mostik.channels.urls import booking, letters

app_name = "channels"

urlpatterns = [*letters.urlpatterns, *booking.urlpatterns]
