"""Storage in a private S3 bucket, in a module of its own because importing boto3 slows down every start."""

from collections.abc import Iterator

from storages.backends.s3 import S3Storage

from cms.files.names import avoid_reserved
from cms.files.storage import CHUNK, get_address


class PrivateS3Storage(S3Storage):
    """A private bucket whose files have the address of the view that serves them, never a signed one."""

    def url(
        self,
        name: str,
        parameters: dict[str, str] | None = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        return get_address(name)

    def get_valid_name(self, name: str) -> str:
        return avoid_reserved(super().get_valid_name(name))

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``, both included, without a local copy."""
        key = self._normalize_name(name.replace("\\", "/"))
        body = self.bucket.Object(key).get(Range=f"bytes={start}-{end}")["Body"]
        yield from body.iter_chunks(CHUNK)
