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
    size = serializers.IntegerField()
    media_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    seconds = serializers.IntegerField()
    position = serializers.IntegerField()
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
    items = ItemSerializer(many=True)
    withdrawn = WithdrawnSerializer(many=True)
    poll_seconds = serializers.IntegerField()


class ErrorBodySerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    items = serializers.ListField(child=serializers.DictField(), required=False)


class ErrorSerializer(serializers.Serializer[Any]):
    error = ErrorBodySerializer()
