"""Settings shared by development, tests and production."""

from typing import Any

import django.conf.locale

from cms.core.language_names import name_language
from cms.settings import environment
from translations.campaign.reading import get_folder
from translations.known_languages import KNOWN_BY_CODE, KNOWN_LANGUAGES
from translations.languages import CODES, SOURCE, get_language_entry
from translations.languages import LANGUAGES as SITE_LANGUAGES
from translations.negotiation import COOKIE

ROOT = environment.ROOT
CAMPAIGN = get_folder()
"""The campaign that this installation runs: the folder that ``CAMPAIGN_DIR`` names."""
DATA_DIR = environment.data_dir()
APPS = environment.words("APPS", "cms outreach")
"""``cms outreach`` or ``cms``: with ``cms`` the public site and the desk run without outreach."""

# Lao is missing from Django's own list.
django.conf.locale.LANG_INFO["lo"] = {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"}

# In the order of imports, lower apps first. Packages without models, templates or commands, such as cms.segments and
# cms.files, needn't be installed.
CMS_APPS = [
    "cms.users",
    "cms.guides",
    "cms.monitoring",
    "cms.jobs",
    "cms.change_requests",
    "cms.backups",
    "cms.credentials",
    "cms.core",
    "cms.emergency",
    "cms.campaign",
    "cms.media",
    "cms.facts",
    "cms.stories",
    "cms.films",
    "cms.calls",
    "cms.rebuttals",
    "cms.events",
    "cms.participation",
    "cms.press",
    "cms.pages",
    "cms.glossary",
    "cms.quality_checks",
    "cms.approvals",
    "cms.translation_memory",
    "cms.installation",
    "cms.previews",
    "cms.translation_desk",
    "cms.newsroom",
]
OUTREACH_APPS = [
    "outreach.admin",
    "outreach.organisations",
    "outreach.ledger",
    "outreach.holdings",
    "outreach.recalls",
    "outreach.links",
    "outreach.posters",
    "outreach.screens",
    "outreach.kits",
    "outreach.lineage",
    "outreach.reports",
    "outreach.mailings",
    "outreach.portal",
    "outreach.acquisition",
    "outreach.api",
    "outreach.verify",
    "outreach.player",
]
INSTALLED_APPS = [
    "modeltranslation",
    *CMS_APPS,
    *(OUTREACH_APPS if "outreach" in APPS else []),
    "demo",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.users.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "cms.monitoring.request_id.RequestIdMiddleware",
    "cms.monitoring.requests.RequestMetricsMiddleware",
    "cms.core.cached_pages.CachedPagesMiddleware",
    "cms.users.middleware.ClientAddressMiddleware",
    "cms.users.middleware.PrivateAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cms.core.security_headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.emergency.middleware.EmergencyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.core.middleware.AddressLanguageMiddleware",
    "cms.core.middleware.SignInLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cms.core.line_breaks.LineBreaksMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cms.core.middleware.TypedTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.core.incomplete_forms.IncompleteFormMiddleware",
    "cms.core.middleware.PublicationRefusedMiddleware",
    "cms.users.middleware.SecondFactorMiddleware",
    "cms.users.middleware.AdminAccessMiddleware",
    "cms.approvals.middleware.EmbargoedTextsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {"default": environment.database(environment.text("DATABASE_URL", f"sqlite:///{DATA_DIR}/db.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache()}
STORAGES: dict[str, dict[str, Any]] = {
    "default": environment.media_storage(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "ledger"]}}
SPOOL_DIR = DATA_DIR / "spool"
METRICS_ADDRESSES = environment.words("METRICS_ADDRESSES", "")
"""Addresses and networks that may read ``/metrics``."""
METRICS_TOKEN = environment.text("METRICS_TOKEN", "")
"""Who sends this bearer token may read ``/metrics``, too."""
LEDGER_NAME = environment.text("LEDGER_NAME", f"{CAMPAIGN.key}/ledger")
REDIRECTOR_ADDRESS = environment.text("REDIRECTOR_ADDRESS", "")
"""Where the redirector listens, for ``manage.py doctor``: ``unix:/path`` or ``http://host:port``."""
LEDGER_KEY_FILE = environment.text("LEDGER_KEY_FILE", str(DATA_DIR / "ledger" / "signing-key.pem"))
LEDGER_PUBLIC_KEY = environment.text("LEDGER_PUBLIC_KEY", "")
JOBS_ELSEWHERE = ["ledger"] if LEDGER_PUBLIC_KEY else []
"""Queues that this machine's workers leave to others: without the signing key and its journals, the ledger's jobs."""
LEDGER_MAIL_TO = environment.words("LEDGER_MAIL_TO", "")
SIGNING_KEY_FILE = environment.text("SIGNING_KEY_FILE", str(DATA_DIR / "signing" / "key.pem"))
SIGNING_CHAIN_FILE = environment.text("SIGNING_CHAIN_FILE", str(DATA_DIR / "signing" / "chain.pem"))
"""Files are signed with this key; its certificate is the chain's first, the root's the last."""
SIGNING_DEVICE = {
    "module": environment.text("SIGNING_DEVICE_MODULE", ""),
    "token": environment.text("SIGNING_DEVICE_TOKEN", ""),
    "key": environment.text("SIGNING_DEVICE_KEY", ""),
    "pin": environment.text("SIGNING_DEVICE_PIN", ""),
}
"""A key in a device instead of a file (PKCS#11): the vendor's library, names of token and key, PIN."""
SIGNING_TIMESTAMP_URL = environment.text("SIGNING_TIMESTAMP_URL", "")
"""An authority for time stamps (RFC 3161), asked with each signature. If empty, the network isn't used."""

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "cms.users.backends.AdminAccessBackend",
    "cms.users.backends.UserBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_sign_in"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "cms.users.adapter.ClosedAccountAdapter"
MFA_ADAPTER = "cms.users.mfa.EncryptingAdapter"
MFA_FORMS = {"activate_totp": "cms.users.forms.SetUpForm"}
MFA_TOTP_ISSUER = CAMPAIGN.title
MFA_TOTP_TOLERANCE = 1
"""A code is right for half a minute more, because the clocks of telephones differ."""
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""Administrators give accounts their addresses; nobody adds one."""
TWO_FACTOR_ROLES = environment.words("TWO_FACTOR_ROLES", "")
"""The roles of which two-factor authentication is required, before anything else."""
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"reset_password": "cms.users.forms.NewPasswordForm"}
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}
"""Without allauth's limit by name, with which a stranger could lock a person out. Axes counts by name and address."""
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "cms.users.addresses.get_pseudonym"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
PURGE_ADDRESSES = environment.words("PURGE_ADDRESSES", "")
"""The purge address of every front server that caches public pages (``deploy/nginx/cache-zone.conf``)."""
TRUSTED_PROXIES = environment.words("TRUSTED_PROXIES", "")
"""The front servers whose ``X-Forwarded-For`` is believed: addresses, networks, and ``unix`` for a Unix socket."""

LANGUAGE_CODE = SOURCE
LANGUAGE_COOKIE_NAME = COOKIE
LANGUAGES = [(language.code, language.autonym) for language in SITE_LANGUAGES]
LOCALE_PATHS = [ROOT / "translations" / "locale", ROOT / "translations" / "wagtail"]
FORMAT_MODULE_PATH = ["cms.formats"]
TIME_ZONE = CAMPAIGN.time_zone
USE_I18N = USE_TZ = True
MODELTRANSLATION_DEFAULT_LANGUAGE = SOURCE
MODELTRANSLATION_LANGUAGES = tuple(language.code for language in KNOWN_LANGUAGES)
"""Columns for every known language, so that all campaigns have the same migrations; most campaigns use few of them."""
MODELTRANSLATION_FALLBACK_LANGUAGES = tuple(dict.fromkeys([*(["en"] if "en" in CODES else []), SOURCE]))


def MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME(name: str, code: str) -> str:  # a setting's name
    """Return the label of a field in one language, with the language's name instead of its code."""
    return f"{name}: {name_language(get_language_entry(code))}"


STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static", ("campaign", CAMPAIGN.static)]
MEDIA_URL = "/media/"
MEDIA_OFFLOAD_PREFIX = environment.text("MEDIA_OFFLOAD_PREFIX", "")
"""The front server's internal location for ``X-Accel-Redirect``, such as ``/_files/``; if empty, Django sends files."""
MEDIA_OFFLOAD_LOG = environment.text("MEDIA_OFFLOAD_LOG", "")
"""The front server's log of the files that it sent; docs/ledger.md has its format."""

SITE_ADDRESS = environment.text("SITE_ADDRESS", "http://localhost:8000")
"""Scheme and host of the public site, without a trailing slash; part of every QR code."""

# Passwords and e-mail addresses are managed by allauth only.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# ``cms.files.uploads`` limits the size of images and checks their content.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = None
WAGTAIL_SITE_NAME = CAMPAIGN.title
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAIL_I18N_ENABLED = True
# As people in Vietnam write them; ``cms/formats`` has the other ways in which they may be typed.
# One clock for the desk: dates of texts are typed, read and shown on it.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [(code, KNOWN_BY_CODE[code].autonym) for code in CAMPAIGN.admin_languages]
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.approvals.workflow_finish.finish_workflow"
# Submissions are frozen, so a later draft must neither restart nor cancel the review (cms.approvals.submission).
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAILIMAGES_IMAGE_MODEL = "media.CampaignImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.CampaignDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.media.forms.CampaignImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.media.forms.CampaignDocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "vtt", "srt", "mp3", "mp4"]
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
"""No embeds: nothing is fetched from other sites."""
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.core.typed_text.CleanDraftail"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "cms.core.views.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "outreach.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": CAMPAIGN.title,
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["outreach.api.schema.keep_public_endpoints"],
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "cms.monitoring.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": environment.text("LOG_FORMAT", "line")}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django would mail administrators what a request held.
        "django": {"handlers": [], "propagate": True},
        # It writes through the root's handler, too: its own lines have addresses.
        "gunicorn.error": {"handlers": [], "propagate": True},
        # Below a warning it names every draft by its title, which may be a person's name.
        "wagtail": {"level": "WARNING"},
        # A stranger's file with a stranger's signature is no fault of this installation.
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
    },
}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = environment.sender("FROM_EMAIL", f"{CAMPAIGN.key}@localhost", name=CAMPAIGN.mail_sender)
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
"""Axes keeps failures only while they count; ``cms/users/sign_ins.py`` records both, without addresses."""
