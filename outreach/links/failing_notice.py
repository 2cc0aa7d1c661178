"""The mail to the desk about codes that fail since the last check."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from cms.users.members import find_members
from cms.users.roles import Capability
from outreach.links.forms import FAILING
from outreach.links.models import Link

MOST_LISTED = 50


def tell_of_failing(links: Sequence[Link]) -> None:
    """Mail those who make posters, each in their language; nothing is sent if no code fails anew."""
    if not links:
        return
    address = f"{settings.SITE_ADDRESS}{reverse('codes')}?state={FAILING}"
    for user in find_members(Capability.MAKE_POSTERS):
        if not user.email:
            continue
        with translation.override(user.interface_language):
            subject = ngettext("%(count)s code fails", "%(count)s codes fail", len(links)) % {"count": len(links)}
            context = {"links": links[:MOST_LISTED], "more": len(links[MOST_LISTED:]), "address": address}
            body = render_to_string("links/mail/failing.txt", context)
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
