"""What can happen to consents and to requests about personal data."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class ConsentEvent(Event):
    """An event of a person's consent, shown on their card."""

    consent: int
    contact: int
    purpose: str
    channel: str

    def about(self) -> Ref:
        """The person's card."""
        return Ref("crm.contact", self.contact)


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(ConsentEvent):
    """Somebody agreed."""

    name = "crm.consent_given"
    says = N_("consent given")


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(ConsentEvent):
    """Somebody agrees no more."""

    name = "crm.consent_withdrawn"
    says = N_("consent withdrawn")


@dataclass(frozen=True, kw_only=True)
class PersonRequestEvent(Event):
    """An event of a request about somebody's data."""

    request: int
    contact: int
    kind: str

    def about(self) -> Ref:
        """The request."""
        return Ref("crm.request", self.request)


@dataclass(frozen=True, kw_only=True)
class PersonRequestReceived(PersonRequestEvent):
    """Somebody asked about their data."""

    name = "crm.person_request_received"
    says = N_("a request about personal data came")


@dataclass(frozen=True, kw_only=True)
class PersonRequestDone(PersonRequestEvent):
    """A request was carried out; ``digest`` is of its report."""

    name = "crm.person_request_done"
    says = N_("the request was carried out")
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonRequestRefused(PersonRequestEvent):
    """A request was refused, the reason lies with it."""

    name = "crm.person_request_refused"
    says = N_("the request was refused")


@dataclass(frozen=True, kw_only=True)
class TermCarriedOut(Event):
    """Records whose term of keeping is over were forgotten."""

    name = "crm.term_carried_out"
    says = N_("forgot {count} records whose term is over")
    code: str
    count: int

    def about(self) -> Ref:
        """The terms, one for the company."""
        return Ref("crm.retention", 1)
