"""Calendars for other programs (iCalendar, RFC 5545): the head of every one that this site writes."""

from datetime import timedelta

from icalendar import Calendar, vDuration

from translations.campaign.reading import get_folder

ASK_AGAIN = timedelta(hours=1)


def make_calendar(*, name: str, of: str, language: str) -> Calendar:
    """Return an empty calendar, which programs that subscribe to it ask for again each hour; ``of`` says what it is."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{get_folder().key}//{of}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, {"language": language})
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    return calendar
