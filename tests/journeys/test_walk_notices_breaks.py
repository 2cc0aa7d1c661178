"""The walk fails at the right step when the chain is broken; each test breaks it at another place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys import accounting
from tests.journeys.steps import STEPS

if TYPE_CHECKING:
    from tests.journeys.cast import World

pytestmark = [pytest.mark.slow(once_in=20), pytest.mark.django_db(transaction=True)]
Patch = Callable[[str, Any], None]


def approved_pages_are_not_found(patch: Patch) -> None:
    patch("cms.core.addresses.find_live_page", lambda **_: None)


def every_language_counts_as_approved(patch: Patch) -> None:
    from cms.approvals.status import Status

    patch("cms.approvals.status._find_status", lambda *_: Status.APPROVED)


def posters_carry_no_code(patch: Patch) -> None:
    from outreach.posters import production

    release = production.release

    def forget_the_code(*, base: Any, address: str) -> Any:
        return dataclasses.replace(release(base=base, address=address), content=base.content)

    patch("outreach.posters.production.release", forget_the_code)


def scans_are_not_recorded(patch: Patch) -> None:
    patch("outreach.links.views._record_scan", lambda _: None)


def manifests_name_false_hashes(patch: Patch) -> None:
    from outreach.kits.bag import _write_manifest

    patch("outreach.kits.bag._write_manifest", lambda hashes: _write_manifest(dict.fromkeys(hashes, "0" * 64)))


def every_user_belongs_to_every_organisation(patch: Patch) -> None:
    from outreach.organisations.models import Organisation

    patch("outreach.portal.views.organisations_of", lambda _: Organisation.objects.all())


def any_partner_opens_any_edition(patch: Patch) -> None:
    from outreach.kits.models import KitEdition

    patch("outreach.portal.views.get_edition", lambda _, key: KitEdition.objects.get(key=key))


def no_warning_says_what_becomes_out_of_date(patch: Patch) -> None:
    patch("outreach.kits.impact._group", lambda _: [])


def a_changed_text_marks_nothing_held(patch: Patch) -> None:
    patch("outreach.holdings.signal_handlers.mark_outdated", lambda **_: 0)


def a_number_keeps_its_first_value(patch: Patch) -> None:
    from cms.facts.live import _read_live

    seen: dict[str, Any] = {}

    def read_the_first(**kwargs: Any) -> Any:
        return {key: seen.setdefault(key, value) for key, value in _read_live(**kwargs).items()}

    patch("cms.facts.live._read_live", read_the_first)


def posters_with_an_old_number_stay_released(patch: Patch) -> None:
    patch("outreach.posters.signal_handlers.mark_differing", lambda **_: [])


def a_recall_reaches_everybody(patch: Patch) -> None:
    from outreach.holdings.models import HeldItem
    from outreach.recalls.holders import HeldTarget

    remaining = HeldItem.objects.filter(removed_at__isnull=True)
    patch("outreach.recalls.addressing.find_held", lambda *_, **__: [HeldTarget(row) for row in remaining.all()])


def recalled_editions_are_still_sent(patch: Patch) -> None:
    patch("outreach.kits.downloads.find_withheld", lambda editions, at: {each.pk: () for each in editions})


def any_key_opens_the_manifest(patch: Patch) -> None:
    from outreach.screens.models import ApiKey

    patch("outreach.api.authentication.find_key", lambda *_, **__: ApiKey.objects.get())


def withdrawn_posters_stay_in_the_manifest(patch: Patch) -> None:
    from outreach.screens.schedule import _make_item

    patch("outreach.screens.schedule._make_item", lambda row, *, reason, lead: _make_item(row, reason=None, lead=lead))


def codes_still_redirect_after_a_withdrawal(patch: Patch) -> None:
    from outreach.redirector.response import ScanResponse, respond_to_link

    def redirect_anyway(*, entry: Any, accept_language: str) -> ScanResponse:
        if entry.language in entry.destination.withdrawn:
            return ScanResponse(302, "vi", "/vi/")
        return respond_to_link(entry=entry, accept_language=accept_language)

    patch("outreach.links.views.respond_to_link", redirect_anyway)


def the_report_counts_one_too_many(patch: Patch) -> None:
    from outreach.reports.figures import Figure

    count = Figure.count
    patch("outreach.reports.figures.Figure.count", lambda figure, period: count(figure, period) + 1)


def lineage_forgets_the_translations(patch: Patch) -> None:
    patch("outreach.lineage.chain._get_translations", lambda *_: [])


def the_ledger_is_verified_only_once(patch: Patch) -> None:
    from outreach.ledger.inspection import inspect_ledger

    found: list[Any] = []

    def remember(**values: Any) -> Any:
        if not found:
            found.append(inspect_ledger(**values))
        return found[0]

    patch("outreach.ledger.tasks.inspect_ledger", remember)


BREAKS = {
    approved_pages_are_not_found: "approve_the_call",
    every_language_counts_as_approved: "check_the_status_table",
    posters_carry_no_code: "make_korean_posters",
    scans_are_not_recorded: "scan_the_code",
    manifests_name_false_hashes: "fetch_the_kit",
    every_user_belongs_to_every_organisation: "fetch_the_kit",
    any_partner_opens_any_edition: "keep_canberra_out",
    no_warning_says_what_becomes_out_of_date: "correct_a_sentence",
    a_changed_text_marks_nothing_held: "see_what_is_out_of_date",
    a_number_keeps_its_first_value: "give_it_another_number",
    posters_with_an_old_number_stay_released: "give_it_another_number",
    a_recall_reaches_everybody: "recall_the_korean",
    recalled_editions_are_still_sent: "recall_the_korean",
    any_key_opens_the_manifest: "play_it",
    withdrawn_posters_stay_in_the_manifest: "take_it_down",
    codes_still_redirect_after_a_withdrawal: "take_it_down",
    the_report_counts_one_too_many: "read_the_report",
    lineage_forgets_the_translations: "trace_it_from_source_to_scan",
    the_ledger_is_verified_only_once: "tamper_with_the_ledger",
}


def walk(world: World, steps: list[str]) -> None:
    """Take the steps, recording each before it is taken."""
    for step in (*STEPS, accounting.tamper_with_the_ledger):
        steps.append(step.__name__)
        step(world)


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda break_it: break_it.__name__)
def test_the_walk_ends_at_the_step_that_is_broken(
    break_it: Callable[[Patch], None], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    break_it(monkeypatch.setattr)

    with pytest.raises(Exception):  # noqa: B017, PT011  # steps fail in different ways; only the failing step matters
        walk(world, steps)

    assert steps[-1] == BREAKS[break_it]
