"""Who works here and what they may see: structure, roles and scopes, working calendar, absences, sign-in."""
