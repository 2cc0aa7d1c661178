"""The tables of the public search: items, their pages, and the postings in which they are found."""

from typing import Self

from django.db import models
from wagtail.models import Page


class SearchItem(models.Model):
    """An item that is live in some language. Its number is its place in the postings; newer items have higher ones."""

    number = models.PositiveIntegerField(primary_key=True)
    translation_key = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.number)


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def newest(self, *, kind: str, language: str) -> Self:
        """Return the entries with their items, the newest first."""
        rows = self.filter(kind=kind, language=language).select_related("item")
        return rows.order_by("-published_at", "-pk")


class SearchEntry(models.Model):
    """A live page as the search shows it, written whenever its row is (``search.py``)."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(SearchItem, on_delete=models.CASCADE, related_name="entries")
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    """The page's public text as readers see it, a line for each field, with the tokens of facts."""
    path = models.TextField()
    published_at = models.DateTimeField(null=True)
    tokens = models.BinaryField(default=b"")
    """The tokens under which it is in the postings, packed."""

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "language"], name="search_one_page_a_language")]
        indexes = [models.Index(fields=["language", "kind", "-published_at"], name="search_newest")]

    def __str__(self) -> str:
        return self.title


class Posting(models.Model):
    """The items that have a token in a language, packed (``search_index/postings.py``)."""

    token = models.BinaryField()
    """UTF-8, so that both databases sort and compare it alike."""
    language = models.CharField(max_length=12)
    items = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "language"], name="posting_one_a_language")]

    def __str__(self) -> str:
        return bytes(self.token).decode()
