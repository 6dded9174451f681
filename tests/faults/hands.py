"""A worker of the product, of the engine it is told of, with the campaign's short pauses and its poisons at hand."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")


def main() -> None:
    """Work until killed."""
    import django

    django.setup()
    from django.conf import settings

    from mostik.config import engine
    from mostik.core.crew import Crew
    from tests.faults import poisons  # noqa: F401 - its effects have names
    from tests.faults.hurry import hurry

    hurry()
    hands, megabytes = int(os.environ.get("MOSTIK_HANDS", "2")), int(os.environ.get("MOSTIK_MEGABYTES", "0"))
    if settings.ENGINE == "celery":
        engine.serve_workers(threads=hands, megabytes=megabytes)
    else:
        Crew(processes=max(hands // 4, 2), threads=4, megabytes=megabytes, timers=False).work()


if __name__ == "__main__":
    main()
