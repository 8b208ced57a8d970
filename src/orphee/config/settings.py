"""Django settings. Everything that differs between machines comes from the environment; `orphee doctor` lists it."""

from __future__ import annotations

import os

from django.utils.translation import gettext_lazy as _

from orphee.config import environment
from orphee.config.rooms import ROOMS
from orphee.foundation.places import PROJECT, data_directory
from orphee.foundation.postgres.cluster import cluster_in
from orphee.foundation.postgres.roles import APPLICATION, OWNER, WAREHOUSE

environment.check_data_directory()
DEBUG = environment.is_on("ORPHEE_DEBUG")
ALLOWED_HOSTS = environment.hosts()
SECURITY_CONTACT = os.environ.get("ORPHEE_SECURITY_CONTACT", "")  # an e-mail address or a page
IS_STATE_SERVICE = environment.is_on("ORPHEE_STATE_SERVICE")
SECRET_KEY = environment.secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "widget_tweaks",
    "dsfr",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "orphee.config.security.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "orphee.config.sizes.Sizes",  # before what reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "orphee.access.idle.IdleSignOut",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "orphee.access.middleware.ReaderMiddleware",
]

ROOT_URLCONF = "orphee.config.urls"
WSGI_APPLICATION = "orphee.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "src" / "orphee" / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "orphee.config.pages.every_page",
            ],
        },
    }
]
FORM_RENDERER = "dsfr.forms.DsfrDjangoTemplates"

EMBEDDED = cluster_in(data_directory() / "postgres")
DATABASE_IS_EMBEDDED = not os.environ.get("DATABASE_URL")
_application_url = environment.database("DATABASE_URL") or EMBEDDED.dsn("orphee", APPLICATION)
_owner_url = environment.database("ORPHEE_OWNER_DATABASE_URL") or (
    EMBEDDED.dsn("orphee", OWNER) if DATABASE_IS_EMBEDDED else _application_url
)
_warehouse_url = environment.database("ORPHEE_WAREHOUSE_DATABASE_URL") or (
    EMBEDDED.dsn("orphee", WAREHOUSE) if DATABASE_IS_EMBEDDED else _application_url
)
# default: the application. owner: migrations and rights. warehouse: the pseudonymised build. counting: what is counted
# against guessing, outside the transaction of the request; a count that a power cut loses is no loss.
DATABASES = {
    "default": environment.connection(_application_url),
    "owner": environment.connection(_owner_url),
    "warehouse": environment.connection(_warehouse_url),
    "counting": environment.connection(_application_url, "-c synchronous_commit=off") | {"CONN_MAX_AGE": 0},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
# scrypt is memory-hard, and takes a tenth of the time of a million rounds of PBKDF2.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["orphee.config.formats"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
LOCALE_PATHS = [PROJECT / "src" / "orphee" / "config" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = data_directory() / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise looks there, though in development it serves the packages
STATICFILES_DIRS = [PROJECT / "src" / "orphee" / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600  # a working day; the desk asks again after 30 idle minutes
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token from the page, the cookie is only compared
IS_BEHIND_HTTPS = environment.is_on("ORPHEE_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_BEHIND_HTTPS
SECURE_SSL_REDIRECT = IS_BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31536000 if IS_BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# People without a diagnosis are looked at again every night at this hour (`undiagnosed.nights`).
NIGHTLY_LOOK = environment.is_on("ORPHEE_NIGHTLY_LOOK", default=True)
NIGHTLY_LOOK_AT = environment.nightly_hour()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "orphee.config.discretion.Discreet",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
