"""The addresses of the shell and the gallery."""

from django.urls import URLPattern

app_name = "web"

urlpatterns: list[URLPattern] = []
