"""AN-18, segments that buy: which audiences buy, how fast, at what check; for marketing's targeting."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.histories import record_histories
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Company, LossReason, Pipeline, Stage
from mostik.crm.terms import DealHistory, Via

#: Sector: people of its clients, of forty leads so many won, days to a sale, the amount of each in roubles.
AUDIENCES = {
    "пищевая": (300, 20, 10, 400_000),
    "логистика": (40, 8, 20, 200_000),
    "строительство": (40, 8, 20, 200_000),
}


@pytest.fixture
def past(cast, roles):
    seed_default_pipeline(by=SYSTEM)
    way, stage = Pipeline.objects.get().pk, {row.title: row.pk for row in Stage.objects.all()}
    reason, told = LossReason.objects.get(title="Цена").pk, []
    for sector, (people, won, days, amount) in AUDIENCES.items():
        client = Company.objects.create(
            title=sector, sector=sector, region="Урал", employees=people, owner=cast.boris, created_at=clock.now()
        ).pk
        for number in range(40):
            born = clock.now() - timedelta(days=90 - number)
            end = ("Оплачено", born + timedelta(days=days)) if number < won else ("Отказ", born + timedelta(days=5))
            told.append(
                DealHistory(
                    title=f"{sector} {number}",
                    owner=cast.boris.pk,
                    pipeline=way,
                    company=client,
                    stays=((stage["Новая заявка"], born), (stage[end[0]], end[1])),
                    amount_minor=amount * 100,
                    reason=None if number < won else reason,
                )
            )
    record_histories(by=SYSTEM, histories=told, via=Via.IMPORT)


def lines(client, query: str = "") -> list[list[str]]:
    answer = client.get(reverse("analysis:buyers") + f"?format=csv{query}")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))[1:]


@pytest.mark.duty("AN-18")
def test_the_audience_that_buys_more_often_is_named_with_its_check_speed_and_worth(cast, sign_in, past):
    client = sign_in(cast.anna)
    page = client.get(reverse("analysis:buyers")).content.decode()
    assert "пищевая" in page
    assert "брать" in page
    # 20 of 40 buy at 400,000 each: 200,000 for a lead; of all 120 leads 36 buy, 93,333 for a lead.
    assert "50 %" in page.replace("\xa0", " ")
    assert "200 тыс" in page.replace("\xa0", " ")
    found = {line[0]: line for line in lines(client)}
    assert set(found) == set(AUDIENCES)
    food, builders = found["пищевая"], found["строительство"]
    assert (food[1], food[2]) == ("40", "20")
    assert (builders[1], builders[2]) == ("40", "8")
    assert float(food[3].rstrip("%").replace(",", ".")) > float(builders[3].rstrip("%").replace(",", "."))
    assert (food[6], builders[6]) == ("покупают чаще", "как все")
    assert food[7].split(",")[0] == "10"


@pytest.mark.duty("AN-18")
def test_audiences_are_told_apart_by_any_trait_and_by_two(cast, sign_in, past):
    client = sign_in(cast.anna)
    assert {line[0] for line in lines(client, "&by=size")} == {"от 16 до 100 человек", "больше 250 человек"}
    [[region, leads, sales, *_rest]] = lines(client, "&by=region")
    assert (region, leads, sales) == ("Урал", "120", "36")
    both = {(line[0], line[1]) for line in lines(client, "&by=size&and=sector")}
    assert both == {
        ("больше 250 человек", "пищевая"),
        ("от 16 до 100 человек", "логистика"),
        ("от 16 до 100 человек", "строительство"),
    }


@pytest.mark.duty("AN-18")
def test_the_records_behind_an_audience_open(cast, sign_in, past):
    answer = sign_in(cast.anna).get(
        reverse("analysis:records") + "?metric=sales_cohort&first=2026-08-01&last=2026-11-18&size=large"
    )
    assert answer.status_code == 200
    assert "пищевая 0" in answer.content.decode()
    assert "строительство 0" not in answer.content.decode()


@pytest.mark.duty("AN-18")
def test_programs_read_the_same_audiences_as_the_page(cast, sign_in, past):
    client = sign_in(cast.anna)
    told = client.get("/api/v1/buyers").json()
    assert told["last"] == "2026-11-18"
    found = {each["keys"][0]["name"]: each for each in told["lines"]}
    food = found["пищевая"]
    assert (set(found), told["found"]) == (set(AUDIENCES), 3)
    assert (food["leads"], food["sales"], food["verdict"], food["days"]) == (40, 20, "more", 10)
    assert (food["check"]["amount"], food["worth"]["amount"]) == ("400000.00", "200000.00")
    assert food["low"] < food["rate"] < food["high"]
    assert (told["whole"]["leads"], told["whole"]["sales"], told["whole"]["keys"]) == (120, 36, [])
    assert food["against"] == pytest.approx(200_000 / 93_333.33, abs=0.001)
    both = client.get("/api/v1/buyers", {"by": "size", "and": "sector"}).json()
    assert {tuple(key["by"] for key in each["keys"]) for each in both["lines"]} == {("size", "sector")}
    none = client.get("/api/v1/buyers", {"from": "2026-11-18", "to": "2026-11-18"}).json()
    assert (none["lines"], none["whole"]["check"]) == ([], None)
    assert client.get("/api/v1/buyers", {"by": "age"}).status_code == 422
    assert client.get("/api/v1/buyers", {"from": "2026-11-18", "to": "2026-11-01"}).status_code == 422
    alone = sign_in(cast.dasha).get("/api/v1/buyers").json()
    assert alone["lines"] == [], "nobody's leads but one's own"
