"""What is true of every installation."""

from __future__ import annotations

import os
from pathlib import Path

from yanzhen_web.settings.databases import cache_beside, database
from yanzhen_web.settings.keys import secret_key
from yanzhen_web.settings.mail import mail
from yanzhen_web.settings.programs import *  # noqa: F403
from yanzhen_web.settings.retention import RETENTION_DAYS  # noqa: F401 -- one of the settings
from yanzhen_web.settings.signing import *  # noqa: F403
from yanzhen_web.settings.signing import SIGNING_APPS, roles_with_second_factor

PACKAGE = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("YANZHEN_HOME") or "var").resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("YANZHEN_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    # Before allauth, so that our templates stand in for its own.
    "yanzhen_web",
    *SIGNING_APPS,
]
MIDDLEWARE = [
    "yanzhen_web.middleware.Sealed",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yanzhen_web.middleware.Unkept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "yanzhen_web.middleware.Speaking",
    "django.middleware.common.CommonMiddleware",
    # Before whatever reads the body.
    "yanzhen_web.middleware.Bounded",
    "yanzhen_web.limiting.Limiting",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yanzhen_web.middleware.Acting",
    "yanzhen_web.signing.sessions.Present",
    "yanzhen_web.signing.required.FirstThings",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "yanzhen_web.urls"
WSGI_APPLICATION = "yanzhen_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yanzhen_web.context.site",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": database(os.environ.get("YANZHEN_DATABASE_URL"), HOME)}
CACHES = {"default": cache_beside(DATABASES["default"])}
globals().update(mail(os.environ.get("YANZHEN_MAIL_URL"), os.environ.get("YANZHEN_MAIL_FROM")))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "yanzhen_web.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "yanzhen_web.passwords.ContextWords"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [str(PACKAGE / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = str(HOME / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(HOME)}},
    "staticfiles": {"BACKEND": "yanzhen_web.settings.storage.HashedStatic"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
UPLOADS = HOME / "uploads"

# Workbooks go to a file at once; forms stay small.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
UPLOAD_MAX_BYTES = 60 << 20
FILE_UPLOAD_HANDLERS = [
    "yanzhen_web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Looks at each upload first, where an office has one: `clamdscan --fdpass --no-summary`.
SCAN_COMMAND = os.environ.get("YANZHEN_SCAN_COMMAND", "")
# How long reading a book may take; None leaves it to the engine. A slow machine may be given more.
READING_SECONDS = float(os.environ["YANZHEN_READING_SECONDS"]) if os.environ.get("YANZHEN_READING_SECONDS") else None

# For so long the history knows from which network address something was done.
KEEP_ADDRESSES_DAYS = int(os.environ.get("YANZHEN_KEEP_ADDRESSES_DAYS") or 180)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Nothing on the site uses any of these.
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(self), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"
)

OVER_TLS = os.environ.get("YANZHEN_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = OVER_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Over TLS the names bind the cookies to this very host: no sub-domain, no plain http can set them.
_BOUND = "__Host-" if OVER_TLS else ""
SESSION_COOKIE_NAME = f"{_BOUND}yanzhen_session"
CSRF_COOKIE_NAME = f"{_BOUND}yanzhen_csrf"
LANGUAGE_COOKIE_NAME = f"{_BOUND}yanzhen_language"
CSRF_FAILURE_VIEW = "yanzhen_web.views.errors.forged"
SECOND_FACTOR_ROLES = roles_with_second_factor(os.environ.get("YANZHEN_REQUIRE_SECOND_FACTOR"), over_tls=OVER_TLS)
if os.environ.get("YANZHEN_TRUST_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "yanzhen_web": {"level": "INFO"},
        "django.server": {"level": "WARNING"},
        "axes": {"level": "ERROR"},  # what it warns of names people; the history tells of it
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
