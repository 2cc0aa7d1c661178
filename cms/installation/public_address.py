"""Examination of the site under its public address, as a reader's browser asks it: name, certificate, front server."""

import http.client
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from cms.installation.diagnosis import Diagnosis, judge

ADVICE = "See that the host of SITE_ADDRESS leads to this machine, and run: systemctl restart nginx nho-nguon-web"
_CERTIFICATE_ADVICE = "Run: certbot renew; then: systemctl reload nginx"
_SECONDS_TO_ANSWER = 10
_SHORT = timedelta(days=14)
"""Certbot renews a certificate thirty days before its end."""


def examine_site(at: datetime) -> Iterator[Diagnosis]:
    """Ask for the page of the sign-in, which no front server keeps: it needs web process, database and static files."""
    if not settings.SECURE_PROXY_SSL_HEADER:
        yield judge("site", ok="Its address is asked on a server only.")
        return
    if urlsplit(settings.SITE_ADDRESS).scheme == "https":
        yield _examine_certificate(at)
    address = settings.SITE_ADDRESS + reverse("account_login")
    status = _ask(address)
    yield judge(
        "site",
        ok=f"{address} answers.",
        error="" if status == HTTPStatus.OK else f"{address} answers {status}.",
        advice="Run: manage.py setup; then: systemctl restart nho-nguon-web; then see: journalctl -u nho-nguon-web",
    )


def _examine_certificate(at: datetime) -> Diagnosis:
    try:
        end = _read_end_of_certificate()
    except ssl.SSLCertVerificationError as error:
        text = f"Browsers warn of the certificate: {error.verify_message}."
        return judge("certificate", ok="", warning=text, advice="Have one issued (docs/operating.md, step 10).")
    text = f"The certificate is valid until {end:%d %B %Y}."
    return judge("certificate", ok=text, warning=text if end - at < _SHORT else "", advice=_CERTIFICATE_ADVICE)


def _read_end_of_certificate() -> datetime:
    """Return when the trusted certificate ends; ``ssl.SSLCertVerificationError`` if it isn't."""
    parts = urlsplit(settings.SITE_ADDRESS)
    opened = http.client.HTTPSConnection(parts.netloc, timeout=_SECONDS_TO_ANSWER, context=ssl.create_default_context())
    try:
        opened.connect()
        certificate = opened.sock.getpeercert() or {}
    finally:
        opened.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), tz=UTC)


def _ask(address: str) -> int:
    """Return the status of the answer, whatever the certificate: that is examined apart."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        opened: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.netloc, timeout=_SECONDS_TO_ANSWER, context=context
        )
    else:
        opened = http.client.HTTPConnection(parts.netloc, timeout=_SECONDS_TO_ANSWER)
    try:
        opened.request("GET", parts.path)
        return opened.getresponse().status
    finally:
        opened.close()
