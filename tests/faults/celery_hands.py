"""A Celery worker of the product, with the campaign's short pauses."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")


def main() -> None:
    """Work until killed."""
    import django

    django.setup()
    from mostik.config import engine
    from tests.faults.hurry import hurry

    hurry()
    engine.serve_workers(threads=2)


if __name__ == "__main__":
    main()
