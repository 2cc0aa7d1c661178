"""Storage in a private S3 bucket, in a module of its own because importing boto3 slows down every start."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from cms.files.names import clean_name
from cms.files.parts import PART
from cms.files.storage import CHUNK, UNFINISHED, StorageEntry, get_address

CONNECT_SECONDS = 2
READ_SECONDS = 15
"""Between two parts of an answer, so that long files still take their time."""
ATTEMPTS = 2


class PrivateS3Storage(S3Storage):
    """A private bucket whose files have the address of the view that serves them, never a signed one.

    A server that hangs is given up after a time, so that it doesn't hold every thread of the web process.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        retries = {"total_max_attempts": ATTEMPTS, "mode": "standard"}
        limits = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries=retries)
        self.client_config: Config = self.client_config.merge(limits)

    def url(
        self,
        name: str,
        parameters: dict[str, str] | None = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        return get_address(name)

    def get_valid_name(self, name: str) -> str:
        return clean_name(name)

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``, both included, without a local copy."""
        key = self._normalize_name(name.replace("\\", "/"))
        try:
            body = self.bucket.Object(key).get(Range=f"bytes={start}-{end}")["Body"]
        except self.connection.meta.client.exceptions.NoSuchKey as error:
            raise FileNotFoundError(f"File does not exist: {name}") from error
        yield from body.iter_chunks(CHUNK)

    def begin_parts(self, name: str) -> str:
        """Begin an upload in parts (multipart), which the bucket keeps until it is finished or dropped."""
        answer = self.connection.meta.client.create_multipart_upload(
            Bucket=self.bucket_name, Key=self._get_part_key(name)
        )
        return str(answer["UploadId"])

    def write_part(self, name: str, handle: str, *, offset: int, data: bytes) -> None:
        """Send the part; each but the last has ``PART`` bytes, so that its offset says which one it is."""
        number, rest = divmod(offset, PART)
        if rest:
            raise ValueError(f"A part can't begin at byte {offset}.")
        self.connection.meta.client.upload_part(
            Bucket=self.bucket_name, Key=self._get_part_key(name), UploadId=handle, PartNumber=number + 1, Body=data
        )

    def finish_parts(self, name: str, handle: str) -> File:
        """Have the bucket put the parts together, unless it has; return the file, which is read to this disk."""
        client, key = self.connection.meta.client, self._get_part_key(name)
        named = {"Bucket": self.bucket_name, "Key": key}
        try:
            pages = client.get_paginator("list_parts").paginate(**named, UploadId=handle)
            parts = [
                {"PartNumber": part["PartNumber"], "ETag": part["ETag"]}
                for page in pages
                for part in page.get("Parts", ())
            ]
            client.complete_multipart_upload(**named, UploadId=handle, MultipartUpload={"Parts": parts})
        except client.exceptions.NoSuchUpload:
            self._require_object(named)
        # The file's name goes with the block; the file stays as long as it is open.
        with tempfile.NamedTemporaryFile() as copy:
            client.download_fileobj(self.bucket_name, key, copy)
            copy.flush()
            return File(Path(copy.name).open("rb"), name=name)  # the caller closes it

    def drop_parts(self, name: str, handle: str) -> None:
        client, key = self.connection.meta.client, self._get_part_key(name)
        with contextlib.suppress(client.exceptions.NoSuchUpload):
            client.abort_multipart_upload(Bucket=self.bucket_name, Key=key, UploadId=handle)
        client.delete_object(Bucket=self.bucket_name, Key=key)

    def _require_object(self, named: dict[str, str]) -> None:
        """Raise ``FileNotFoundError`` unless the bucket has put the file together before."""
        try:
            self.connection.meta.client.head_object(**named)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(f"File does not exist: {named['Key']}") from error
            raise

    def _get_part_key(self, name: str) -> str:
        return str(self._normalize_name(f"{UNFINISHED}/{name}"))

    def list_files(self) -> Iterator[StorageEntry]:
        """Yield every file of the bucket, a thousand with each request."""
        prefix = f"{self.location}/" if self.location else ""
        for item in self.bucket.objects.filter(Prefix=prefix):
            if not item.key.endswith("/") and not item.key.startswith(f"{prefix}{UNFINISHED}/"):
                yield StorageEntry(item.key.removeprefix(prefix), item.size, item.last_modified)
