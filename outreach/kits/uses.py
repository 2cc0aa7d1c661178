"""Guide for use: one sentence for each kind of file, as start pages say it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.kits.models import FileRole

USES: dict[FileRole, str | Promise] = {
    FileRole.TEXT: _("Print it, post it or send it on, whole and unchanged."),
    FileRole.SHORT_TEXTS: _("Copy the text for your network or your messages, with its address."),
    FileRole.SCRIPT: _("Read it over loudspeakers or on the radio as it is written."),
    FileRole.SHARE_CARD: _("Post it together with the address of the page."),
    FileRole.CREDITS: _("Show each picture with its credit."),
    FileRole.POSTER: _("Print or show it in the format that its name says, and try its code with a telephone first."),
    FileRole.SUBTITLES: _("Show them with the film, in the language of those who watch."),
    FileRole.MASTER: _("Fetch it from the portal, and show it no longer than until the day given here."),
    FileRole.IMAGE: _("Show it only with the text that it belongs to."),
    FileRole.DOCUMENT: _("Print it or send it on, whole and unchanged."),
}
