"""Exchanges between owners are found: of units, places, people, births and deaths; another order is accepted."""

import pytest

from cms.quality_checks.belonging_check import check_belonging
from cms.quality_checks.common_owners import read_tables
from cms.segments.segment import Segment
from tests.benchmarks.facts.belonging import BELONGING_KINDS
from tests.benchmarks.facts.samples import make_samples
from tests.benchmarks.facts.second_owners import UNKNOWN_OWNER_KIND
from tests.benchmarks.facts.third_persons import THIRD_PERSONS_KIND
from translations.languages import TARGETS

pytestmark = pytest.mark.django_db
UNITS = "Sư đoàn 304 có 12 liệt sĩ, Trung đoàn 66 có 34 liệt sĩ."
PLACES = "Quảng Trị có 12 hài cốt, Nghệ An có 34 hài cốt."
LIFE = "Ông sinh ở Nghệ An, hy sinh ở Quảng Trị."
PEOPLE = "Nguyễn Văn An sinh năm 1945, Trần Văn Bình sinh năm 1950."
SENTENCES = "Sư đoàn 304 có 12 liệt sĩ. Trung đoàn 66 có 34 liệt sĩ."
HILLS = "Sư đoàn 304 đánh cao điểm 881, Trung đoàn 66 giữ cao điểm 861."
GROUPS = "Sư đoàn 304 có 12 liệt sĩ và 5 thương binh; Trung đoàn 66 có 34 liệt sĩ và 7 thương binh."
YEARS = "Năm 1965 có 120 người, năm 1968 có 340 người."
THREE = "Quảng Trị có 72 nghĩa trang, Nghệ An có 20 nghĩa trang, Hà Tĩnh có 15 nghĩa trang."
ORIGINS = "Ông Nguyễn Văn An quê Nghệ An, ông Trần Văn Bình quê Quảng Trị."
DISTANCES = "Hài cốt nằm cách suối 30 m về phía bắc, cách đường 50 m về phía nam."
HILLS_IN = {
    "ar": "هاجمت الفرقة 304 المرتفع {0} وصمد الفوج 66 في المرتفع {1}",
    "en": "Division 304 attacked Hill {0} and Regiment 66 held Hill {1}.",
    "es": "La División 304 atacó la cota {0} y el Regimiento 66 defendió la cota {1}",
    "fr": "La division 304 attaqua la cote {0} et le régiment 66 tint la cote {1}",
    "ja": "第304師団は{0}高地を攻撃し、第66連隊は{1}高地を守った",
    "km": "កងពលលេខ 304 វាយលុកកំពូលភ្នំ {0} ហើយកងវរសេនាធំលេខ 66 ការពារកំពូលភ្នំ {1}",
    "ko": "제304사단은 {0}고지를 공격했고 제66연대는 {1}고지를 지켰다",
    "lo": "ກອງພົນ 304 ໂຈມຕີເນີນສູງ {0} ສ່ວນກົມ 66 ຮັກສາເນີນສູງ {1}",
    "ru": "304-я дивизия атаковала высоту {0}, а 66-й полк удерживал высоту {1}",
    "th": "กองพลที่ 304 โจมตีเนิน {0} ส่วนกรมที่ 66 รักษาเนิน {1}",
    "zh-hans": "第304师进攻{0}高地，第66团坚守{1}高地",
}
APPOSITIONS = "Nguyễn Văn An, sinh năm 1945; Trần Văn Bình, sinh năm 1950."
TWO_PEOPLE = {
    "ar": ["ولد نغوين فان آن عام {0} وولد تران فان بينه عام {1}", "تران فان بينه ({1}) ونغوين فان آن ({0})"],
    "ja": [
        "{0}年生まれのグエン・ヴァン・アンと、チャン・ヴァン・ビン（{1}年）",
        "チャン・バン・ビンは{1}年、グエン・バン・アンは{0}年",
    ],
    "km": ["ង្វៀន វ៉ាន់អាន កើតឆ្នាំ {0} ចំណែក ត្រឹន វ៉ាន់ប៊ិញ កើតឆ្នាំ {1}", "ត្រាន់ វ៉ាន់ ប៊ិញ ({1}) និង ង្វៀន វ៉ាន់ អាន ({0})"],
    "ko": ["{0}년생 응우옌 반 안과 {1}년생 쩐 반 빈", "쩐반빈({1}년생), 응우옌반안({0}년생)"],
    "lo": ["ຫງວຽນ ວັນ ອານ ເກີດປີ {0}, ເຈິ່ນ ວັນ ບິງ ເກີດປີ {1}", "Tran Van Binh ເກີດປີ {1}, Nguyen Van An ເກີດປີ {0}"],
    "ru": ["В {0} году родился Нгуен Ван Ан, а Чан Ван Бинь — в {1}-м", "у Чан Ван Биня ({1}) и Нгуен Ван Ана ({0})"],
    "th": ["เหงียน วัน อาน เกิดปี {0} ส่วนเจิ่น วัน บิ่ญ เกิดปี {1}", "เจิ่น วัน บิญ ({1}) และเหงียน วัน อัน ({0})"],
    "zh-hans": ["{0}年出生的阮文安和{1}年出生的陈文平", "陈文平生于{1}年，阮文安生于{0}年"],
}


