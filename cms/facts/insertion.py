"""The tokens that an editor can insert into a text, with their values."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.editors.draftail.features import Feature

from cms.facts.live import FactValues, get_live_values
from cms.facts.models import FactKind
from cms.facts.rendering import write_register_value
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import CODES, SOURCE

FEATURE = "register"
_CONTACTS = frozenset({FactKind.PHONE, FactKind.EMAIL, FactKind.URL, FactKind.ADDRESS})


class InsertionFeature(Feature):
    """Draftail's toolbar button and the decoration of tokens; the script registers both under this type."""

    def construct_options(self, options: dict[str, Any]) -> None:
        for name in ("controls", "decorators"):
            options.setdefault(name, []).append({"type": "REGISTER"})


@requires(Capability.SEE_DESK)
def list_tokens(request: HttpRequest) -> JsonResponse:
    """Respond with the register's tokens, with values in ``?language=``, and the texts of the control."""
    language = request.GET.get("language", SOURCE)
    language = language if language in CODES else SOURCE
    texts = {
        "insert": _("Insert from the register"),
        "search": _("Search the register"),
        "none": _("The register has nothing like this."),
        "close": _("Close"),
        "unknown": _("not in the register"),
    }
    return JsonResponse({"texts": texts, "tokens": list(_describe(get_live_values(), language=language))})


def _describe(values: FactValues, *, language: str) -> Iterator[dict[str, Any]]:
    for value in sorted(values.values(), key=lambda value: (value.kind not in _CONTACTS, value.label)):
        written = write_register_value(value, language=language)
        yield {"key": value.key, "label": value.label, "text": written, "withdrawn": value.is_withdrawn}
