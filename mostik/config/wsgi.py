"""The door for a WSGI server."""

import gc
import os
from typing import Final

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - when the rooms are there

from mostik.analysis.queries import closed  # noqa: E402
from mostik.core.search import lemmas  # noqa: E402

#: New objects before the collector looks at them, and rounds of the younger before those of the older.
COLLECT: Final = (50_000, 20, 50)

# Whoever asks first is not to wait for what everybody needs: every address, the words, the columns on this disk.
_addresses = get_resolver().url_patterns
lemmas.warm()
closed.warm()
# What is loaded by now is no garbage: looking it all through took a tenth of a second in the middle of somebody's page.
gc.collect()
gc.freeze()
gc.set_threshold(*COLLECT)
