"""The settings: one file, every deployment value from the environment.

PORTAL_MODE is `production` where DATABASE_URL is given, else `demo`; tests set `test`. Production
has no default for a value that must be chosen: a missing one stops the start with its name.
"""

import datetime as dt
import logging
import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from interior_portal import authority, embedded, languages, logs, mode, secret_files

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = embedded.VAR
MODE = mode.mode()
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEMO_CASES = env.int("DEMO_CASES", 240)
DEMO_YEAR_CASES = env.int("DEMO_YEAR_CASES", 2000)  # what figures are counted from; 0 for none
DEBUG = False

# --- security -------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else secret_files.secret("secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = (
    env.list("ALLOWED_HOSTS") if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
PUBLIC_URL = env.str("PUBLIC_URL") if PRODUCTION else env.str("PUBLIC_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PRODUCTION else []
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
TRUST_PROXY = env.bool("TRUST_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "interior_portal.ui.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

# --- who runs it ----------------------------------------------------------------------------------
_AUTHORITY = authority.read(env.str("AUTHORITY_FILE", ""))
AUTHORITY_NAMES, AUTHORITY_PLACES = _AUTHORITY.names, _AUTHORITY.places
EMBLEM_TEMPLATE, DOCUMENTS_EMBLEM = _AUTHORITY.emblem_template, _AUTHORITY.paper_emblem
HELP_PHONE = _AUTHORITY.help_phone

# --- applications ---------------------------------------------------------------------------------
DIRECTORATES = ["visas", "vehicles", "reports"]
INSTALLED_APPS = [
    "interior_portal",
    "interior_portal.ui",
    "interior_portal.audit",
    "interior_portal.outbox",
    "interior_portal.accounts",
    "interior_portal.people",
    "interior_portal.tallies",
    "interior_portal.documents",
    "interior_portal.notices",
    "interior_portal.payments",
    "interior_portal.workflow",
    *DIRECTORATES,
    "interior_portal.accounts.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "phonenumber_field",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_structlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "interior_portal.ui.language.LanguageMiddleware",
    "interior_portal.logs.RequestLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "interior_portal.accounts.sessions.SessionLimitMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "interior_portal.urls"
WSGI_APPLICATION = "interior_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "interior_portal.ui.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- database, broker, files ----------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL")
    if "DATABASE_URL" in os.environ
    else {"ENGINE": "django.db.backends.postgresql", **embedded.database_settings()}
}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if MODE == "test" else None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# What a page asks takes milliseconds: to start further processes takes ten times as long, and so does a sort on disk.
DATABASES["default"]["OPTIONS"].setdefault(
    "options", "-c max_parallel_workers_per_gather=0 -c work_mem=16MB"
)
if "TEST_DB_NAME" in os.environ:
    DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_DB_NAME"]}
REDIS_URL = (
    env.str("REDIS_URL")
    if PRODUCTION
    else env.str("REDIS_URL", f"redis+socket://{embedded.redis_socket()}")
)
# What Celery calls redis+socket and virtual_host, redis-py calls unix and db.
REDIS_CACHE_URL = REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
# Two portals, or two runs of the tests, that share a broker are told apart by this name.
QUEUE = env.str("QUEUE", "portal")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_CACHE_URL,
        "KEY_PREFIX": QUEUE,
        # What the cache does for a page is not worth waiting for: redis-py by itself tries for seconds.
        "OPTIONS": {
            "retry": Retry(NoBackoff(), retries=1),
            "socket_connect_timeout": 0.3,
            "socket_timeout": 0.5,
        },
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "assets"]
PRIVATE_FILES_DIR = Path(env.str("PRIVATE_FILES_DIR", str(VAR_DIR / "files")))
STORAGE_URL = env.str("STORAGE_URL", "")
_private_storage: dict[str, Any] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": PRIVATE_FILES_DIR, "base_url": None, "file_permissions_mode": 0o600},
}
if STORAGE_URL:
    _s3 = env.url("STORAGE_URL")
    _private_storage = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "endpoint_url": f"https://{_s3.hostname}" + (f":{_s3.port}" if _s3.port else ""),
            "bucket_name": _s3.path.strip("/"),
            "access_key": _s3.username,
            "secret_key": _s3.password,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
