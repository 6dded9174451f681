"""The frame for writes, the journal, the outbox and its workers, files, notifications, the clock."""
