"""Settings, all from the environment. No setting at all means production, which refuses to start on a missing
or weak one and says which. Only `manage.py up` and the tests set H4F_LOCAL=1."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from h4f import required

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

LOCAL = env.bool("H4F_LOCAL", default=False)
DATA_DIR = Path(env.str("H4F_DATA_DIR", default=str(BASE_DIR / "data")))

DEBUG = LOCAL and env.bool("H4F_DEBUG", default=False)
SECRET_KEY = required.secret_key(env, local=LOCAL, data_dir=DATA_DIR)
ALLOWED_HOSTS = required.allowed_hosts(env, local=LOCAL)
# The address that people reach the site under: printed as QR code on every receipt, so it must last.
PUBLIC_URL = required.public_url(env, local=LOCAL)
CSRF_TRUSTED_ORIGINS = env.list("H4F_TRUSTED_ORIGINS", default=[PUBLIC_URL])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "csp",
    "accounts",
    "custody",
    "documents",
    "donations",
    "devices",
    "recipients",
    # Last, since its post_migrate gives the roles permissions that the others have declared by then.
    "h4f",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.pages.camera.NoCameraMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.BenchMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "custody.middleware.ActorMiddleware",
    "custody.middleware.LockConflictMiddleware",
]

ROOT_URLCONF = "h4f.urls"
WSGI_APPLICATION = "h4f.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "h4f.context_processors.shell",
            ],
        },
    },
]
FILTERS_EMPTY_CHOICE_LABEL = _("all")
FORM_RENDERER = "accounts.pages.forms.KernFormRenderer"

DATABASES = {"default": required.database(env, local=LOCAL, data_dir=DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# One setting serves the cache (redis:// or unix://) and Celery (redis:// or redis+socket://).
REDIS_URL = required.redis_url(env, local=LOCAL)
CACHES = {"default": required.cache(REDIS_URL)}

CELERY_BROKER_URL = required.broker_url(REDIS_URL)
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.8,
    "max_retries": 0,
    "visibility_timeout": 60,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Mails of the local form are printed: as they are, not as warnings of a logger.
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = "Europe/Berlin"
# The database is the truth and the broker only a bell: these find what no bell was heard for. A tick that
# nobody took before the next one is dropped, so that none pile up while no worker runs.
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": 5.0, "options": {"expires": 5}}
    for task in (
        "documents.tasks.reconcile_documents",
        "documents.tasks.reconcile_exports",
        "documents.tasks.reconcile_scans",
        "custody.tasks.reconcile_mail",
        "devices.tasks.reconcile_uploads",
        "devices.tasks.reconcile_photos",
        "devices.tasks.reconcile_spreadsheets",
        "recipients.tasks.reconcile_proposals",
        "recipients.tasks.reconcile_receipt_piles",
    )
} | {
    "accounts.tasks.clear_ended_sessions": {
        "task": "accounts.tasks.clear_ended_sessions",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "donations.tasks.remind_of_appointments": {
        "task": "donations.tasks.remind_of_appointments",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "recipients.tasks.end_holds": {
        "task": "recipients.tasks.end_holds",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "recipients.tasks.remind_of_handovers": {
        "task": "recipients.tasks.remind_of_handovers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "recipients.tasks.remind_of_holds": {
        "task": "recipients.tasks.remind_of_holds",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "recipients.tasks.remind_of_loans": {
        "task": "recipients.tasks.remind_of_loans",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "recipients.tasks.remind_of_signatures": {
        "task": "recipients.tasks.remind_of_signatures",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "recipients.tasks.forget_contacts": {
        "task": "recipients.tasks.forget_contacts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "recipients.tasks.forget_wishes": {
        "task": "recipients.tasks.forget_wishes",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "recipients.tasks.ask_for_needs": {
        "task": "recipients.tasks.ask_for_needs",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    # Terms end at midnight; an hourly tick makes up for hours in which nothing ran, and goes on where one broke off.
    "documents.tasks.retain": {
        "task": "documents.tasks.retain",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "devices.tasks.forget_offers": {
        "task": "devices.tasks.forget_offers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "devices.tasks.follow_protocols": {
        "task": "devices.tasks.follow_protocols",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "devices.tasks.hear_missed": {
        "task": "devices.tasks.hear_missed",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RolesBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "h4f.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
# Collected files are for production; the local form serves them from where they lie.
STATIC_ROOT = env.str("H4F_STATIC_ROOT", default=None if LOCAL else str(BASE_DIR / "static_root"))
# Named folders of npm packages, so that nothing else of node_modules is ever served.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("kern", BASE_DIR / "node_modules/@kern-ux/native/dist"),
    ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
    ("barcode-detector", BASE_DIR / "node_modules/barcode-detector/dist/iife"),
    ("zxing", BASE_DIR / "node_modules/zxing-wasm/dist/reader"),
    ("signature-pad", BASE_DIR / "node_modules/signature_pad/dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
# Found when they are asked for: styles may be edited while the program runs.
WHITENOISE_AUTOREFRESH = LOCAL
# Papers and evidence: written once under their SHA-256, see documents/storage.py.
FILES_DIR = required.files_dir(env, local=LOCAL, data_dir=DATA_DIR)
# Production issues no tax paper while the issuer's data or the form's wording are marked as drafts; a demonstration
# prints them as drafts.
ISSUE_DRAFT_TAX_PAPERS = LOCAL
# By default it is only stored that somebody has seen an entitlement; which notice it was is asked for where the
# operator's funding requires it (PRODUCT.md § 7).
ASK_WHICH_NOTICE = env.bool("H4F_ASK_WHICH_NOTICE", default=False)
# Signed receipts stay at the institution and are ticked off here; their scans are kept only where the operator has a
# basis for it (PRODUCT.md § 7).
KEEP_RECEIPT_SCANS = env.bool("H4F_KEEP_RECEIPT_SCANS", default=False)
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
UPLOAD_LIMIT_TOTAL_BYTES = 400 * 1024 * 1024
UPLOAD_MOST_FILES = 100
# One more than the form names, so that the form says it.
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * UPLOAD_MOST_FILES
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Services for programs: refused unless a view names who may; JSON alone, no pages to click through.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.Permitted"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "h4f.api.answer_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hardware4Future",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["accounts.api.Permitted"],
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

EMAIL_CONFIG = required.email(env, local=LOCAL)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = required.mail_from(env, local=LOCAL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# What a page says after a step stays on the server: there are no cookies but for session and CSRF.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# Only behind a proxy that sets these headers itself may they be believed.
BEHIND_PROXY = env.bool("H4F_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# To standard error alone: no mails about errors, which would carry form contents to a mailbox.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "h4f.logs.SecretlessFormatter" if LOCAL else "h4f.logs.DiscreetFormatter",
            "format": "%(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # One line per tick and task would bury the rest; failures are errors and stay.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