STORAGES = {
    "default": _private_storage,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Celery
# Carries ids of outbox rows: never an ETA, never a result; a lost message is sent again by the sweep.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = QUEUE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # A wake-up that nobody took before the next one is worthless.
    "outbox-sweep": {"task": "outbox.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
    "tallies-fold": {
        "task": "tallies.fold_tallies",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "tallies-prove": {"task": "tallies.prove_figures", "schedule": 86_400.0},
    "workflow-seal-events": {
        "task": "workflow.seal_events",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "workflow-release-lapsed": {
        "task": "workflow.release_lapsed",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    "workflow-count-stuck-cases": {"task": "workflow.count_stuck_cases", "schedule": 86_400.0},
    "workflow-sweep-timers": {
        "task": "workflow.sweep_timers",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "documents-sweep-files": {"task": "documents.sweep_files", "schedule": 86_400.0},
    "documents-refresh-status-list": {
        "task": "documents.refresh_status_list",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "documents-rotate-keys": {"task": "documents.rotate_keys", "schedule": 86_400.0},
    "reports-remind": {
        "task": "reports.remind",
        "schedule": 3_600.0,
        "options": {"expires": 3_600.0},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

# --- language and time ----------------------------------------------------------------------------
languages.register()
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("kmr", _("Kurmanji")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
LOCALE_PATHS = [
    BASE_DIR / "interior_portal" / "locale",
    BASE_DIR / "interior_portal" / "locale_vendor",
]
FORMAT_MODULE_PATH = "interior_portal.formats"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Damascus")
PHONENUMBER_DEFAULT_REGION = "SY"
PHONENUMBER_DB_FORMAT = "E164"

# --- people who sign in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_ABSOLUTE_SECONDS = 8 * 3600
STAFF_IDLE_SECONDS = 30 * 60
CODES_PER_IP = (
    60,
    10,
)  # at most so many one-time codes in so many minutes; villages share an address
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUST_PROXY else 0
ACCOUNT_ADAPTER = "interior_portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}  # with a password; codes also reach phones (accounts/codes.py)
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only after its address was proved
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}  # 26 bits
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {"login_failed": "60/10m/ip,10/10m/key"}
ACCOUNT_FORMS = {
    "reauthenticate": "interior_portal.accounts.forms.ReauthenticateForm",
    "change_password": "interior_portal.accounts.forms.ChangePasswordForm",
}
MFA_ADAPTER = "interior_portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = AUTHORITY_NAMES["en"]
MFA_FORMS = {
    "authenticate": "interior_portal.accounts.forms.SecondFactorForm",
    "authenticate_webauthn": "interior_portal.accounts.forms.KeyForm",
    "reauthenticate": "interior_portal.accounts.forms.SecondFactorAgainForm",
    "reauthenticate_webauthn": "interior_portal.accounts.forms.KeyAgainForm",
    "activate_totp": "interior_portal.accounts.forms.AddAppForm",
    "deactivate_totp": "interior_portal.accounts.forms.RemoveAppForm",
    "generate_recovery_codes": "interior_portal.accounts.forms.MakeRecoveryCodesForm",
    "add_webauthn": "interior_portal.accounts.forms.AddKeyForm",
    "edit_webauthn": "interior_portal.accounts.forms.RenameKeyForm",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger elsewhere cannot lock staff out
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"
AXES_CLIENT_IP_CALLABLE = "interior_portal.accounts.limits.client_ip"
AXES_DISABLE_ACCESS_LOG = True  # sessions and the ledger say who signed in
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "ip_address",
    "login",
    "code",
    "csrfmiddlewaretoken",
    "next",
]

# --- messages -------------------------------------------------------------------------------------
if PRODUCTION:
    _email = env.email_url("EMAIL_URL")
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL") if PRODUCTION else "portal@interior.example"
SMS_BACKEND = env.str("SMS_BACKEND", "interior_portal.notices.sms.FileSms")
SMS_FILE_DIR = VAR_DIR / "sms"

# --- people ---------------------------------------------------------------------------------------
# Who issues the identity documents that most people here carry: forms begin with it, and an import takes it.
IDENTITY_ISSUER_CODE = env.str("IDENTITY_ISSUER_CODE", "SYR")

# --- papers ---------------------------------------------------------------------------------------
DOCUMENTS_ISSUER_CODE = env.str("DOCUMENTS_ISSUER_CODE", "UTO")
DOCUMENTS_SIGNER_ID = env.str("DOCUMENTS_SIGNER_ID", "UTTS")
DOCUMENTS_KEY_SECRET = (
    env.str("DOCUMENTS_KEY_SECRET") if PRODUCTION else secret_files.secret("document_keys")
)
DOCUMENTS_CLAMAV = env.str("CLAMAV_ADDRESS", "")
UPLOAD_MAX_BYTES = 10 * 1024 * 1024

# --- logs: UTC, structured, nothing personal ------------------------------------------------------
LOGGING = logs.configure(
    level=env.str("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING"), production=PRODUCTION
)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = (
    logging.DEBUG
)
TEST_RUNNER = "django.test.runner.DiscoverRunner"
