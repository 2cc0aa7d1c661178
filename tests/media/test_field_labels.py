"""Fields that are written in each language are labelled with its name."""

import pytest
from django.utils.translation import override

from cms.media.models import CampaignImage


@pytest.mark.parametrize(
    ("reader", "label"), [("vi", "tác giả, nguồn: Tiếng Trung (giản thể)"), ("en", "credit: Simplified Chinese")]
)
def test_a_credit_is_labelled_with_the_name_of_its_language(reader: str, label: str) -> None:
    with override(reader):
        assert str(CampaignImage._meta.get_field("credit_zh_hans").verbose_name) == label
