"""Tests: a throw-away home; SQLite, or the server named by YANZHEN_TEST_DATABASE_URL."""

import os
import tempfile
from pathlib import Path

_home = tempfile.mkdtemp(prefix="yanzhen-test-")
os.environ["YANZHEN_HOME"] = _home

from yanzhen_web.settings.base import *  # noqa: E402, F403
from yanzhen_web.settings.databases import cache_beside, postgresql, sqlite  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": _home}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
RATE_LIMITS = {}  # tests that are about them set them
READING_SECONDS = 60.0  # tests share the machine with each other

_url = os.environ.get("YANZHEN_TEST_DATABASE_URL")
DATABASES = {"default": postgresql(_url) if _url else sqlite(Path(_home) / "test.sqlite3")}
CACHES = {"default": cache_beside(DATABASES["default"])}
if _url:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # A file, not memory: workers and the live server are further processes and threads.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_home) / f"test-{os.getpid()}.sqlite3")}
