"""How the product is tuned. One file; everything from the environment is read by the typed readers below."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """Return a text setting from the environment."""
    return os.environ.get(name, default)


def env_flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no setting; anything but 0/1, yes/no, true/false is refused by name."""
    word = os.environ.get(name, "1" if default else "0").lower()
    if word not in {"0", "1", "yes", "no", "true", "false"}:
        raise ImproperlyConfigured(f"{name}={word!r}: write 1 or 0.")
    return word in {"1", "yes", "true"}


def home() -> Path:
    """Return the data directory: MOSTIK_HOME, or .mostik where the product was started."""
    path = Path(env("MOSTIK_HOME", ".mostik")).expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key(place: Path) -> str:
    """Return this installation's own secret, made on first start and kept readable by its owner only."""
    if key := env("MOSTIK_SECRET_KEY"):
        return key
    if not place.exists():
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(50))
    return place.read_text()


HOME = home()
SECRET_KEY = secret_key(HOME / "secret.key")
DEBUG = env_flag("MOSTIK_DEBUG")
ALLOWED_HOSTS = env("MOSTIK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("MOSTIK_ORIGINS").split(",") if origin]

INSTALLED_APPS = [
    "mostik.config.apps.ConfigRoom",
    "mostik.home.apps.HomeRoom",
    "mostik.simulator.apps.SimulatorRoom",
    "mostik.organisation.apps.OrganisationRoom",
    "mostik.control.apps.ControlRoom",
    "mostik.planning.apps.PlanningRoom",
    "mostik.analysis.apps.AnalysisRoom",
    "mostik.kit.apps.KitRoom",
    "mostik.channels.apps.ChannelsRoom",
    "mostik.crm.apps.CrmRoom",
    "mostik.automation.apps.AutomationRoom",
    "mostik.people.apps.PeopleRoom",
    "mostik.core.apps.CoreRoom",
    "mostik.web.apps.WebRoom",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mostik.web.middleware.PackingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mostik.people.middleware.ActorMiddleware",
    "mostik.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "mostik.config.urls"
WSGI_APPLICATION = "mostik.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mostik.web.shell.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "mostik.web.templatetags.web",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

# SQLite: acknowledged means stored (FULL), one writer at a time from the first statement (IMMEDIATE).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;"
    ),
}
POSTGRES_OPTIONS = {"pool": {"min_size": 1, "max_size": int(env("MOSTIK_POOL", "10"))}}


def database() -> dict[str, object]:
    """Return the one database: SQLite in the data directory, or what DATABASE_URL names."""
    settings = dj_database_url.parse(env("DATABASE_URL") or f"sqlite:///{HOME / 'mostik.sqlite3'}")
    if settings["ENGINE"].endswith("sqlite3"):
        return {**settings, "CONN_MAX_AGE": None, "OPTIONS": SQLITE_OPTIONS}
    # Server-side cursors break behind transaction poolers; the pool replaces persistent connections.
    return {**settings, "CONN_MAX_AGE": 0, "OPTIONS": {**settings.get("OPTIONS", {}), **POSTGRES_OPTIONS}}


DATABASES = {"default": database()}
# What does the work: "embedded" (threads, in the one process or in `mostik worker`) or "celery" (`mostik relay` feeds
# `mostik worker` through the broker at BROKER_URL: redis://… or amqp://…).
ENGINE = env("MOSTIK_ENGINE", "embedded")
BROKER_URL = env("BROKER_URL")
if ENGINE not in {"embedded", "celery"}:
    raise ImproperlyConfigured(f"MOSTIK_ENGINE={ENGINE!r}: write embedded or celery.")
if ENGINE == "celery" and not BROKER_URL:
    raise ImproperlyConfigured("MOSTIK_ENGINE=celery needs BROKER_URL: redis://host:6379/0 or amqp://user:word@host//.")
