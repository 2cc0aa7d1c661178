# ruff: noqa: E501 - each sentence of a poster is on one line
"""Poster texts in all twelve languages, written for tests, without people or facts except the hotline (plan V.1.c)."""

from dataclasses import replace

from cms.render.artwork import PosterWords

_TEXTS: dict[str, tuple[str, tuple[str, ...], str, str, str, str, str]] = {
    "vi": (
        "Bác còn nhớ nơi đồng đội nằm lại?",
        (
            "Một tấm bản đồ vẽ tay, một bức ảnh cũ, một trang nhật ký có thể đưa một người con trở về với mẹ.",
            "Mọi thông tin đều được trân trọng. Bác có thể không nêu tên.",
        ),
        "Quét mã để kể điều bác còn nhớ",
        "Đường dây nóng 0965.001.222",
        "500 ngày đêm tìm kiếm, quy tập và xác định danh tính hài cốt liệt sĩ",
        "Ban Chỉ đạo quốc gia 515",
        "Tài liệu minh họa",
    ),
    "en": (
        "Do you remember where they fell?",
        (
            "A map drawn by hand, an old photograph or a page of a diary can bring a son home.",
            "Everything you share is treated with respect. You need not give your name.",
        ),
        "Scan to tell us what you remember",
        "Hotline +84 965 001 222",
        "500 days and nights to find, gather and identify the remains of martyrs",
        "National Steering Committee 515",
        "Demonstration material",
    ),
    "ko": (
        "그들이 잠든 곳을 기억하십니까?",
        (
            "손으로 그린 지도 한 장, 오래된 사진 한 장, 일기 한 쪽이 한 아들을 어머니에게 돌려보낼 수 있습니다.",
            "보내 주신 모든 이야기는 소중히 다루며, 이름을 밝히지 않으셔도 됩니다.",
        ),
        "기억하시는 것을 코드를 찍어 알려 주십시오",
        "상담 전화 +84 965 001 222",
        "열사 유해의 수색과 수습, 신원 확인을 위한 500일",
        "국가지도위원회 515",
        "시연용 자료",
    ),
    "ja": (
        "彼らが眠る場所を覚えていますか",
        (
            "手描きの地図、古い写真、日記の一頁が、一人の息子を母のもとへ帰すことがあります。",
            "お寄せいただいた情報は大切に扱います。お名前を明かす必要はありません。",
        ),
        "コードを読み取り、覚えていることをお知らせください",
        "ホットライン +84 965 001 222",
        "戦没者の遺骨を捜索し、収容し、身元を確認する五百日",
        "国家指導委員会515",
        "デモンストレーション用資料",
    ),
    "th": (
        "ท่านยังจำได้ไหมว่าพวกเขานอนอยู่ที่ใด",
        (
            "แผนที่วาดด้วยมือ ภาพถ่ายเก่า หรือบันทึกหนึ่งหน้า อาจพาลูกชายคนหนึ่งกลับบ้านได้",
            "ทุกข้อมูลได้รับการดูแลด้วยความเคารพ ท่านไม่จำเป็นต้องแจ้งชื่อ",
        ),
        "สแกนรหัสเพื่อเล่าสิ่งที่ท่านจำได้",
        "สายด่วน +84 965 001 222",
        "500 วันคืนเพื่อค้นหา รวบรวม และพิสูจน์อัตลักษณ์อัฐิวีรชน",
        "คณะกรรมการอำนวยการแห่งชาติ 515",
        "เอกสารสาธิต",
    ),
    "lo": (
        "ທ່ານຍັງຈື່ໄດ້ບໍ່ວ່າພວກເຂົານອນຢູ່ໃສ",
        ("ແຜນທີ່ທີ່ແຕ້ມດ້ວຍມື ຮູບຖ່າຍເກົ່າ ຫຼືບັນທຶກໜຶ່ງໜ້າ ສາມາດພາລູກຊາຍຄົນໜຶ່ງກັບບ້ານໄດ້", "ທຸກຂໍ້ມູນໄດ້ຮັບການດູແລດ້ວຍຄວາມເຄົາລົບ ທ່ານບໍ່ຈຳເປັນຕ້ອງບອກຊື່"),
        "ສະແກນລະຫັດເພື່ອເລົ່າສິ່ງທີ່ທ່ານຈື່ໄດ້",
        "ສາຍດ່ວນ +84 965 001 222",
        "500 ວັນຄືນເພື່ອຊອກຫາ ເກັບກູ້ ແລະ ພິສູດຕົວຕົນອັດຖິວິລະຊົນ",
        "ຄະນະຊີ້ນຳແຫ່ງຊາດ 515",
        "ເອກະສານສາທິດ",
    ),
    "km": (
        "តើលោកអ្នកនៅចាំកន្លែងដែលពួកគេដេកទេ",
        (
            "ផែនទីគូរដោយដៃ រូបថតចាស់ ឬទំព័រកំណត់ហេតុមួយ អាចនាំកូនប្រុសម្នាក់ត្រឡប់ទៅផ្ទះវិញ",
            "ព័ត៌មានទាំងអស់ត្រូវបានថែរក្សាដោយការគោរព លោកអ្នកមិនចាំបាច់ប្រាប់ឈ្មោះទេ",
        ),
        "ស្កេនកូដដើម្បីប្រាប់អ្វីដែលលោកអ្នកចងចាំ",
        "ខ្សែទូរស័ព្ទ +84 965 001 222",
        "៥០០ ថ្ងៃយប់ ដើម្បីស្វែងរក ប្រមូល និងកំណត់អត្តសញ្ញាណអដ្ឋិធាតុយុទ្ធជន",
        "គណៈកម្មាធិការដឹកនាំជាតិ 515",
        "សម្ភារៈសាកល្បង",
    ),
    "fr": (
        "Vous souvenez-vous du lieu où ils sont tombés ?",
        (
            "Une carte dessinée à la main, une vieille photographie ou une page de journal peut ramener un fils chez lui.",
            "Tout ce que vous confiez est traité avec respect. Vous pouvez rester anonyme.",
        ),
        "Scannez le code pour dire ce dont vous vous souvenez",
        "Ligne directe +84 965 001 222",
        "500 jours et nuits pour retrouver et identifier les restes des martyrs",
        "Comité national de pilotage 515",
        "Document de démonstration",
    ),
    "zh-hans": (
        "您还记得他们长眠的地方吗",
        (
            "一张手绘地图、一张旧照片、一页日记，都可能让一位儿子回到母亲身边。",
            "您提供的一切都会受到尊重，您可以不留姓名。",
        ),
        "扫码讲述您记得的事",
        "热线 +84 965 001 222",
        "寻找、归葬并确认烈士遗骸的五百个日夜",
        "国家指导委员会515",
        "演示材料",
    ),
    "ru": (
        "Помните ли вы, где они остались?",
        (
            "Карта, нарисованная от руки, старая фотография или страница дневника могут вернуть сына домой.",
            "Ко всему, чем вы поделитесь, отнесутся с уважением. Имя можно не называть.",
        ),
        "Наведите камеру на код и расскажите, что помните",
        "Горячая линия +84 965 001 222",
        "500 дней и ночей поиска и опознания останков павших",
        "Национальный руководящий комитет 515",
        "Демонстрационный материал",
    ),
    "es": (
        "¿Recuerda dónde quedaron?",
        (
            "Un mapa dibujado a mano, una fotografía antigua o una página de un diario puede devolver un hijo a su hogar.",
            "Todo lo que nos confíe se trata con respeto. No hace falta que dé su nombre.",
        ),
        "Escanee el código y cuente lo que recuerda",
        "Línea directa +84 965 001 222",
        "500 días y noches para hallar e identificar los restos de los mártires",
        "Comité Directivo Nacional 515",
        "Material de demostración",
    ),
    "ar": (
        "هل تذكرون أين يرقدون؟",
        (
            "خريطة مرسومة باليد أو صورة قديمة أو صفحة من مذكرات قد تعيد ابنًا إلى أمه.",
            "كل ما تقدمونه يُعامل باحترام، ولا يلزم أن تذكروا أسماءكم.",
        ),
        "امسحوا الرمز لتخبرونا بما تذكرون",
        "الخط الساخن ‎+84 965 001 222",
        "خمسمئة يوم وليلة للبحث عن رفات الشهداء وتحديد هويتها",
        "اللجنة التوجيهية الوطنية 515",
        "مادة توضيحية",
    ),
}


def make_words(language: str) -> PosterWords:
    """Return texts of usual length."""
    headline, lines, action, contact_line, campaign_name, organiser, notice = _TEXTS[language]
    return PosterWords(
        headline=headline,
        lines=lines,
        action=action,
        contact_line=contact_line,
        campaign_name=campaign_name,
        organiser=organiser,
        notice=notice,
    )


def make_short_words(language: str) -> PosterWords:
    """Return the shortest texts of a poster."""
    return replace(make_words(language), lines=(), notice="", organiser="")


def make_long_words(language: str) -> PosterWords:
    """Return texts that are too long for some formats."""
    words = make_words(language)
    return replace(words, headline=f"{words.headline} {words.headline}", lines=words.lines * 2)
