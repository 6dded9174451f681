"""What can happen to text robots and in their talks."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class DialogueEvent(Event):
    """An event of a text robot."""

    dialogue: int
    title: str

    def about(self) -> Ref:
        """The text robot."""
        return Ref("automation.dialogue", self.dialogue)


@dataclass(frozen=True, kw_only=True)
class DialogueMade(DialogueEvent):
    """There is a text robot, not yet at work."""

    name = "automation.dialogue_made"
    says = N_("made the text robot {title}")


@dataclass(frozen=True, kw_only=True)
class DialogueChanged(DialogueEvent):
    """What it is to say was changed: the draft, not what works now."""

    name = "automation.dialogue_changed"
    says = N_("changed the text robot {title}")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class DialogueSwitchedOn(DialogueEvent):
    """It talks by this edition from now on."""

    name = "automation.dialogue_switched_on"
    says = N_("switched on the text robot {title}, edition {edition}")
    edition: int


@dataclass(frozen=True, kw_only=True)
class DialogueSwitchedOff(DialogueEvent):
    """It answers nobody any more."""

    name = "automation.dialogue_switched_off"
    says = N_("switched off the text robot {title}")


@dataclass(frozen=True, kw_only=True)
class DialogueRemoved(DialogueEvent):
    """It is gone; its talks stay to be read."""

    name = "automation.dialogue_removed"
    says = N_("removed the text robot {title}")


@dataclass(frozen=True, kw_only=True)
class DialogueRestored(DialogueEvent):
    """A removed text robot is back, switched off."""

    name = "automation.dialogue_restored"
    says = N_("restored the text robot {title}")


@dataclass(frozen=True, kw_only=True)
class TalkEnded(Event):
    """A text robot came to the end of a talk by itself, or a person is to go on; on the deal's card."""

    name = "automation.talk_ended"
    says = N_("the text robot {title} ended a talk: {how}")
    dialogue: int
    title: str
    talk: int
    end: str
    how: str
    deal: int | None = None

    def about(self) -> Ref:
        """The deal, else the text robot."""
        return Ref("crm.deal", self.deal) if self.deal else Ref("automation.dialogue", self.dialogue)