def find(source: str, target: str, language: str) -> list[tuple[str, str]]:
    found = check_belonging(source=Segment("summary", "text", source), target=target, language=language)
    return [(finding.fact, finding.severity) for finding in found]


@pytest.mark.parametrize(
    ("source", "target", "fact"),
    [
        (UNITS, "The 304th Division lost 34 and the 66th Regiment 12.", "12"),
        (UNITS, "34 fell from Division 304 and 12 from Regiment 66.", "12"),
        (UNITS, "Regiment 66 lost 12 and Division 304 lost 34.", "12"),
        (PLACES, "There are 34 remains in Quang Tri and 12 in Nghe An.", "12"),
        (LIFE, "He was born in Quang Tri and killed in Nghe An.", "Nghệ An"),
        (PEOPLE, "Nguyen Van An was born in 1950 and Tran Van Binh in 1945.", "1945"),
        (APPOSITIONS, "Nguyen Van An, born in 1950, and Tran Van Binh, born in 1945.", "1945"),
        (SENTENCES, "Division 304 had 34 martyrs. Regiment 66 had 12 martyrs.", "12"),
        (HILLS, "Regiment 66 attacked Hill 881 and Division 304 held Hill 861.", "cao điểm 881"),
        (GROUPS, "Division 304 had 34 martyrs and 5 wounded; Regiment 66 had 12 martyrs and 7 wounded.", "12"),
        (GROUPS, "Division 304 had 12 martyrs and 7 wounded; Regiment 66 had 34 martyrs and 5 wounded.", "5"),
        (YEARS, "In 1965 there were 340 people, in 1968 there were 120.", "120"),
        (YEARS, "340 in 1965 and 120 in 1968.", "120"),
        (THREE, "Quang Tri has 72 cemeteries, Nghe An 15 and Ha Tinh 20.", "20"),
        (THREE, "Quang Tri has 15 cemeteries, Nghe An 20 and Ha Tinh 72.", "72"),
        (ORIGINS, "Nguyen Van An is from Quang Tri and Tran Van Binh from Nghe An.", "Nghệ An"),
        (DISTANCES, "The remains lie 50 m north of the stream and 30 m south of the road.", "phía bắc"),
    ],
)
def test_exchange_between_owners_is_an_error(source: str, target: str, fact: str) -> None:
    assert find(source, target, "en") == [(fact, "error")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (UNITS, "The 304th Division lost 12 and the 66th Regiment 34."),
        (UNITS, "The 66th Regiment lost 34 and the 304th Division 12."),
        (UNITS, "12 fell from Division 304 and 34 from Regiment 66."),
        (PLACES, "There are 34 remains in Nghe An, 12 in Quang Tri."),
        (LIFE, "He was killed in Quang Tri; he was born in Nghe An."),
        (PEOPLE, "Tran Van Binh (born 1950) and Nguyen Van An (born 1945)."),
        (SENTENCES, "34 fell from the 66th Regiment. Division 304 had 12 martyrs."),
        (HILLS, "Hill 861 was held by Regiment 66 while Division 304 attacked Hill 881."),
        (GROUPS, "Regiment 66 had 34 martyrs and 7 wounded, Division 304 5 wounded and 12 martyrs."),
        (GROUPS, "Of 12 martyrs and 5 wounded, and 34 and 7, the former were from Division 304, not Regiment 66."),
        (YEARS, "There were 340 in 1968, and in 1965 120."),
        (YEARS, "120 and 340 people, in 1965 and 1968 respectively."),
        (THREE, "15 cemeteries are in Ha Tinh, 72 in Quang Tri, 20 in Nghe An."),
        (ORIGINS, "Tran Van Binh is from Quang Tri, and Nguyen Van An from Nghe An."),
        (DISTANCES, "The remains lie 50 m south of the road, 30 m north of the stream."),
        ("Từ Huế, 12 người đi Đà Nẵng, 34 người ở lại.", "For Da Nang, 12 people left Hue, and 34 stayed."),
        ("Năm 1965, đơn vị rời Hà Nội; năm 1968 tới Huế.", "The unit left Hanoi in 1965 and reached Hue in 1968."),
    ],
)
def test_another_order_is_no_exchange(source: str, target: str) -> None:
    assert find(source, target, "en") == []


@pytest.mark.parametrize("language", HILLS_IN)
def test_hills_of_two_units_are_compared_in_every_language(language: str) -> None:
    right, exchanged = (HILLS_IN[language].format(*hills) for hills in ((881, 861), (861, 881)))

    assert find(HILLS, right, language) == []
    assert find(HILLS, exchanged, language) == [("cao điểm 881", "error")]