# How long a worker that says nothing keeps an effect, in seconds; one at work prolongs it by itself.
LEASE_SECONDS = float(env("MOSTIK_LEASE", "60"))
# How long one effect may take at the most, in seconds: one that hangs is taken from its worker.
LONGEST_SECONDS = float(env("MOSTIK_LONGEST", "900"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "mostik.people.sign_in.Adapter"
ACCOUNT_FORMS = {
    "login": "mostik.people.forms.sign_in.SignInForm",
    "change_password": "mostik.people.forms.sign_in.PasswordForm",
}
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mostik"
# Nobody registers here: an e-mail is what the head wrote down, so there is nothing to verify first.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# The company's own sign-on (OpenID Connect): its address, and the name and secret we have there.
OIDC_NAME = env("MOSTIK_OIDC_NAME")
# Whose e-mails are let in; empty: of everybody the head has written down.
OIDC_DOMAINS = [domain.strip().lower() for domain in env("MOSTIK_OIDC_DOMAINS").split(",") if domain.strip()]
# The role of people made at their first sign-on; empty: nobody is made. Only with domains named.
OIDC_NEW_ROLE = env("MOSTIK_OIDC_NEW_ROLE")
SOCIALACCOUNT_ADAPTER = "mostik.people.sign_in.SignOn"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": env("MOSTIK_OIDC_CLIENT"),
                "secret": env("MOSTIK_OIDC_SECRET"),
                "settings": {"server_url": env("MOSTIK_OIDC_URL")},
            }
        ]
        if OIDC_NAME
        else [],
    }
}
# Where letters go until the company names its own server on screen; without a host they are printed.
EMAIL_HOST = env("MOSTIK_EMAIL_HOST")
SENDERS = "django.core.mail.backends"
EMAIL_BACKEND = env("MOSTIK_EMAIL_BACKEND", f"{SENDERS}.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend")
EMAIL_PORT = int(env("MOSTIK_EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("MOSTIK_EMAIL_USER")
EMAIL_HOST_PASSWORD = env("MOSTIK_EMAIL_PASSWORD")
EMAIL_USE_TLS = env_flag("MOSTIK_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("MOSTIK_EMAIL_FROM", "mostik@localhost")
# Where Telegram's Bot API answers; a company may run a server of its own.
TELEGRAM_API = env("MOSTIK_TELEGRAM_API", "https://api.telegram.org")
# Where the Bot API of MAX answers.
MAX_API = env("MOSTIK_MAX_API", "https://platform-api.max.ru")
# The address people open Mostik at, for links in letters; the company may name another on screen.
ADDRESS = env("MOSTIK_ADDRESS")

LANGUAGE_CODE = env("MOSTIK_LANGUAGE", "ru")
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
TIME_ZONE = env("MOSTIK_TIME_ZONE", "Europe/Moscow")
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "kernel" / "locale"]  # not an application, yet its refusals are read by people

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # the server warns of a folder that is not there
COLUMNS = HOME / "columns"
MEDIA_ROOT = HOME / "files"
# Files lie in an S3-compatible store where a bucket is named, else on the disk.
S3_BUCKET = env("MOSTIK_S3_BUCKET")
S3_URL = env("MOSTIK_S3_URL")
S3_KEY = env("MOSTIK_S3_KEY")
S3_SECRET = env("MOSTIK_S3_SECRET")
S3_REGION = env("MOSTIK_S3_REGION", "us-east-1")
S3_PREFIX = env("MOSTIK_S3_PREFIX")
# How many megabytes all files of the company may take.
FILES_QUOTA_MB = int(env("MOSTIK_FILES_QUOTA_MB", "10240"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-zA-Z]{8,12}\..+$"
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "media-src": [SELF],
    }
}
CSRF_FAILURE_VIEW = "mostik.web.pages.stale_form"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env_flag("MOSTIK_HTTPS")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("MOSTIK_LOG", "INFO")},
    "loggers": {"pymorphy3": {"level": "WARNING"}},  # it tells of every dictionary it opens
}

# The clock stands still where this is set (demo pictures, tests): an ISO instant.
FROZEN_AT = env("MOSTIK_NOW")
# How often a program may ask: so many requests a minute for each token, and so many at once.
API_PER_MINUTE = int(env("MOSTIK_API_PER_MINUTE", "600"))
API_BURST = int(env("MOSTIK_API_BURST", "100"))
# How fast one source of leads may deliver: so many a minute, and so many at once.
ENQUIRIES_PER_MINUTE = int(env("MOSTIK_ENQUIRIES_PER_MINUTE", "6000"))
ENQUIRIES_BURST = int(env("MOSTIK_ENQUIRIES_BURST", "3000"))
# Networks inside the house that webhooks may go to all the same, such as 10.1.0.0/16.
OUTBOUND_ALLOWED = [network for network in env("MOSTIK_OUTBOUND_ALLOWED").split(",") if network]
# The currency a new installation plans and reports in.
CURRENCY = env("MOSTIK_CURRENCY", "RUB")
