"""Letters of a campaign that is about the wire alone: promised by a person or a robot about a few deals, and judged."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count

from tests.fakes import journalled

_numbers = count(1)


def deal_for(address: str) -> int:
    """Return a new deal whose client is written to at an address."""
    from mostik.config.setup import operator
    from mostik.crm.commands.contacts import ContactFields, add_contact
    from mostik.crm.commands.leads import capture_lead

    by = operator()
    contact = add_contact(by=by, fields=ContactFields(first_name="Ivan", email=address))
    return capture_lead(by=by, title=f"Letters to {address}", fields={"contact": contact})


def write(deal: int, *, robot: bool = False) -> int:
    """Promise a letter about a deal and return its number."""
    from mostik.channels.commands.letters import write_letter
    from mostik.config.setup import operator
    from mostik.core.actors import ActorKind

    by = replace(operator(), kind=ActorKind.ROBOT, name="Robot") if robot else operator()
    return write_letter(by=by, deal_id=deal, subject="Cases", text="Please look.", key=f"campaign:{next(_numbers)}")


def is_quiet() -> bool:
    """Return whether no letter waits and no effect is to be done now."""
    from mostik.channels.models import Sending
    from mostik.core import outbox
    from mostik.core.models import Effect

    waits = Sending.objects.filter(state__in=["new", "sending", "in doubt"]).exists()
    return (
        not waits
        and not outbox.due().exists()
        and not Effect.objects.filter(state__in=["running", "in doubt"]).exists()
    )


def judged(journal: journalled.Journal, refusing: set[str]) -> dict[str, int]:
    """Return what is wrong with all letters: each is kept once, or refused for good and told to a person."""
    from mostik.channels.models import Sending
    from mostik.core import clock, outbox
    from mostik.core.models import Effect, Entry

    kept: Counter[str] = journal.kept()
    failed = Entry.objects.filter(name="channels.letter_failed").values_list("payload", flat=True)
    told = {each["letter"] for each in failed}
    found: Counter[str] = Counter()
    for row in Sending.objects.all():
        there, right = kept[row.number], 0 if row.to in refusing else 1
        found["duplicates"] += max(0, there - 1)
        found["missing"] += there < right
        found["unsettled"] += row.state != ("sent" if right else "failed")
        found["refused and untold"] += not right and row.pk not in told
    late = clock.now() - 2 * outbox.LEASE - timedelta(seconds=5)
    found["stuck"] = Effect.objects.filter(state="running", lease_until__lt=late).count()
    return {name: int(found[name]) for name in ("duplicates", "missing", "unsettled", "refused and untold", "stuck")}
