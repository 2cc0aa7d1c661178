from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from outreach.api.errors import ErrorBody, list_errors
from outreach.screens.plays import LARGEST_BATCH, PlayReport

LONGEST_PLAY = 86_400


class MomentField(serializers.DateTimeField):
    """A moment; one at the edge of the calendar without a time zone is refused, where the parent raises."""

    def enforce_timezone(self, value: datetime) -> datetime:
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("overflow")


class PlaySerializer(serializers.Serializer[PlayReport]):
    """A play; the player's UUID for it makes the report repeatable."""

    id = serializers.UUIDField()
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    started_at = MomentField()
    seconds = serializers.IntegerField(min_value=0, max_value=LONGEST_PLAY)


@dataclass(frozen=True)
class PlayRows:
    """The well-formed plays of a batch by their index, and the errors of the others."""

    reports: dict[int, PlayReport]
    errors: list[ErrorBody]


@extend_schema_field(PlaySerializer(many=True))
class RowsField(serializers.ListField):
    """The plays as they came: each is read by itself, so that an error in one doesn't cost the others."""


class PlaysSerializer(serializers.Serializer[list[PlayReport]]):
    plays = RowsField(allow_empty=False, max_length=LARGEST_BATCH)

    def read_rows(self) -> PlayRows:
        """Return the plays of a valid request."""
        rows = PlayRows({}, [])
        for index, row in enumerate(self.validated_data["plays"]):
            play = PlaySerializer(data=row)
            if play.is_valid():
                data = play.validated_data
                rows.reports[index] = PlayReport(data["id"], data["sha256"], data["started_at"], data["seconds"])
            else:
                errors = list_errors(play.errors, index=index)
                rows.errors.extend({"code": "invalid", **error} for error in errors)
        return rows


class RefusedPlaySerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Place of the play in the batch, from 0.")
    code = serializers.CharField(help_text="“invalid” with the field, or why the play isn't counted.")
    field = serializers.CharField(required=False)
    message = serializers.CharField()


class RecordedSerializer(serializers.Serializer[Any]):
    counted = serializers.IntegerField(help_text="Number of new plays.")
    known = serializers.IntegerField(help_text="Number of plays reported before.")
    refused = RefusedPlaySerializer(many=True)


class ItemSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.URLField()
    sha256 = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField(help_text="The first of its languages.")
    languages = serializers.ListField(
        child=serializers.CharField(), help_text="All its languages: a loop shows several in turn."
    )
    size = serializers.IntegerField()
    media_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    seconds = serializers.IntegerField()
    position = serializers.IntegerField()
    hours = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="Pairs of minutes of the day in time_zone, the end not included. Empty: all day.",
    )
    share = serializers.IntegerField(help_text="Weight: an item with 2 is shown twice as often as one with 1.")
    priority = serializers.IntegerField(help_text="Only items with the highest one that may be shown now are shown.")
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class WithdrawnSerializer(serializers.Serializer[Any]):
    sha256 = serializers.CharField()
    reason = serializers.CharField()


class PanelSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    name = serializers.CharField()
    format = serializers.CharField()


class ManifestSerializer(serializers.Serializer[Any]):
    screen = PanelSerializer()
    time_zone = serializers.CharField()
    items = ItemSerializer(many=True)
    emergency = ItemSerializer(allow_null=True, help_text="If there is one, it is shown and nothing else.")
    withdrawn = WithdrawnSerializer(many=True)
    next_change = serializers.DateTimeField(allow_null=True, help_text="When time alone changes this list next.")
    poll_seconds = serializers.IntegerField()


class ErrorBodySerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    items = serializers.ListField(child=serializers.DictField(), required=False)


class ErrorSerializer(serializers.Serializer[Any]):
    error = ErrorBodySerializer()
