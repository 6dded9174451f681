"""Sign-ins closed by whatever closes somebody's access: no command by itself."""

from django.contrib.sessions.models import Session

from mostik.people.models import Visit


def close_sessions(person_id: int, besides: str = "") -> None:
    """Sign a person out everywhere, save at one browser."""
    rows = list(Visit.objects.filter(person_id=person_id).exclude(session=besides))
    Session.objects.filter(session_key__in=[row.session for row in rows]).delete()
    Visit.objects.filter(pk__in=[row.pk for row in rows]).delete()