@pytest.mark.parametrize("language", TWO_PEOPLE)
@pytest.mark.parametrize("source", [PEOPLE, APPOSITIONS])
def test_years_of_two_people_whom_no_glossary_has_are_compared_by_their_transcribed_names(
    source: str, language: str
) -> None:
    right = [find(source, each.format(1945, 1950), language) for each in TWO_PEOPLE[language]]
    exchanged = [find(source, each.format(1950, 1945), language) for each in TWO_PEOPLE[language]]

    assert right == [[], []]
    assert exchanged == [[("1945", "error")], [("1945", "error")]]


@pytest.mark.parametrize(
    ("target", "language"),
    [
        ("응우옌 반 안과 쩐 반 빈은 각각 1945년과 1950년에 태어났다", "ko"),  # one after the other, as the names
        ("안은 1950년생, 빈은 1945년생이다", "ko"),  # a syllable may be any word
        ("アン氏は1950年、ビン氏は1945年に生まれた", "ja"),
        ("ท่านเกิดปี 1945 และอีกท่านเกิดปี 1950", "th"),
    ],
)
def test_names_that_cannot_be_told_from_other_words_show_no_exchange(target: str, language: str) -> None:
    assert find(PEOPLE, target, language) == []


def test_two_people_whose_names_are_written_alike_show_no_exchange() -> None:
    source = "Nguyễn Văn Tân sinh năm 1945, Nguyễn Văn Thân sinh năm 1950."

    assert find(source, "グエン・ヴァン・タンは1950年、グエン・ヴァン・タンは1945年", "ja") == []


def test_names_are_not_sought_where_there_are_too_many() -> None:
    families = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
    given = ("An", "Bình", "Chi", "Dung", "Em", "Giang", "Hoa", "Khanh", "Lan", "Minh", "Nam", "Oanh")
    names = [f"{family} {middle} {name}" for family in families for middle in ("Văn", "Thị", "Đức") for name in given]
    source = f"{PEOPLE} {', '.join(names)}, {'và những người khác ' * 800}."
    exchanged = TWO_PEOPLE["ko"][0].format(1950, 1945)

    assert find(PEOPLE, exchanged, "ko") == [("1945", "error")]
    assert find(source, f"{exchanged} {'다른 사람들 ' * 3_000}.", "ko") == []


def test_generated_exchanges_are_judged_rightly_in_every_language() -> None:
    samples = list(make_samples(count=4, seed=7, kinds=(*BELONGING_KINDS, UNKNOWN_OWNER_KIND, THIRD_PERSONS_KIND)))
    misjudged = [sample for sample in samples if sample.is_misjudged]

    assert {sample.language for sample in samples} == set(TARGETS)
    assert not misjudged, misjudged[:3]


COMMON = {
    "en": ("Mother is {} years old, father is {}", "On the left {} graves, on the right {}"),
    "fr": ("La mère a {} ans, le père {}", "À gauche {} tombes, à droite {}"),
    "es": ("La madre tiene {} años, el padre {}", "A la izquierda {} tumbas, a la derecha {}"),
    "ru": ("Матери {} года, отцу {}", "Слева {} могилы, справа {}"),
    "ar": ("الأم عمرها {} عاما والأب {}", "على اليسار {} قبرا وعلى اليمين {}"),
    "zh-hans": ("母亲{}岁，父亲{}岁", "左边有{}座坟墓，右边有{}座"),
    "ja": ("母は{}歳、父は{}歳", "左側に墓が{}基、右側に{}基"),
    "ko": ("어머니는 {}세, 아버지는 {}세", "왼쪽에 무덤 {}기, 오른쪽에 {}기"),
    "th": ("แม่อายุ {} ปี พ่ออายุ {} ปี", "ด้านซ้ายมี {} หลุม ด้านขวามี {} หลุม"),
    "lo": ("ແມ່ອາຍຸ {} ປີ ພໍ່ອາຍຸ {} ປີ", "ເບື້ອງຊ້າຍມີ {} ຂຸມ ເບື້ອງຂວາມີ {} ຂຸມ"),
    "km": ("ម្តាយអាយុ {} ឆ្នាំ ឪពុកអាយុ {} ឆ្នាំ", "ខាងឆ្វេងមានផ្នូរ {} ខាងស្តាំមាន {}"),
}


def test_facts_exchanged_between_ordinary_words_are_an_error_in_every_language() -> None:
    sources = ("Mẹ 83 tuổi, cha 85 tuổi.", "Bên trái có 83 ngôi mộ, bên phải có 85 ngôi mộ.")

    found = {
        (language, form): (
            bool(find(source, form.format(83, 85), language)),
            bool(find(source, form.format(85, 83), language)),
        )
        for language, forms in COMMON.items()
        for source, form in zip(sources, forms, strict=True)
    }

    assert set(COMMON) == {language for language in read_tables() if language != "vi"} == set(TARGETS)
    assert {key: value for key, value in found.items() if value != (False, True)} == {}
    assert find(sources[1], "There are 85 graves on the right and 83 on the left.", "en") == []
