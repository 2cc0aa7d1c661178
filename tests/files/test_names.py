"""Names of files keep the words of every script, and no name that another system refuses."""

import unicodedata

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from cms.files.names import LONGEST_BYTES, clean_name, clean_part

MARKED = ("ที่ฝังศพ.pdf", "ទីបញ្ចុះសព.pdf", "ບ່ອນຝັງສົບ.pdf", "شُهَداء.pdf", "Liệt_sĩ.pdf", "兵士の墓.pdf")


@pytest.mark.parametrize("name", MARKED)
def test_a_stored_file_keeps_vowels_and_tones_of_its_name(name: str) -> None:
    assert default_storage.get_valid_name(name) == name
    assert default_storage.get_valid_name(unicodedata.normalize("NFD", name)) == unicodedata.normalize("NFC", name)


@given(st.text(max_size=300))
def test_a_name_is_stable_short_and_has_no_sign_that_a_system_refuses(text: str) -> None:
    name = clean_name(text)

    assert name and clean_name(name) == name
    assert len(name.encode()) <= LONGEST_BYTES + len("file-")
    assert not set(name) & set('<>:"/\\|?*\0\n\u202e')


def test_a_long_name_ends_between_letters_and_keeps_its_extension() -> None:
    name = clean_name("ที่" * 60 + ".pdf")

    assert name.endswith("ที่.pdf")
    assert len(name.encode()) <= LONGEST_BYTES


def test_a_part_of_a_name_keeps_its_script() -> None:
    assert clean_part("Cổng Đông / Nhà ga") == "cổng-đông-nhà-ga"
    assert clean_part("สถานทูต ที่ 2") == "สถานทูต-ที่-2"
    assert clean_part("(*)") == ""
