"""Texts, numbers and dates drawn at random for each walk, so that no response can be hard-coded."""

from __future__ import annotations

import os
import random
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

import phonenumbers

PLACES = ("Ia Mơ", "Sa Thầy", "Cam Lộ", "A Lưới", "Bù Đăng", "Đắk Glei", "Vị Xuyên", "Hướng Hóa")
THINGS = ("tấm bản đồ vẽ tay", "bức ảnh chụp trong rừng", "cuốn nhật ký", "mảnh dù", "chiếc bi đông khắc tên")
KOREAN_PLACES = ("언덕", "강가", "숲길", "마을 어귀", "다리 옆", "산등성이")
KOREAN_THINGS = ("손으로 그린 지도", "오래된 사진", "일기장", "수통", "편지")


@dataclass(frozen=True)
class Number:
    """A telephone number, and how it is written nationally and internationally."""

    e164: str

    @property
    def at_home(self) -> str:
        return self._write(phonenumbers.PhoneNumberFormat.NATIONAL)

    @property
    def abroad(self) -> str:
        return self._write(phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def _write(self, form: int) -> str:
        return str(phonenumbers.format_number(phonenumbers.parse(self.e164), form))


class Words:
    """The texts of one walk. The seed is printed; WALK_SEED=… repeats the walk."""

    def __init__(self) -> None:
        self.seed = os.environ.get("WALK_SEED") or secrets.token_hex(4)
        print(f"WALK_SEED={self.seed}")  # noqa: T201  # pytest shows it if the walk fails
        self.random = random.Random(self.seed)
        self.mark = f"{self.random.randrange(10**6, 10**7)}"
        self.thing, self.place = self.random.choice(THINGS), self.random.choice(PLACES)
        self.korean_thing = self.random.choice(KOREAN_THINGS)
        self.korean_place = self.random.choice(KOREAN_PLACES)
        self.year = self.random.randrange(1965, 1975)
        self.fact_key = f"walk-{self.mark}"
        self.number, self.other_number = self.draw_number(), self.draw_number()
        self.event_date = date(2026, 12, 1) + timedelta(days=self.random.randrange(200))

    def draw_number(self) -> Number:
        """Draw a valid number near the library's example number."""
        example = phonenumbers.example_number_for_type("VN", phonenumbers.PhoneNumberType.MOBILE)
        while True:
            national = f"{str(example.national_number)[:4]}{self.random.randrange(10**5):05}"
            number = phonenumbers.parse(national, "VN")
            drawn = Number(str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)))
            if phonenumbers.is_valid_number(number) and drawn != getattr(self, "number", None):
                return drawn

    @property
    def token(self) -> str:
        return f"[[{self.fact_key}]]"

    @property
    def title(self) -> str:
        return f"Ai còn giữ {self.thing} ở {self.place}, số {self.mark}?"

    @property
    def korean_title(self) -> str:
        return f"{self.korean_thing}를 보신 분을 찾습니다, 제{self.mark}호"

    @property
    def sentence(self) -> str:
        return f"Chúng tôi tìm {self.thing} được vẽ ở {self.place} năm {self.year}."

    @property
    def corrected_sentence(self) -> str:
        return f"Chúng tôi tìm {self.thing} được vẽ ở {self.place} năm {self.year + 1}."

    @property
    def korean_sentence(self) -> str:
        return f"{self.year}년 {self.korean_place}에서 남긴 {self.korean_thing}를 찾고 있습니다."

    @property
    def corrected_korean_sentence(self) -> str:
        return f"{self.year + 1}년 {self.korean_place}에서 남긴 {self.korean_thing}를 찾고 있습니다."

    @property
    def request(self) -> str:
        """A request to call, with a term of the glossary and the number of the register."""
        return f"Xin gọi đường dây nóng {self.token}."

    @property
    def korean_request(self) -> str:
        return f"직통 전화 {self.token} 번으로 연락해 주십시오."
