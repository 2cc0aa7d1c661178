from datetime import datetime
from typing import Any

from rest_framework import serializers

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


class PlaysSerializer(serializers.Serializer[list[PlayReport]]):
    plays = serializers.ListField(child=PlaySerializer(), allow_empty=False, max_length=LARGEST_BATCH)

    def get_reports(self) -> list[PlayReport]:
        """Return the plays of a valid request."""
        return [
            PlayReport(
                play_id=play["id"], sha256=play["sha256"], started_at=play["started_at"], seconds=play["seconds"]
            )
            for play in self.validated_data["plays"]
        ]


class RecordedSerializer(serializers.Serializer[Any]):
    counted = serializers.IntegerField(help_text="Number of new plays.")
    known = serializers.IntegerField(help_text="Number of plays reported before.")


class ItemSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.URLField()
    sha256 = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
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
