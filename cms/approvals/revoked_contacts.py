"""Live pages on which a revoked contact is typed: they are taken down with it, since nothing else can take it out.

Only texts that were approved before the checks refused typed contacts have any. Corrected, with the register's contact
in its place, they are approved anew.
"""

from django.utils.translation import gettext as _

from cms.approvals.models import Approval
from cms.approvals.withdrawal import take_down
from cms.facts.live import FactValue, FactValues, forget_in_request, get_live_values
from cms.facts.models import Fact, FactVersion, Revocation, VersionState
from cms.facts.usage import list_live_pages
from cms.quality_checks.typed_use import has_typed


def take_down_typed(*, revocation: Revocation) -> list[Approval]:
    """Take down every live page on which a value is typed that this revocation withdrew; return their approvals."""
    values = _read_withdrawn(revocation)
    version = revocation.version
    by = revocation.revoked_by or (version.decided_by if version is not None else None)
    if not values or by is None:
        return []
    reason = _("A contact that is typed on the page was revoked: %(reason)s") % {"reason": revocation.reason}
    taken: list[Approval] = []
    for page in [page for page in list_live_pages() if has_typed(page, values)]:
        approvals = Approval.objects.filter(
            translation_key=page.translation_key, language=page.locale.language_code
        ).in_force()
        taken += take_down(list(approvals.select_for_update()), by=by, reason=reason, at=revocation.revoked_at)
    return taken


def _read_withdrawn(revocation: Revocation) -> FactValues:
    """Return the values that nothing may show any more, as they were, by key."""
    forget_in_request()  # whoever revokes has read the register before
    live = get_live_values()
    version, channel = revocation.version, revocation.channel
    facts = [*([version.fact] if version else []), *(channel.facts.all() if channel else [])]
    gone = [fact for fact in facts if fact.key in live and live[fact.key].is_withdrawn]
    return {fact.key: _read_last(fact) for fact in gone}


def _read_last(fact: Fact) -> FactValue:
    versions = FactVersion.objects.filter(fact=fact, state__in=[VersionState.APPROVED, VersionState.REVOKED])
    version = versions.order_by("decided_at", "pk").last()
    value, pk = (version.value, version.pk) if version else (None, 0)
    return FactValue(key=fact.key, kind=fact.kind, label=fact.label, value=value, version_id=pk)
