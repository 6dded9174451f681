"""What can happen to personal data."""

from dataclasses import dataclass

from mostik.core import salts
from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class PersonalErased(Event):
    """An erasure took personal values out of journal lines; ``digest`` accounts for each of them."""

    name = salts.ERASED
    says = N_("erased personal values in {lines} lines of the journal")
    act: str
    lines: int
    digest: str
    kind: str
    number: int

    def about(self) -> Ref:
        """The record whose person was erased."""
        return Ref(self.kind, self.number)
