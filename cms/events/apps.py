from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "cms.events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.change_requests.guards import Guard, register_guard
        from cms.core.addresses import register_optional
        from cms.core.cache_invalidation import watch, watch_moments
        from cms.core.hooks import coming_events, item_notes
        from cms.events import announcement
        from cms.events.models import EventCancellation, EventPage

        register_optional(announcement.EVENTS, EventPage.objects.live)
        watch(EventCancellation)
        watch_moments(EventPage, "ends_at")
        coming_events.register("events", announcement.list_coming)
        item_notes.register("event", announcement.list_notes)
        register_guard(
            Guard(
                EventCancellation,
                fields=("event", "is_cancelled"),
                is_removal=lambda before, after, name: name == "is_cancelled" and after.is_cancelled,
            )
        )
