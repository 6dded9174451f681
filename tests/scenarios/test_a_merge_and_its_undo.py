"""A story: one client, two cards, a merge made in haste, and the morning after.

Boris has had the dairy for a year. In October Vera took a call from a number nobody knew and wrote the client down
anew, with a deal of her own. Anna sees the pair, merges it, and learns the next day that it was another dairy.
"""

import json

from django.apps import apps
from django.urls import reverse

from mostik.core.actors import SYSTEM
from mostik.core.journal import broken_seal, seal
from mostik.crm.commands.activities import note_on
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.contacts import add_contact
from mostik.crm.commands.duplicates import find_duplicates
from mostik.crm.models import Company, Deal, Merge
from tests.crm.stage import deal

LEFT_OUT = {"version", "touched", "compared"}


def everything():
    """Return every row of the room's tables, but for how often it was touched."""
    found = {}
    for model in apps.get_app_config("crm").get_models():
        if model is not Merge:
            names = [f.attname for f in model._meta.concrete_fields if f.attname not in LEFT_OUT]
            rows = model.objects.values(*names)
            found[model.__name__] = sorted(json.dumps(row, default=str, sort_keys=True) for row in rows)
    return found


def test_a_merge_and_its_undo(cast, sign_in):
    boris, vera = cast.actor("boris"), cast.actor("vera")

    # Boris' client of a year, and the one Vera wrote down in October.
    dairy = add_company(by=boris, fields={"title": "ООО «Молочный край»", "phone": "+7 912 345-67-89"})
    director = add_contact(by=boris, company_id=dairy, fields={"first_name": "Пётр", "phone": "+7 912 345-67-80"})
    deal(cast.boris, "Линия розлива", company_id=dairy, contact_id=director)
    note_on(by=boris, text="Решает директор", company_id=dairy)
    other = add_company(by=vera, fields={"title": "Молочный Край", "email": "kray@milk.ru", "region": "Тверь"})
    deal(cast.vera, "Запасные части", company_id=other)
    find_duplicates(by=SYSTEM)
    before = everything()

    # Anna works the list of duplicates through and merges the pair: hers is the reach over both.
    anna = sign_in(cast.anna)
    (row,) = anna.get(reverse("crm:pairs")).context["page"].rows
    assert "Молочный" in row.cells[0].html
    anna.post(reverse("crm:company_merge", args=[dairy]), {"with": other, "take-email": "gone", "take-region": "gone"})

    # One card: both deals, the director, the note, the phone of the one and the mail of the other.
    card = anna.get(reverse("crm:company", args=[dairy])).content.decode()
    for words in ("Линия розлива", "Запасные части", "Пётр", "Решает директор", "kray@milk.ru", "+7 912 345-67-89"):
        assert words in card
    assert Deal.objects.filter(company=dairy).count() == 2

    # The next day: two dairies after all. Anna takes it back, and the books are as they were.
    anna.post(reverse("crm:merge_undo", args=[Merge.objects.get().pk]))
    assert everything() == before
    assert Company.objects.get(pk=other).removed_at is None

    # The journal keeps both, sealed.
    story = anna.get(reverse("crm:company", args=[dairy])).content.decode()
    assert story.count("Молочный Край") >= 2
    seal()
    assert broken_seal() is None
