"""What the sign-in page asks before anybody has signed in."""

from mostik.core.company import choice

FIELDS = ("title", "email", "password")


def demo_signs() -> list[dict[str, str]]:
    """Return who may be tried out on a demo, each with title, e-mail and password; elsewhere nobody."""
    if not choice("demo"):
        return []
    signs = [each for each in choice("demo_signs") if isinstance(each, dict)]
    return [{name: str(each[name]) for name in FIELDS} for each in signs if each.keys() >= set(FIELDS)]
