"""A story: Olga's company leaves amoCRM. Friday evening, one file, and on Monday nobody asks where a deal is.

She drops the answer of the API as it was saved, looks who is who, leaves the recruiting pipeline out, tries, imports,
and holds the two systems against each other before she lets people in.
"""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.core import outbox
from mostik.crm.models import Deal, ImportRun, Pipeline

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm-import-samples"
DATA = Path(os.environ.get("MOSTIK_DATA", DATA.parent)) / DATA.name
AMO = DATA / "amocrm_api_v4_leads_masked.json"
RECRUITING = "amoCRM 3256176"

pytestmark = pytest.mark.skipif(not AMO.is_file(), reason=f"The sample is not at {DATA}: it may not be shipped.")


@pytest.fixture
def olga(client, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(cast.olga)
    return client


def worked_off(run):
    while outbox.run_due():
        pass
    run.refresh_from_db()
    return run


def test_a_company_moves_in_from_amocrm_and_both_sides_agree(olga, cast):
    # She drops the file and sees at once what the first deals will become.
    file = SimpleUploadedFile(AMO.name, AMO.read_bytes())
    assert olga.post(reverse("crm:import_upload"), {"preset": "amocrm", "files": [file]}).status_code == 302
    run = ImportRun.objects.get()
    page = reverse("crm:import_run", args=[run.pk])
    assert "Сделка 1" in olga.get(page).content.decode()

    # Who is who: the account knows its people by number only. The busiest seller is Boris; recruiting is not sales.
    who = olga.get(reverse("crm:import_names", args=[run.pk])).content.decode()
    assert "1683700" in who
    assert RECRUITING in who
    said = {"kind": "owner", "name": "1683700", "record": cast.boris.pk}
    olga.post(reverse("crm:import_name", args=[run.pk]), said)
    olga.post(reverse("crm:import_leave", args=[run.pk]), {"pipeline": RECRUITING, "out": "on"})

    # A trial writes nothing and foretells the real thing.
    form = olga.get(page).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    olga.post(reverse("crm:import_columns", args=[run.pk]), {**values, "then": "try"})
    assert (worked_off(run).made, run.refused, Deal.objects.count()) == (95, 53, 0)
    olga.post(reverse("crm:import_start", args=[run.pk]), {"then": "start"})
    assert (worked_off(run).made, run.refused) == (95, 53)
    assert not Pipeline.objects.filter(title=RECRUITING).exists()
    assert Deal.objects.filter(owner=cast.boris).count() == 23

    # Before and after: the nine won deals month by month, and the only difference is what she left out herself.
    compared = olga.get(reverse("crm:import_reckoning", args=[run.pk])).context["found"]
    assert [count for _what, count in compared.kinds] == [53]
    assert [count for _reason, count in compared.reasons] == [53]
    months = compared.cuts[1][1]
    assert all(each.same for each in months)
    assert sum(each.there for each in months) == Deal.objects.filter(outcome="won").count() == 9
    assert compared.total.there_sum == compared.total.here_sum

    # On Monday the same file is loaded once more by mistake: nothing doubles, and she is not asked again.
    again = SimpleUploadedFile(AMO.name, AMO.read_bytes())
    olga.post(reverse("crm:import_upload"), {"preset": "amocrm", "files": [again]})
    second = ImportRun.objects.latest("pk")
    assert second.options["left_out"] == run.options["left_out"]
    olga.post(reverse("crm:import_start", args=[second.pk]), {"then": "start"})
    assert (worked_off(second).made, second.same) == (0, 95)
