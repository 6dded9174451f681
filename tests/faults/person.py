"""Who settles what waits for a person in a campaign."""

from contextlib import suppress

from tests.fakes import journalled


class Person:
    """Whoever settles what waits: looks at the far side after the grace and says what became of it."""

    def __init__(self, journal: journalled.Journal, *, grace: float) -> None:
        self.journal, self.grace = journal, grace
        self.settled = self.replayed = 0
        self.slowest = 0.0

    def look(self) -> None:
        """Settle what is in doubt for longer than the grace; put laid aside work back."""
        from datetime import timedelta

        from mostik.channels.commands import letters
        from mostik.channels.models import Sending
        from mostik.config.setup import operator
        from mostik.core import clock, outbox
        from mostik.core.models import Effect
        from mostik.kernel.refusals import Refusal

        ripe = clock.now() - timedelta(seconds=self.grace)
        for row in Sending.objects.filter(state="in doubt", done_at__lt=ripe):
            decide = letters.say_it_went if self.journal.has(row.number) else letters.send_again
            with suppress(Refusal):
                decide(by=operator(), letter_id=row.pk)
                self.settled += 1
                self.slowest = max(self.slowest, (clock.now() - row.done_at).total_seconds())
        self.replayed += outbox.replay(list(Effect.objects.filter(state="parked")))
