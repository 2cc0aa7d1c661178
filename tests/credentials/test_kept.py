"""Forms, share cards and reports: signed when somebody first asks, then the same bytes for everyone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cms.approvals.models import Approval
from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.credentials.authority import make_authority
from cms.credentials.checks import check_authority
from cms.credentials.keys import get_signing_key
from cms.credentials.models import SignedFile, SigningCertificate
from cms.credentials.revocation import CannotRevoke, revoke
from cms.credentials.signing import read_file
from cms.facts.models import ChannelKind
from cms.installation.signing import examine_signing
from cms.installation.steps import set_up_authority
from tests.factories import ContactChannelFactory, FactFactory
from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(site: PublicSite) -> CallPage:
    load_campaign()
    post = ContactChannelFactory(
        verified=True,
        kind=ChannelKind.POST,
        country="VN",
        facts=[FactFactory(key="post", kind="address", value={"vi": "Demonstration Street 1"})],
    )
    page: CallPage = site.publish(CallPage, contacts=[post])
    return page


@pytest.fixture
def own_key(settings: Any, tmp_path: Path) -> None:
    """Keys of this test's own, in a folder where there are none yet."""
    settings.SIGNING_KEY_FILE, settings.SIGNING_CHAIN_FILE = str(tmp_path / "key.pem"), str(tmp_path / "chain.pem")


def ask(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.mark.parametrize(("name", "made_as"), [("form-a4.pdf", "form"), ("card.jpg", "share_card")])
def test_reader_gets_a_signed_file_that_names_the_approval(
    client: Client, call: CallPage, name: str, made_as: str
) -> None:
    credentials = read_file(ask(client, f"{call.url_path}{name}"))

    assert credentials is not None and credentials.is_ours and credentials.is_intact
    claims, approval = credentials.claims, Approval.objects.of(call).current().get()
    assert claims is not None
    assert (claims.made_as, claims.kind, claims.key, claims.language, claims.revision) == (
        made_as,
        "call",
        str(call.translation_key),
        "vi",
        str(approval.pk),
    )
    assert claims.approved_at == approval.approved_at.replace(microsecond=0)


@pytest.mark.parametrize("name", ["form-a4.pdf", "card.jpg"])
def test_whoever_asks_later_gets_the_same_bytes(client: Client, call: CallPage, name: str, time_machine: Any) -> None:
    first = ask(client, f"{call.url_path}{name}")

    time_machine.move_to(timezone.now() + timedelta(days=3))

    assert ask(client, f"{call.url_path}{name}") == first
    assert SignedFile.objects.count() == 1


def test_missing_file_is_made_again(client: Client, call: CallPage, time_machine: Any) -> None:
    ask(client, f"{call.url_path}form-a4.pdf")
    default_storage.delete(SignedFile.objects.get().storage_name)
    time_machine.move_to(timezone.now() + timedelta(days=3))

    credentials = read_file(ask(client, f"{call.url_path}form-a4.pdf"))

    assert credentials is not None and credentials.is_intact
    assert SignedFile.objects.exclude(input_digest="").count() == 1
    assert SignedFile.objects.count() == 2


@pytest.mark.usefixtures("own_key")
def test_form_is_sent_without_signature_while_there_is_no_key(client: Client, call: CallPage) -> None:
    content = ask(client, f"{call.url_path}form-a4.pdf")

    assert content.startswith(b"%PDF-")
    assert read_file(content) is None
    assert not SignedFile.objects.exists()


def test_nothing_signed_with_a_revoked_certificate_is_ours(client: Client, call: CallPage) -> None:
    content = ask(client, f"{call.url_path}form-a4.pdf")
    serial = get_signing_key().serial
    before = read_file(content)

    revoke(serial, reason="The key was stolen.", at=timezone.now())

    after = read_file(content)
    assert before is not None and before.is_ours
    assert after is not None and not after.is_ours
    with pytest.raises(CannotRevoke, match="Say why"):
        revoke(serial, reason="", at=timezone.now())
    with pytest.raises(CannotRevoke, match="Nothing was signed"):
        revoke("abc", reason="Why", at=timezone.now())


@pytest.mark.usefixtures("own_key")
def test_new_certificate_leaves_earlier_files_ours(
    client: Client, call: CallPage, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    set_up_authority()
    content = ask(client, f"{call.url_path}form-a4.pdf")
    old = get_signing_key().serial

    call_command("signing", new_demonstration=True, roots=str(tmp_path / "roots.pem"))

    credentials = read_file(content)
    assert get_signing_key().serial != old
    assert credentials is not None and credentials.is_ours
    assert (tmp_path / "roots.pem").read_text().count("BEGIN CERTIFICATE") == 2
    assert f"{old}: 1 files" in capsys.readouterr().out
    assert (tmp_path / f"key-{old}.pem").exists()


def test_command_revokes_and_says_why(client: Client, call: CallPage, capsys: pytest.CaptureFixture[str]) -> None:
    ask(client, f"{call.url_path}form-a4.pdf")
    serial = get_signing_key().serial

    call_command("signing", revoke=serial, reason="stolen")

    assert "revoked on" in capsys.readouterr().out
    assert SigningCertificate.objects.get(serial=serial).revocation_reason == "stolen"
    with pytest.raises(CommandError, match="Say why"):
        call_command("signing", revoke=serial)


@pytest.mark.usefixtures("own_key")
def test_set_up_makes_an_authority_once_and_says_that_it_is_for_demonstration() -> None:
    assert list(check_authority()) == []
    first, again = set_up_authority(), set_up_authority()

    (found,) = check_authority()
    assert "a demonstration authority was made" in first
    assert again == "Signing of files: a key is set up."
    assert found.id == "credentials.W001"


@pytest.mark.usefixtures("own_key")
def test_check_finds_a_key_that_belongs_to_another_certificate(settings: Any, tmp_path: Path) -> None:
    make_authority(at=timezone.now())
    settings.SIGNING_KEY_FILE = str(tmp_path / "other" / "key.pem")
    chain = settings.SIGNING_CHAIN_FILE
    settings.SIGNING_CHAIN_FILE = str(tmp_path / "other" / "chain.pem")
    make_authority(at=timezone.now())
    settings.SIGNING_CHAIN_FILE = chain

    (found,) = check_authority()

    assert found.id == "credentials.E001"
    assert found.msg == "The first certificate isn't for this signing key."


@pytest.mark.usefixtures("own_key")
def test_doctor_tells_a_missing_a_fresh_and_an_expiring_certificate() -> None:
    now = timezone.now()
    (missing,) = examine_signing(now)
    make_authority(at=now)

    (fresh,) = examine_signing(now)
    (soon,) = examine_signing(now + timedelta(days=3600))
    (expired,) = examine_signing(now + timedelta(days=3700))

    assert (missing.condition, fresh.condition, expired.condition) == ("error", "warning", "error")
    assert "demonstration authority" in fresh.text and "expires soon" not in fresh.text
    assert "It expires soon." in soon.text
