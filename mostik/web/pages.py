"""The shell's own pages: gallery, theme, density, language, and what is shown when something goes wrong."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import check_for_language

from mostik.web import gallery as examples
from mostik.web.answers import back
from mostik.web.shell import DENSITIES, THEMES
from mostik.web.tables import answer

YEAR = 365 * 24 * 3600


def gallery(request: HttpRequest) -> HttpResponseBase:
    """Show every component with its examples, in one theme or both."""
    context = examples.page(request)
    return answer(request, "web/gallery.html", examples.SAMPLE_TABLE, ContentType.objects.all(), context, size=5)


def gallery_piece(request: HttpRequest) -> HttpResponse:
    """Answer the small requests the gallery's own examples make."""
    return render(request, "web/gallery/_dialog.html", {"form": examples.DealForm(request.GET or None)})


def gallery_move(_request: HttpRequest) -> HttpResponse:
    """Take a move on the gallery's board: nothing is stored."""
    return HttpResponse(status=204)


def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme."""
    return _keep(request, "theme", THEMES)


def density(request: HttpRequest) -> HttpResponse:
    """Keep the chosen density."""
    return _keep(request, "density", DENSITIES)


def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language of the screens."""
    word = request.POST.get("language", "")
    answer = HttpResponseRedirect(back(request))
    if word in dict(settings.LANGUAGES) and check_for_language(word):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, word, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer


def _keep(request: HttpRequest, name: str, words: tuple[str, ...]) -> HttpResponse:
    word = request.POST.get(name, "")
    answer = HttpResponseRedirect(back(request))
    if word in words:
        answer.set_cookie(name, word, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=False)
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Say that the request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Say that this is not for the person."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Say that there is no such page."""
    return render(request, "404.html", status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Say that the form had waited too long (the settings name this as the CSRF failure page)."""
    return render(request, "403_csrf.html", status=403)
