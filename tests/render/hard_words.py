"""Texts that are hard to set, in every place of a poster: words as long as a line, addresses, numbers, no spaces."""

from collections.abc import Iterator
from dataclasses import replace

from cms.render.artwork import PosterWords
from tests.render.words import make_long_words, make_short_words, make_words

LATIN = "Donaudampfschifffahrtsgesellschaftskapitän"
ADDRESS = "thong-tin-liet-si.toan-quoc@ban-chi-dao-quoc-gia-515.example.org"
NUMBERS = "+84 965 001 222, 0965.001.222, 1900 1234, 16.0471° N, 108.2068° E"
THAI = "คณะกรรมการอำนวยการแห่งชาติเพื่อค้นหารวบรวมและพิสูจน์อัตลักษณ์อัฐิวีรชนผู้พลีชีพ"
UNSPACED = {
    "th": THAI,
    "lo": "ຄະນະຊີ້ນຳແຫ່ງຊາດເພື່ອຊອກຫາເກັບກູ້ແລະພິສູດຕົວຕົນອັດຖິວິລະຊົນຜູ້ເສຍສະຫຼະຊີວິດ",
    "km": "គណៈកម្មាធិការដឹកនាំជាតិដើម្បីស្វែងរកប្រមូលនិងកំណត់អត្តសញ្ញាណអដ្ឋិធាតុយុទ្ធជនពលី",
    "ja": "戦没者の遺骨を捜索し収容し身元を確認するための国家指導委員会にお寄せくださいませんでしょうか",
    "zh-hans": "寻找归葬并确认烈士遗骸身份国家指导委员会办公室联络处工作人员",
    "ko": "국가지도위원회유해발굴감식단상담전화안내",
}
ADDRESS_LINE = "12 Bukchon-ro 5-gil, Jongno-gu, Seoul 03053"


def make_all(language: str) -> Iterator[tuple[str, PosterWords]]:
    """Yield the texts of a poster by what is hard in them."""
    usual = make_words(language)
    yield "usual", usual
    yield "short", make_short_words(language)
    yield "long", make_long_words(language)
    unspaced = UNSPACED.get(language, LATIN)
    for name, text in (("latin", LATIN), ("unspaced", unspaced), ("address", ADDRESS), ("numbers", NUMBERS)):
        for place in ("headline", "action", "contact_line", "organiser", "campaign_name"):
            yield f"{name} as {place}", replace(usual, **{place: f"{getattr(usual, place)} {text}"})
        yield f"{name} as lines", replace(usual, lines=(text, *usual.lines))
    contact = f"{usual.contact_line}, {ADDRESS}"
    yield "mission", replace(usual, contact_line=contact, contact_short="02-720-5124", details=(ADDRESS_LINE, NUMBERS))
