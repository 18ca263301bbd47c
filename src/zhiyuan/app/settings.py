"""Settings of an installation. What differs between two comes from its directory and environment."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("ZHIYUAN_HOME", "."))
FILES = HOME / "files"
PICTURES = HOME / "cache" / "pictures"
DEBUG = os.environ.get("ZHIYUAN_DEBUG") == "1"


def _secret() -> str:
    if key := os.environ.get("ZHIYUAN_SECRET_KEY"):
        return key
    kept = HOME / "secrets" / "django"
    if kept.exists():
        return kept.read_text().strip()
    return secrets.token_urlsafe(50)  # nothing is served from here: a command, a test, a first start


def _database() -> dict[str, object]:
    url = os.environ.get("ZHIYUAN_DATABASE", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "park.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
            },
        }
    from urllib.parse import parse_qs, unquote, urlsplit

    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("ZHIYUAN_DATABASE is postgresql://user:password@host:port/name")
    host = unquote(parts.hostname or "") or parse_qs(parts.query).get("host", [""])[0]  # a socket folder
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
    }


SECRET_KEY = _secret()
DATABASES = {"default": _database()}
ALLOWED_HOSTS = os.environ.get("ZHIYUAN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ZHIYUAN_ORIGINS", "").split(",") if o]
SECURE = os.environ.get("ZHIYUAN_TLS") == "1"

INSTALLED_APPS = [
    "zhiyuan.app.apps.ShellConfig",
    "zhiyuan.identity",
    "zhiyuan.archive",
    "zhiyuan.park",
    "zhiyuan.metering",
    "zhiyuan.lighting",
    "zhiyuan.savings",
    "zhiyuan.maintenance",
    "zhiyuan.enterprises",
    "zhiyuan.cases",
    "zhiyuan.land",
    "zhiyuan.projects",
    "zhiyuan.innovation",
    "zhiyuan.policies",
    "zhiyuan.agency",
    "zhiyuan.indicators",
    "zhiyuan.billing.apps.BillingConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "axes",
    "ninja",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhiyuan.app.shell.middleware.idle",
    "zhiyuan.app.shell.middleware.language",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhiyuan.app.shell.middleware.Doors",
    "zhiyuan.app.overlay.middleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "zhiyuan.app.urls"
ASGI_APPLICATION = "zhiyuan.app.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "shell" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"shell": "zhiyuan.app.shell.templatetags.shell"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhiyuan.app.shell.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "locked.html"
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
FORMAT_MODULE_PATH = ["zhiyuan.app.shell.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = os.environ.get("ZHIYUAN_TIMEZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"/zhiyuan/.+-[A-Z0-9]{8}\.(js|css)$"
CSRF_FAILURE_VIEW = "zhiyuan.app.shell.views.stale_form"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_S = 30 * 60
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
from csp.constants import NONCE, NONE, SELF  # noqa: E402  # needs no settings, kept beside its use

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
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ZHIYUAN_LOG", "WARNING")},
}
