"""``manage.py setup``: everything between an empty database and the first sign-in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from time_machine import TimeMachineFixture
from wagtail.models import Page, WorkflowPage

from cms.campaign.models import Campaign, Topic
from cms.installation.first_administrator import find_administrators
from cms.installation.licences import InstalledPart, list_installed
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.catalogues import ROOT
from translations.languages import CODES

LINK = re.compile(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)")
DAY, MINUTE = 24 * 3600, 60
MAKE_PAGES = "from cms.pages.site_tree import make_site_tree; make_site_tree()"
SHOW_TITLES = "from wagtail.models import Page; print(*[page.title for page in Page.objects.filter(slug='calls')])"
PASSWORD = "ba con đường về nguồn"


def run_setup(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("setup", *arguments)
    return capsys.readouterr().out


def open_link(text: str) -> tuple[Client, str]:
    """Follow the link in the text and return the browser with the form's address; "" if the link is refused."""
    link = LINK.search(text)
    assert link, text
    client = Client()
    form = client.get(link[1], follow=True)
    return client, form.request["PATH_INFO"] if b'name="password1"' in form.content else ""


@pytest.mark.django_db
@pytest.mark.both_databases
def test_empty_database_becomes_a_site_that_its_first_administrator_signs_in_to(
    empty_site: None, capsys: pytest.CaptureFixture[str]
) -> None:
    text = run_setup(capsys, "--email", "administrator@example.org")
    client, form = open_link(text)
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    answer = client.post("/accounts/login/", {"login": "administrator", "password": PASSWORD}, follow=True)

    administrator = User.objects.get()
    assert answer.status_code == 200
    assert answer.context["user"] == administrator
    assert may(administrator, Capability.MANAGE_USERS)
    assert administrator.email == "administrator@example.org"
    assert WorkflowPage.objects.count() == len(CODES)
    assert Campaign.objects.get().is_demonstration is False
    assert Page.objects.get(url_path="/vi/calls/").title == "Lời kêu gọi cung cấp thông tin"


@pytest.mark.django_db
def test_second_run_changes_nothing_and_prints_no_link(empty_site: None, capsys: pytest.CaptureFixture[str]) -> None:
    first = run_setup(capsys)
    Topic.objects.filter(number=1).update(name_vi="Tên đã sửa")
    before = User.objects.values_list("password", flat=True).get()

    second = run_setup(capsys)

    assert LINK.search(first)
    assert not LINK.search(second)
    assert "setup --new-link" in second
    assert User.objects.values_list("password", flat=True).get() == before
    assert Topic.objects.get(number=1).name_vi == "Tên đã sửa"
    assert open_link(first)[1]


@pytest.mark.django_db
def test_new_link_ends_the_one_before_and_none_is_made_once_a_password_was_chosen(
    empty_site: None, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run_setup(capsys)
    second = run_setup(capsys, "--new-link")

    assert open_link(first)[1] == ""
    client, form = open_link(second)
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert open_link(second)[1] == ""
    with pytest.raises(CommandError, match="has already chosen a password"):
        call_command("setup", "--new-link")
    assert "Administrator: there is one." in run_setup(capsys)


@pytest.mark.django_db
def test_link_ends_after_a_day(
    empty_site: None, capsys: pytest.CaptureFixture[str], time_machine: TimeMachineFixture
) -> None:
    text = run_setup(capsys)
    link_made = find_administrators().get().date_joined.timestamp()

    time_machine.move_to(link_made + DAY - MINUTE)
    assert open_link(text)[1]
    time_machine.move_to(link_made + DAY + MINUTE)
    assert open_link(text)[1] == ""


@pytest.mark.django_db
def test_dismissed_administrator_does_not_come_back(empty_site: None, capsys: pytest.CaptureFixture[str]) -> None:
    dismissed = User.objects.create_user("administrator", password=PASSWORD, is_active=False)

    run_setup(capsys)

    dismissed.refresh_from_db()
    assert not dismissed.is_active
    assert find_administrators().get().username == "administrator-2"


@pytest.mark.slow
def test_tree_without_catalogues_gets_its_titles_in_each_language(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    tree = tmp_path / "tree"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    run_in(tree, "migrate", "--noinput")
    refused = run_in(
        tree, "shell", "-c", "from cms.pages.site_tree import make_site_tree; make_site_tree()", fails=True
    )

    done = run_in(tree, "setup")
    titles = (
        "from wagtail.models import Page; print(*Page.objects.filter(slug='calls').values_list('title', flat=True))"
    )
    shown = run_in(tree, "shell", "-c", titles)

    assert "The pages would get English titles in vi," in refused
    assert LINK.search(done)
    assert "Lời kêu gọi cung cấp thông tin" in shown
    assert shown.count("Calls") == 1


def run_in(tree: Path, *arguments: str, fails: bool = False) -> str:
    environment = {**os.environ, "DATA_DIR": str(tree.parent / "data"), "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
    for name in ("DATABASE_URL", "STORAGE"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_no_installed_part_binds_the_whole_and_one_that_would_is_recognised() -> None:
    assert [part for part in list_installed() if part.binds] == []
    assert InstalledPart("x", "GNU General Public License v3 (GPLv3)").binds
    assert InstalledPart("x", "AGPL-3.0-only").binds
    assert not InstalledPart("x", "LGPL-3.0-only").binds
    assert not InstalledPart("x", "GPL-2.0-or-later OR MIT").binds
