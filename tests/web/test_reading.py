"""What addresses and forms say: filters, numbers, places of pages, values as first shown. Nothing breaks a page."""

import base64
import json

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from mostik.analysis.queries.narrowed import _value
from mostik.core.models import File
from mostik.crm.queries.nearest import Place
from mostik.home.queries.search import _place
from mostik.web.asked import number_in
from mostik.web.fields import SeenForm
from mostik.web.tables.filters import READERS, Filter
from mostik.web.tables.keyset import Key, read_place

SIGNS = '0123456789.,:-+_ TZ%eE\u00a0\x00٣²−[]{}"'
texts = some.one_of(
    some.text(max_size=30),
    some.text(SIGNS, max_size=30),
    some.sampled_from(
        [
            "9" * 5000,
            "1e999999999",
            "10E999999",
            "1E-999999",
            "1.1.1.1",
            "0001-01-01T00:00:00+14:00_5",
            "1_nan_1",
            "1_inf_1",
            "٣.٣.2026",
        ]
    ),
)


@given(some.sampled_from(sorted(READERS)), some.lists(texts, max_size=3))
def test_any_address_is_a_filter_or_words_at_it(kind, said):
    one = Filter(key="f", title="F", kind=kind, apply=lambda rows, _value: rows, choices=[("a", "A")])
    query = QueryDict(mutable=True)
    for name in ("f", "f_from", "f_to"):
        query.setlist(name, said)
    request = RequestFactory().get("/")
    request.GET = query
    bound = one.read(request)
    assert bound.value is None or not bound.error
    assert bound.is_on is False or isinstance(bound.said, str)


@given(texts)
def test_any_text_is_a_number_of_a_record_or_none(text):
    found = number_in(text)
    assert found is None or 0 <= found < 10**17


@given(texts)
def test_any_text_is_a_place_or_none(text):
    place = Place.read(text)
    assert place is None or Place.read(str(place)) == place
    place = _place(text)
    assert place is None or str(place)
    for code in ("manager", "person", "sector", "channel"):
        _value(code, text)


class Seen(SeenForm):
    """A form that knows what it showed."""

    title = forms.CharField(required=False)


anything = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.text(max_size=5)),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
)


@given(some.one_of(texts, anything.map(json.dumps), some.just("[" * 100_000)))
def test_whatever_a_form_says_was_shown_the_form_stands(seen):
    assert Seen({"title": "a", "seen": seen}).mine <= {"title", "version", "seen"}


@given(some.one_of(texts, anything.map(json.dumps)), some.booleans())
def test_any_cursor_is_a_place_or_none(text, nullable):
    rows: QuerySet[File] = File.objects.all()
    keys = [Key("created_at", nullable, nullable), Key("id", nullable, False)]
    for cursor in (text, base64.urlsafe_b64encode(text.encode("utf-8", "ignore")).decode().rstrip("=")):
        place = read_place(cursor, rows, keys)
        assert place is None or len(place) == 2
