"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")
application = get_wsgi_application()

from mostik.core.search import lemmas  # noqa: E402 - when the rooms are there

lemmas.warm()
