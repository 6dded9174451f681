"""The room's addresses."""

from mostik.home.pages import my_day
from mostik.web.routes import Policy, route

app_name = "home"

urlpatterns = [
    route("my-day/", my_day.my_day, name="my_day", policy=Policy.needs("crm.do_activity")),
]
