"""A draft drawn from what it stands on; a split that cannot be is refused in words for a head."""

from django.utils.translation import gettext as _

from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid
from mostik.planning.queries import words
from mostik.planning.queries.rows import Stands
from mostik.planning.rules.basis import Basis
from mostik.planning.rules.chain import BrokenChain
from mostik.planning.rules.draft import Draft, draft
from mostik.planning.rules.split import Infeasible
from mostik.planning.terms import Binding
from mostik.web import formats


class CannotSplit(Conflict):
    """The limits leave no way to split the plan: says which, whose and by how much."""


class NothingPasses(Invalid):
    """A link of the chain lets nothing through: says which, at its field."""


def drawn(target: Money, stands: Stands) -> Draft:
    """Return the draft of what a plan stands on; refuses `CannotSplit` and `NothingPasses` in words for a head."""
    try:
        return draft(target, stands.basis, stands.options, stands.fixed)
    except Infeasible as refusal:
        raise CannotSplit(_said(refusal, target, stands), field="amount") from refusal
    except BrokenChain as refusal:
        code = str(refusal.params["link"])
        said = _("Nobody has passed the link “{link}” yet, so no number of leads brings a sale. Give its conversion.")
        raise NothingPasses(said.format(link=words.link(code)), field=f"rate_{code}") from refusal


def _said(refusal: Infeasible, target: Money, stands: Stands) -> str:
    short = formats.money(Money(refusal.short, target.currency))
    return _words(refusal.binding, sum(stands.fixed.values()) > target.minor).format(
        short=short, people=names_of(stands.basis, refusal.people)
    )


def _words(binding: Binding, too_much: bool) -> str:  # noqa: FBT001 - chosen between two sentences
    if binding is Binding.FIXED and too_much:
        return _("The fixed parts ({people}) come to {short} more than the plan. Lower or free one, or raise the plan.")
    return {
        Binding.FIXED: _("Every part is fixed ({people}), and {short} of the plan is nobody's. Free or raise one."),
        Binding.FLOORS: _("The least parts ({people}) are {short} more than is left of the plan. Lower one of them."),
        Binding.CEILINGS: _("The most that {people} may carry is {short} less than the plan. Raise a limit."),
        Binding.CROSSED: _("The least part of {people} is above the most, by {short}."),
        Binding.NO_WEIGHT: _("Nobody has working hours for {short} of the plan: {people}. Check absences and ramps."),
        Binding.NOBODY: _("There is nobody to split {short} between."),
    }[binding]


def names_of(basis: Basis, people: tuple[int, ...]) -> str:
    """Return the names of some people of a plan."""
    names = {person.id: person.name for person in basis.people}
    return ", ".join(names.get(person, str(person)) for person in people)
