"""The room's addresses."""

from mostik.home.pages import bridge, front, my_day, search
from mostik.web.routes import Policy, route

app_name = "home"

BRIDGE = Policy.needs("control.see_bridge")

urlpatterns = [
    route("", front.front, name="front", policy=Policy.signed_in()),
    route("bridge/", bridge.show_bridge, name="bridge", policy=BRIDGE),
    route("bridge/pulse/", bridge.bridge_pulse, name="bridge_pulse", policy=BRIDGE),
    route("search/", search.search, name="search", policy=Policy.signed_in()),
    route("search/suggest/", search.suggest, name="suggest", policy=Policy.signed_in()),
    route("my-day/", my_day.my_day, name="my_day", policy=Policy.needs("crm.do_activity")),
]
