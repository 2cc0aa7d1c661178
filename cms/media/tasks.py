"""Job that detects the shots of a film, which takes as long as decoding it; cleaning of what was never finished."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from django.core.files import File
from django.core.files.storage import storages
from django.db.models import QuerySet

from cms.files.storage import PrivateDiskStorage
from cms.jobs.kinds import job_kind
from cms.jobs.queue import enqueue
from cms.jobs.running import JobRefused, RunningJob
from cms.jobs.scheduler import every
from cms.media.models import FilmMaster, MasterUpload, UploadState
from cms.media.shots import find_shots
from cms.media.technical import read_technical
from cms.media.uploads import forget_silent, import_upload
from cms.monitoring.machine_failures import find_failure

KIND = "media.shots"
IMPORT = "media.import_master"
TECHNICAL = "media.technical"
DEMUXERS = {"video/mp4": "mp4", "video/webm": "matroska"}
Result_co = TypeVar("Result_co", covariant=True)


class Reader(Protocol[Result_co]):
    """A function that reads a film; ``report`` is called with the seconds read so far."""

    def __call__(self, file: File, *, container: str, report: Callable[[int], None]) -> Result_co: ...


def request_shots(master: FilmMaster) -> None:
    """Request the job, unless the shots of this file are known."""
    if master.shots is None:
        _request(KIND, master)


def request_technical(master: FilmMaster) -> None:
    """Request the job that reads the technical facts, unless those of this file are known."""
    if master.technical is None:
        _request(TECHNICAL, master)


def _request(kind: str, master: FilmMaster) -> None:
    params = {"master": master.pk, "sha256": master.sha256}
    enqueue(kind=kind, key=f"{master.pk}-{master.sha256}", params=params)


@job_kind(TECHNICAL)
def read_facts(job: RunningJob) -> None:
    """Store the technical facts of the film."""
    if facts := _read(job, read_technical):
        _find_master(job).update(technical=facts.to_json())


@job_kind(KIND)
def detect_shots(job: RunningJob) -> None:
    """Store the shots of the film."""
    shots = _read(job, find_shots)
    if shots is not None:
        _find_master(job).update(shots=shots)
        job.result["shots"] = len(shots)


def _find_master(job: RunningJob) -> QuerySet[FilmMaster]:
    return FilmMaster.objects.filter(pk=job.params["master"], sha256=job.params["sha256"])


def _read(job: RunningJob, reader: Reader[Result_co]) -> Result_co | None:
    """Return what is read of the film; None if the master was deleted or has another file by now."""
    master = _find_master(job).first()
    if master is None:
        return None
    total = int(master.duration.total_seconds()) if master.duration else 0
    try:
        with master.file.open("rb") as file:
            container = DEMUXERS[master.media_type]
            return reader(file, container=container, report=lambda at: job.progress(min(at, total), total))
    except (OSError, ValueError) as error:
        if find_failure(error):
            raise
        raise JobRefused(str(error)) from error


def request_import(upload: MasterUpload) -> None:
    """Request the job that makes a master of a film that has arrived in parts."""
    enqueue(kind=IMPORT, key=str(upload.key), params={"upload": str(upload.key)}, by=upload.created_by)


@job_kind(IMPORT)
def import_master(job: RunningJob) -> None:
    """Import the film, or record why not. Does nothing if it was dropped, or is imported already."""
    upload = MasterUpload.objects.filter(key=job.params["upload"]).first()
    master = import_upload(upload, report=job.progress) if upload else None
    if master is not None:
        request_shots(master)
        request_technical(master)
        job.result["master"] = master.pk


@every(seconds=3_600, name="media.continue_uploads")
def continue_uploads(*, at: datetime) -> None:
    """Drop the uploads that nobody continues; request again the import of those that a kill left without a job."""
    forget_silent(at=at)
    for upload in MasterUpload.objects.filter(state=UploadState.RECEIVED).select_related("created_by"):
        request_import(upload)


@every(seconds=86_400, name="media.forget_unfinished")
def forget_unfinished(*, at: datetime) -> None:
    """Delete what killed processes left half written on disk; a bucket keeps nothing of it."""
    storage = storages["default"]
    if isinstance(storage, PrivateDiskStorage):
        storage.forget_unfinished(at=at)
