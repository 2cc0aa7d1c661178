"""Pictures, documents and films in editions, named for people: the desk, and the partners who must take them down."""

from django.utils.translation import gettext as _

from outreach.kits.models import FileRole, KitFile
from translations.languages import SOURCE, get_autonym


def name_source(source: str, language: str) -> str:
    """Return a name in the active language, by the title of its item in this language if it was delivered in it."""
    files = {file.language: file for file in KitFile.objects.filter(source=source).order_by("pk")}
    found = files.get(language) or files.get(SOURCE) or next(iter(files.values()), None)
    return name_file(found) if found else ""


def name_file(file: KitFile) -> str:
    words = {
        "what": file.get_role_display(),
        "title": file.title,
        "language": get_autonym(file.language),
        "name": file.path.rsplit("/", 1)[-1],
    }
    if file.role == FileRole.MASTER:
        return _("%(what)s: %(title)s (%(language)s)") % words
    return _("%(what)s: %(title)s, %(name)s") % words
