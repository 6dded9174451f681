"""What clients of the virtual department ask for: heard on their deals, one passed on, one answered."""

from datetime import timedelta
from random import Random
from typing import Final

from mostik.analysis.commands.needs import NeedSaid, answer_need, hear_need, pass_need
from mostik.analysis.terms import NeedKind, NeedVerdict
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.queries.deals import deal_rows
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people

#: What is asked for, of what kind, how often of a hundred, in whose words.
ASKED: Final = (
    (
        "Рассрочка на 12 месяцев",
        NeedKind.TERMS,
        38,
        ("Возьмём сразу, если дадите рассрочку на год", "Платим частями или никак"),
    ),
    ("Доставка в выходные", NeedKind.SERVICE, 27, ("Склад принимает только в субботу", "В будни въезд закрыт")),
    ("Шкаф управления в комплекте", NeedKind.PRODUCT, 20, ("Нужны насос и шкаф у одного поставщика",)),
    ("Шум ниже 60 дБ", NeedKind.FEATURE, 15, ("Рядом кабинеты, шум не пройдёт",)),
)
DEALS: Final = 90


@command(needs="crm.import_records", whole=False)
def play_needs(*, by: Actor) -> None:
    """Let sellers write down what clients of the newest deals ask for; ask about the first, answer the second."""
    staff = {row.pk: actor_of(row) for row in people(viewer=by).select_related("role", "team", "department")}
    head, lead = (next(each for each in staff.values() if each.role == role) for role in ("head", "lead"))
    known: dict[str, int] = {}
    deals = deal_rows(viewer=by).order_by("-created_at", "-pk").values_list("pk", "owner_id", "created_at")
    for place, (deal, owner, came) in enumerate(deals[: DEALS * 3 : 3]):
        chance = Random(place)  # noqa: S311 - a virtual market, not a secret
        title, kind, _share, words = chance.choices(ASKED, [share for _title, _kind, share, _words in ASKED])[0]
        with clock.stopped(came + timedelta(hours=chance.randint(2, 30))):
            said = None if title in known else NeedSaid(title=title, kind=kind)
            heard = {"deal_id": deal, "words": chance.choice(words), "need_id": known.get(title), "said": said}
            known[title] = hear_need(by=staff[owner], **heard)
    first, second, *_rest = known.values()
    pass_need(by=head, need_id=first, asked_id=lead.id, address="", answer_by=clock.today() + timedelta(days=4))
    told = "Возим по субботам в пределах МКАД: скажите клиентам, что день выбирают при заказе."
    answer_need(by=head, need_id=second, verdict=NeedVerdict.DONE, answer=told)
