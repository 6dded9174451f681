"""The ceiling: a Django without middleware, sign-in or rules over the same tables, for ratios in the same run."""

import os

import dj_database_url
import django
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bench",  # noqa: S106 - it signs nothing
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            **dj_database_url.parse(os.environ["DATABASE_URL"]),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 10}},
        }
    },
)
django.setup()


class Deal(models.Model):  # noqa: DJ008 - never shown
    """The product's deals, as far as a list shows them."""

    title = models.CharField(max_length=200)
    stage_id = models.BigIntegerField()
    owner_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "crm_deal"


class Lead(models.Model):  # noqa: DJ008 - never shown
    """A row of its own table, inserted by the ORM."""

    title = models.CharField(max_length=200)
    phone = models.CharField(max_length=20)

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "bare_lead"


def ok(_request: HttpRequest) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse("ok")


def one(_request: HttpRequest, pk: int) -> JsonResponse:
    """One indexed SELECT."""
    return JsonResponse({"title": Deal.objects.get(pk=pk).title})


def listed(request: HttpRequest) -> JsonResponse:
    """A list of eighty."""
    rows = Deal.objects.filter(stage_id=request.GET["stage"], owner_id=request.GET["owner"], removed_at=None)
    columns = ("id", "title", "stage_id", "owner_id", "amount_minor", "created_at")
    return JsonResponse({"items": list(rows.order_by("-id").values(*columns)[:80])})


def insert(_request: HttpRequest) -> JsonResponse:
    """One INSERT by the ORM, committed."""
    return JsonResponse({"id": Lead.objects.create(title="Bench", phone="+79990000000").pk})


def insert_raw(_request: HttpRequest) -> JsonResponse:
    """One INSERT in SQL, committed."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_lead (title, phone) VALUES (%s, %s) RETURNING id", ["Bench", "+79990000000"])
        return JsonResponse({"id": cursor.fetchone()[0]})


urlpatterns = [
    path("ok", ok),
    path("one/<int:pk>", one),
    path("list", listed),
    path("insert", insert),
    path("insert-raw", insert_raw),
]

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
