"""No file breaks a house rule, and each rule finds a planted fault."""

from pathlib import PurePosixPath

import pytest

from scripts import house_rules

LONG_FUNCTION = "def act():\n" + "    act()\n" * 60


def test_no_file_breaks_a_house_rule():
    assert house_rules.find_faults() == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        (
            "requirements.lock",
            "a==1 @ https://mirror.example/a.whl",
            "must not contain an address or index option: https://",
        ),
        ("requirements.lock", "--index-url mirror\na==1", "must not contain an address or index option: --index-url"),
        ("package-lock.json", "https://mirror.example/a.tgz", "must not contain an address or index option: https://"),
        (
            "docs/operating.md",
            "see " + "/home" + "/somebody/notes",
            "contains a path of one machine: " + "/home" + "/somebody",
        ),
        ("cms/core/utils.py", "", "“utils” says nothing"),
        ("outreach/services/recall.py", "", "“services” says nothing"),
        ("cms/core/models.py", "x = 1\n" * 501, "501 lines; 500 is the limit"),
        ("cms/core/models.py", LONG_FUNCTION, "act has 61 lines; 50 is the limit"),
        ("docs/guide.md", "A text is handed " + "in.", "say “handed " + "in” in the field's terms"),
        ("cms/core/models.py", '"""Pages, by rule ' + '1."""', "say “rule " + "1” in the field's terms"),
        ("cms/core/models.py", '"""What every page has."""', "the docstring says “What …”"),
        ("tests/test_kit.py", "@pytest.mark." + "skip\ndef test(): ...", "a test must not be skipped"),
    ],
)
def test_a_planted_fault_is_found(path, text, fault):
    faults = [found for rule in house_rules.RULES for found in rule(PurePosixPath(path), text)]

    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.lock", "a==1 \\\n    --hash=sha256:00\n    # via b"),
        ("docs/operating.md", "Chromium is at /usr/bin/chromium; see https://docs.example.org/home/page"),
        ("tests/services/s3.py", ""),
    ],
)
def test_a_correct_file_has_no_fault(path, text):
    assert [found for rule in house_rules.RULES for found in rule(PurePosixPath(path), text)] == []


@pytest.mark.parametrize(
    "late",
    [
        "def act():\n    from cms.films import models\n",
        "if TYPE_CHECKING:\n    import cms.films.models\n",
        "from cms.films.models import FilmPage\n",
    ],
)
def test_an_import_circle_is_found_even_by_a_late_import(late):
    modules = {
        "cms.films.models": "from cms.films import rights\n",
        "cms.films.rights": "from cms.films.playback import get_sources\n",
        "cms.films.playback": late,
    }

    faults = list(house_rules.no_import_circles(modules))

    assert len(faults) == 1
    assert all(name in faults[0] for name in modules)


def test_every_import_circle_is_found():
    modules = {
        "cms.a.x": "import cms.a.y",
        "cms.a.y": "import cms.a.x",
        "cms.b.x": "import cms.b.y",
        "cms.b.y": "import cms.b.x",
    }

    assert len(list(house_rules.no_import_circles(modules))) == 2


def test_an_app_that_holds_too_much_of_the_code_is_found():
    modules = {f"cms.app_{number}.models": "x = 1\n" * 10 for number in range(7)}

    assert list(house_rules.no_app_dominates(modules)) == []

    modules["cms.app_0.views"] = "x = 1\n"

    assert [fault.split(":")[0] for fault in house_rules.no_app_dominates(modules)] == ["cms.app_0"]


def test_a_class_name_used_twice_is_found():
    modules = {"cms.a.models": "class Fault: ...", "cms.b.models": "class Fault: ...\nclass Command: ..."}

    assert list(house_rules.no_class_name_twice({**modules, "cms.c.x": "class Command: ..."})) == [
        "the class name Fault is used twice: cms.a.models, cms.b.models"
    ]
