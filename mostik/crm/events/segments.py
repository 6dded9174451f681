"""What can happen to audiences and campaigns."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class SegmentEvent(Event):
    """An event of a segment's card."""

    segment: int
    title: str

    def about(self) -> Ref:
        """The segment."""
        return Ref("crm.segment", self.segment)


@dataclass(frozen=True, kw_only=True)
class SegmentSaved(SegmentEvent):
    """A segment was made, changed, removed or brought back."""

    name = "crm.segment_saved"
    says = N_("saved the segment {title}")


@dataclass(frozen=True, kw_only=True)
class ListMade(SegmentEvent):
    """Calls were planned to everybody in a segment."""

    name = "crm.list_made"
    says = N_("planned {count} calls")
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class ListDropped(SegmentEvent):
    """A call list was taken back."""

    name = "crm.list_dropped"
    says = N_("took {count} calls back")
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class CampaignSaved(Event):
    """A campaign began or was removed."""

    name = "crm.campaign_saved"
    says = N_("saved the campaign {title}")
    campaign: int
    title: str

    def about(self) -> Ref:
        """The campaign."""
        return Ref("crm.campaign", self.campaign)
