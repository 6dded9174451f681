"""Pure decisions of the room: the calendar, schedules, the structure, masks."""
