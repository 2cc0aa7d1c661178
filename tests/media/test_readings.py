"""A page read aloud: the recording is encoded anew, private until its page is public, and played without script."""

from __future__ import annotations

import wave
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.calls.models import CallPage
from cms.change_requests.change_request import approve, find_requests
from cms.core.publication import PublicationRefused
from cms.core.rights import UNLIMITED
from cms.files.refusal import UploadRefused
from cms.files.uploads import clean_recording
from cms.media.models import Consent, PageReading, Recording
from cms.media.recordings import add_recording
from cms.published import get_file_standings, get_published
from tests.media.recorded import RECORDED
from tests.pages.test_blocks_of_a_story import read
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
RATE = 44_100
SECRET = "Nha-rieng-21.0285"


def speak(seconds: float = 1.0) -> np.ndarray:
    moments = np.arange(int(RATE * seconds)) / RATE
    return (np.sin(moments * 440 * 2 * np.pi) * 12_000).astype(np.int16)


def write_wav(seconds: float = 1.0) -> bytes:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(speak(seconds).tobytes())
    return buffer.getvalue()


def write_recording(container: str, codec: str, seconds: float = 1.0) -> bytes:
    """Return a recording with a title and a place in its properties."""
    buffer = BytesIO()
    with av.open(buffer, "w", format=container) as file:
        file.metadata.update({"title": SECRET, "comment": SECRET})
        stream = file.add_stream(codec, rate=48_000 if "opus" in codec else RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(speak(seconds).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=stream.rate)
        for each in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(each))
        file.mux(stream.encode(None))
    return buffer.getvalue()


UPLOADS = {
    "wav": ("doc.wav", write_wav),
    "mp3": ("doc.mp3", lambda: write_recording("mp3", "libmp3lame")),
    "m4a": ("doc.m4a", lambda: write_recording("ipod", "aac")),
    "ogg": ("doc.ogg", lambda: write_recording("ogg", "libopus")),
}


def make_recording(**fields: Any) -> Recording:
    file = ContentFile(write_wav(), name="doc.wav")
    return add_recording(title="Lời kêu gọi, đọc", file=file, rights={**RECORDED, **fields})


def give(page: CallPage, recording: Recording, language: str = "vi") -> PageReading:
    return PageReading.objects.create(page=page, language=language, recording=recording)


@pytest.fixture
def call(site: PublicSite) -> Any:
    return site.publish(CallPage, slug="loi-goi")


# --- the file ---


@pytest.mark.parametrize(("name", "write"), UPLOADS.values(), ids=UPLOADS)
def test_recording_becomes_one_voice_in_one_form_without_its_properties(name: str, write: Any) -> None:
    rebuilt = clean_recording(ContentFile(write(), name=name))

    content = rebuilt.file.read()
    with av.open(BytesIO(content)) as sound:
        stream = sound.streams.audio[0]
        found = (sound.format.name.split(",")[1], stream.codec_context.name, stream.channels, stream.rate)
        frames = list(sound.decode(audio=0))
    assert found == ("mp4", "aac", 1, RATE)
    assert frames and max(float(np.abs(frame.to_ndarray()).max()) for frame in frames) > 0.1
    assert SECRET.encode() not in content
    assert (rebuilt.file.name, rebuilt.media_type) == ("doc.m4a", "audio/mp4")
    assert abs(rebuilt.duration - timedelta(seconds=1)) < timedelta(seconds=0.2)


@pytest.mark.parametrize(
    "content", [b"", b"ID3 no sound", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"<html>", b"OggS" + bytes(40)]
)
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(UploadRefused):
        clean_recording(ContentFile(content, name="doc.mp3"))


def test_upload_form_stores_the_rebuilt_file(site: PublicSite) -> None:
    data = {"title": "Đọc", "file": SimpleUploadedFile("doc.mp3", UPLOADS["mp3"][1]()), **RECORDED}

    answer = sign_in(site.editor).post(reverse("recordings:add"), data)

    recording = Recording.objects.get()
    assert answer.status_code == 302
    with recording.file.open("rb") as file:
        assert SECRET.encode() not in file.read()
    assert recording.file.name.endswith(".m4a") and recording.size == recording.file.size


# --- the page ---


def test_page_plays_the_recording_of_its_language_without_script(
    site: PublicSite, call: CallPage, client: Client
) -> None:
    recording = make_recording()
    give(call, recording)
    korean = site.translate(call, "ko", title="부름")

    section = read(client, call.url_path).select_one(".reading")
    sound = client.get(section.audio["src"])

    assert section.audio.has_attr("controls") and section.audio["preload"] == "none"
    assert (sound.status_code, sound["Content-Type"]) == (200, "audio/mp4")
    assert "1 giây" in section.text and "M4A" in section.text
    assert read(client, korean.url_path).select(".reading") == []


