"""The settings of tests: a throwaway data directory, quick passwords, a clock that stands still."""

import os

from mostik.config.places import passing

if "MOSTIK_HOME" not in os.environ:
    os.environ["MOSTIK_HOME"] = str(passing("mostik-test"))
os.environ.setdefault("MOSTIK_LOG", "WARNING")

from mostik.config.settings import *  # noqa: F403 - the data directory is chosen first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
FROZEN_AT = "2026-11-18T11:00:00+03:00"
