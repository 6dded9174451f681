"""Where everything is: the rooms' addresses and the sign-in's, each with its policy."""

from django.urls import include, path

from mostik.config.sign_in import SIGN_IN

urlpatterns = [
    path("api/", include("mostik.config.api")),  # first: programs ask most
    path("", include("mostik.home.urls")),
    path("", include("mostik.crm.urls")),
    path("analysis/", include("mostik.analysis.urls")),
    path("simulator/", include("mostik.simulator.urls")),
    path("planning/", include("mostik.planning.urls")),
    path("control/", include("mostik.control.urls")),
    path("organisation/", include("mostik.organisation.urls")),
    path("people/", include("mostik.people.urls")),
    path("automation/", include("mostik.automation.urls")),
    path("", include("mostik.channels.urls")),
    path("", include("mostik.kit.urls")),
    path("", include("mostik.core.urls")),
    path("", include("mostik.web.urls")),
    path("accounts/", include(SIGN_IN)),
]

handler400 = "mostik.web.pages.bad_request"
handler403 = "mostik.web.pages.forbidden"
handler404 = "mostik.web.pages.not_found"