def test_transcript_is_the_pages_own_text_or_one_that_was_approved_with_it(
    site: PublicSite, call: CallPage, client: Client
) -> None:
    give(call, make_recording())
    before = read(client, call.url_path).select(".reading details")

    site.correct(call, recording_transcript="Xin chào ông bà.")

    assert before == []
    assert "Xin chào ông bà." in read(client, call.url_path).select_one(".reading details").text


def test_recording_is_private_until_its_page_is_public_and_again_afterwards(
    site: PublicSite, call: CallPage, client: Client
) -> None:
    recording = make_recording()
    address = reverse("media", args=[recording.file.name])
    unused = client.get(address).status_code
    reading = give(call, recording)
    shown = client.get(address).status_code
    reading.delete()
    taken = client.get(address).status_code
    give(call, recording, language="ko")
    other_language = client.get(address).status_code

    assert (unused, shown, taken, other_language) == (404, 200, 404, 404)


def test_withdrawn_page_takes_its_recording_with_it(site: PublicSite, call: CallPage, client: Client) -> None:
    recording = make_recording()
    give(call, recording)

    site.withdraw(call)

    assert client.get(reverse("media", args=[recording.file.name])).status_code == 404


def test_voice_that_no_longer_agrees_is_silent_at_once(call: CallPage, client: Client) -> None:
    recording = make_recording()
    give(call, recording)
    recording.consent = Consent.REFUSED
    recording.save()

    assert read(client, call.url_path).select(".reading") == []
    assert client.get(reverse("media", args=[recording.file.name])).status_code == 404


def test_reading_waits_for_a_second_person(site: PublicSite, call: CallPage, client: Client) -> None:
    recording = make_recording()
    data = {"page": call.pk, "language": "vi", "recording": recording.pk}

    sign_in(site.editor).post(reverse("readings:add"), data)
    waiting = read(client, call.url_path).select(".reading")
    approve(change_request=find_requests(PageReading).get(), by=site.publisher, at=timezone.now())

    assert waiting == []
    assert read(client, call.url_path).select_one(".reading") is not None


def test_recording_without_a_record_of_rights_is_not_given_to_a_page(site: PublicSite, call: CallPage) -> None:
    recording = make_recording(licence="")

    answer = sign_in(site.editor).post(
        reverse("readings:add"), {"page": call.pk, "language": "vi", "recording": recording.pk}
    )

    assert answer.status_code == 200 and not find_requests(PageReading).exists()


def test_file_that_a_page_plays_is_neither_replaced_nor_deleted(site: PublicSite, call: CallPage) -> None:
    recording = make_recording()
    give(call, recording)
    recording.file = ContentFile(b"other", name="other.m4a")

    with pytest.raises(PublicationRefused):
        recording.save()
    sign_in(site.editor).post(reverse("recordings:delete", args=[recording.pk]))
    kept = Recording.objects.exists()
    PageReading.objects.all().delete()
    sign_in(site.editor).post(reverse("recordings:delete", args=[recording.pk]))
    assert kept and not Recording.objects.exists()


def test_reader_is_told_that_the_text_is_newer_than_the_recording(
    site: PublicSite, call: CallPage, client: Client
) -> None:
    give(call, make_recording())
    before = read(client, call.url_path).select_one(".reading").text

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        site.correct(call, summary="Một tờ giấy khác.")
        after = read(client, call.url_path).select_one(".reading").text

    counts = "published again" if "published again" in after else "đăng lại"
    assert counts not in before and counts in after


def test_public_interface_returns_the_recording_of_the_language_and_its_rights(site: PublicSite) -> None:
    call = site.publish(CallPage)
    korean = site.translate(call, "ko", title="부름")
    recording = make_recording()
    give(call, recording, language="ko")
    key = str(call.translation_key)
    name = (f"recording:{recording.pk}", key)

    published = {language: get_published(kind="call", key=key, language=language) for language in ("vi", "ko")}
    (file,) = [file for file in published["ko"].files if file.role == "recording"]

    assert [each.role for each in published["vi"].files if each.role == "recording"] == []
    assert (file.language_tag, file.sha256, file.media_type) == ("ko", recording.sha256, "audio/mp4")
    assert (file.source, file.rights) == (name[0], UNLIMITED)
    assert get_file_standings([name])[name].rights == UNLIMITED
    with file.open() as content:
        assert content.read() == recording.file.read()

    Recording.objects.update(consent=Consent.REFUSED)

    again = get_published(kind="call", key=str(korean.translation_key), language="ko")
    assert [each for each in again.files if each.role == "recording"] == []
    assert get_file_standings([name])[name].rights == ()
