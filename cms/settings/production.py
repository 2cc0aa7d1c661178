"""Settings for servers. They refuse to start without their secrets; docs/operating.md lists the variables."""

import logging

from cms.settings import environment
from cms.settings.base import *  # noqa: F403  (settings extend their base)
from cms.settings.base import LOGGING

SECRET_KEY = environment.filled_text("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", "")
DEBUG = False
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
DATABASES = {"default": environment.database(environment.filled_text("DATABASE_URL"))}
SITE_ADDRESS = WAGTAILADMIN_BASE_URL = environment.filled_text("SITE_ADDRESS")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
TWO_FACTOR_ROLES = environment.words(
    "TWO_FACTOR_ROLES", "editor translator reviewer publisher outreach_officer desk_lead administrator"
)
SECURE_SSL_REDIRECT = environment.flag("SSL_REDIRECT", default=True)
# Printed codes work over plain HTTP without a further step; the rest is asked by watchers and nginx.
SECURE_REDIRECT_EXEMPT = ["^[qQ]/", "^healthz$", "^readyz$", "^public-version$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# Wagtail shows previews in a frame of the same site, so X-Frame-Options is SAMEORIGIN and not DENY.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = int(environment.text("EMAIL_PORT", "25"))
EMAIL_HOST_USER = environment.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_TLS")
EMAIL_TIMEOUT = 20
LOGGING["handlers"]["console"]["formatter"] = environment.text("LOG_FORMAT", "json")
logging.captureWarnings(True)
