"""The whole chain, walked through HTTP: ten steps of issue 3, each by the person who does it, on words drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import accounting, correcting, handing_out, writing

if TYPE_CHECKING:
    from tests.journeys.cast import World

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


def test_the_whole_chain_from_a_word_to_its_recall(world: World) -> None:
    everyone_signs_in(world)
    writing.put_the_number_into_the_register(world)
    writing.write_the_call(world)
    writing.approve_the_call(world)
    writing.translate_into_korean(world)
    writing.approve_the_korean(world)
    writing.check_the_status_table(world)
    handing_out.enter_the_missions(world)
    handing_out.make_korean_posters(world)
    handing_out.scan_the_code(world)
    handing_out.build_kits(world)
    handing_out.fetch_the_kit(world)
    handing_out.acknowledge_and_report(world)
    handing_out.keep_canberra_out(world)
    correcting.correct_a_sentence(world)
    correcting.see_what_is_out_of_date(world)
    correcting.give_it_another_number(world)
    correcting.recall_the_korean(world)
    correcting.bring_the_korean_up_to_date(world)
    correcting.put_it_on_a_screen(world)
    correcting.play_it(world)
    correcting.take_it_down(world)
    accounting.read_the_report(world)
    accounting.trace_it_from_source_to_scan(world)
    accounting.verify_the_ledger(world)


def everyone_signs_in(world: World) -> None:
    cast = world.cast
    for person in (cast.editor, cast.publisher, cast.lead, cast.translator, cast.reviewer, cast.officer):
        assert person.sign_in().path.startswith("/admin/")
    assert cast.seoul.sign_in().path == "/ko/portal/"
    assert cast.canberra.sign_in().path == "/en/portal/"
