"""The room's addresses."""

from django.urls import URLPattern

app_name = "planning"

urlpatterns: list[URLPattern] = []
