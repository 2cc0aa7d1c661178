"""The steps of the walk, in order. Each is taken by the user whose task it is, with only the role's permissions."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import accounting, correcting, handing_out, writing
from tests.journeys.cast import World


def everyone_signs_in(world: World) -> None:
    cast = world.cast
    for person in (cast.editor, cast.publisher, cast.lead, cast.translator, cast.reviewer, cast.officer):
        assert person.sign_in().path.startswith("/admin/")
    assert cast.seoul.sign_in().path == "/ko/portal/"
    assert cast.canberra.sign_in().path == "/en/portal/"


STEPS: tuple[Callable[[World], object], ...] = (
    everyone_signs_in,
    # 1
    writing.put_the_number_into_the_register,
    writing.write_the_call,
    writing.approve_the_call,
    # 2
    writing.translate_into_korean,
    writing.approve_the_korean,
    writing.check_the_status_table,
    # 3, 4
    handing_out.enter_the_missions,
    handing_out.make_korean_posters,
    handing_out.scan_the_code,
    # 5, 6
    handing_out.build_kits,
    handing_out.fetch_the_kit,
    handing_out.acknowledge_and_report,
    handing_out.keep_canberra_out,
    # 7
    correcting.correct_a_sentence,
    correcting.see_what_is_out_of_date,
    correcting.give_it_another_number,
    # 8
    correcting.recall_the_korean,
    # 9
    correcting.bring_the_korean_up_to_date,
    correcting.put_it_on_a_screen,
    correcting.play_it,
    correcting.take_it_down,
    # 10
    accounting.read_the_report,
    accounting.trace_it_from_source_to_scan,
    accounting.see_it_intact,
)
