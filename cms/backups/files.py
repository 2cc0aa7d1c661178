"""Files of the storage in a back-up, on disk or in a bucket."""

from collections.abc import Iterable, Iterator
from typing import cast

from django.core.files.base import File
from django.core.files.storage import default_storage

from cms.backups.content import Content, ContentStore, measure
from cms.backups.description import ManifestEntry
from cms.backups.failures import BackupFailed
from cms.files.storage import ListedStorage, StorageEntry

TRIES = 3


class FileCopier:
    """Copies every file whose content isn't in the store yet. ``notes`` are sentences about what couldn't be copied."""

    def __init__(self, store: ContentStore, *, former: Iterable[ManifestEntry]) -> None:
        self._store = store
        self._former = {entry.name: entry for entry in former}
        self._whole: set[Content] = set()
        self.copied = 0
        self.notes: list[str] = []

    def copy_all(self) -> list[ManifestEntry]:
        found = (self._copy(file) for file in sorted(get_storage().list_files(), key=lambda file: file.name))
        return [entry for entry in found if entry]

    def _copy(self, file: StorageEntry) -> ManifestEntry | None:
        former = self._former.get(file.name)
        modified_at = file.modified_at.isoformat()
        if former and (former.size, former.modified_at) == (file.size, modified_at) and self._is_whole(former.content):
            return former
        size = file.size
        for _try in range(TRIES):
            try:
                content, is_new = self._store.add(read_stored(file.name, size=size))
                now = get_storage().size(file.name)
            except FileNotFoundError:
                self.notes.append(f"{file.name} was deleted while the back-up was under way, so it isn't in it.")
                return None
            if content.size == now:
                self._whole.add(content)
                self.copied += is_new
                return ManifestEntry(file.name, content.size, content.sha256, modified_at)
            size = now
        self.notes.append(f"{file.name} is being written just now, so it isn't in this back-up; no row has it yet.")
        return None

    def _is_whole(self, content: Content) -> bool:
        if content not in self._whole and self._store.is_whole(content):
            self._whole.add(content)
        return content in self._whole


def restore_files(entries: Iterable[ManifestEntry], *, store: ContentStore) -> list[str]:
    """Write the files into the storage and read them there again; return a sentence for each that differs."""
    differences = []
    for entry in entries:
        with store.get_path(entry.sha256).open("rb") as content:
            name = default_storage.save(entry.name, File(content))
        if name != entry.name:
            differences.append(f"{entry.name} was stored as {name}.")
        elif measure_stored(entry.name) != entry.content:
            differences.append(f"{entry.name} can't be read as it was written.")
    return differences


def compare_file_names(entries: Iterable[ManifestEntry]) -> list[str]:
    """Return a sentence for each file that is either in the storage or in the back-up, but not in both."""
    wanted, found = {entry.name for entry in entries}, {file.name for file in get_storage().list_files()}
    return [
        *(f"{name} is missing in the storage." for name in sorted(wanted - found)),
        *(f"{name} isn't in the back-up." for name in sorted(found - wanted)),
    ]


def measure_stored(name: str) -> Content:
    """Return what the storage has under the name now."""
    return measure(read_stored(name, size=get_storage().size(name)))


def read_stored(name: str, *, size: int) -> Iterator[bytes]:
    return get_storage().read_range(name, start=0, end=size - 1) if size else iter(())


def get_storage() -> ListedStorage:
    storage = cast("ListedStorage", default_storage)
    if not hasattr(default_storage, "list_files"):
        raise BackupFailed(f"The storage {type(default_storage).__name__} can't list its files.")
    return storage
