"""Storage in a private S3 bucket, in a module of its own because importing boto3 slows down every start."""

from collections.abc import Iterator
from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

from cms.files.names import clean_name
from cms.files.storage import CHUNK, StorageEntry, get_address

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

    def list_files(self) -> Iterator[StorageEntry]:
        """Yield every file of the bucket, a thousand with each request."""
        prefix = f"{self.location}/" if self.location else ""
        for item in self.bucket.objects.filter(Prefix=prefix):
            if not item.key.endswith("/"):
                yield StorageEntry(item.key.removeprefix(prefix), item.size, item.last_modified)
