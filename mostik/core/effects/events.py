"""What people do about effects that wait for them."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class EffectReplayed(Event):
    """Somebody put an effect back in the queue."""

    name = "core.effect_replayed"
    says = N_("asked for unfinished work to be done again: {title}")
    effect: int
    title: str

    def about(self) -> Ref:
        """The effect."""
        return Ref("core.effect", self.effect)


@dataclass(frozen=True, kw_only=True)
class EffectSettled(Event):
    """Somebody said that an effect was done, or need not be."""

    name = "core.effect_settled"
    says = N_("said that unfinished work is done: {title}")
    effect: int
    title: str

    def about(self) -> Ref:
        """The effect."""
        return Ref("core.effect", self.effect)
