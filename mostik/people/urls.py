"""The room's addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from mostik.web.routes import Policy, route


def _soon(request: HttpRequest, **_: object) -> HttpResponse:
    return HttpResponse("")


app_name = "people"

urlpatterns: list[URLPattern] = [route("profile/", _soon, name="profile", policy=Policy.signed_in())]
