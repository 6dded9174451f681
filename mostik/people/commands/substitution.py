"""The substitute of an absence: who may be named, what a chain must cover, who is told when nobody stands in."""

from datetime import date

from django.urls import reverse

from mostik.core import clock
from mostik.core.notifications import notify
from mostik.kernel.period import Span
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import has_left
from mostik.people.models import Absence, User
from mostik.people.queries.substitution import leaves
from mostik.people.rules.substitution import Leave, hole
from mostik.web import formats


class NotASubstitute(Invalid):
    """The person cannot stand in."""

    message = gettext_noop("Choose a colleague who works here and is not the one who is away.")


class SubstituteAway(Conflict):
    """The substitute is away too, and nobody stands in for them."""

    message = gettext_noop(
        "{who} is away from {first} to {last} and nobody stands in for them. "
        "Choose another substitute, or name one in that absence first."
    )


class Circle(Conflict):
    """Each would stand in for the other."""

    message = gettext_noop(
        "From {first} to {last} the substitutes would stand in for each other. Choose somebody else."
    )


def check_substitute(row: Absence) -> None:
    """Refuse a substitute who cannot stand in on every day of an absence, alone or by a chain."""
    if row.substitute_id is None:
        return
    person = User.objects.filter(pk=row.substitute_id).first()
    if person is None or has_left(person) or person.pk == row.person_id:
        raise NotASubstitute(field="substitute")
    leave = leave_of(row)
    found = hole(leave, _others(row))
    if found is None:
        return
    params = {"first": formats.day(found.first), "last": formats.day(found.last)}
    if found.circle:
        raise Circle(field="substitute", params=params)
    who = User.objects.get(pk=found.person).short_name
    raise SubstituteAway(field="substitute", params={**params, "who": who})


def warn_of_bare(row: Absence) -> None:
    """Tell the heads of those for whom nobody stands in any more, because their substitute is away now too."""
    known = [*_others(row), leave_of(row)]
    for leave in known:
        others = [each for each in known if each is not leave]
        if leave.person != row.person_id and leave.last >= clock.today() and (found := hole(leave, others)):
            _warn(row, leave, f"{found.first}-{found.last}")


def tell_substitute(row: Absence) -> None:
    """Tell whoever is named, once for these days."""
    if row.substitute_id is None:
        return
    told: dict[str, str | date] = {"who": row.person.short_name, "first": row.first, "last": row.last}
    notify(
        person_ids=[row.substitute_id],
        text=gettext_noop("You stand in for {who} from {first} to {last}"),
        params=told,
        key=f"substitute-{row.pk}-{row.first}-{row.last}",
        url=reverse("people:substitutes"),
        kind="substitute",
    )


def leave_of(row: Absence) -> Leave:
    """Return an absence as the rules read it."""
    return Leave(person=row.person_id, first=row.first, last=row.last, substitute=row.substitute_id)


def _others(row: Absence) -> list[Leave]:
    """Return the other absences around these days."""
    return [each for each in leaves(Span(row.first, row.last)) if each.person != row.person_id]


def _warn(row: Absence, leave: Leave, days: str) -> None:
    absent = User.objects.get(pk=leave.person)
    heads = [each for each in (absent.reports_to_id,) if each]
    notify(
        person_ids=heads,
        text=gettext_noop("Nobody stands in for {who}: {substitute} is away too. Name somebody else."),
        params={"who": absent.short_name, "substitute": row.person.short_name},
        key=f"bare-{leave.person}-{days}",
        url=reverse("people:person", args=[leave.person]),
        kind="substitute",
    )
