"""Numbers with their nouns, so that every sentence is grammatical."""

from datetime import timedelta


def plural(count: int, one: str, many: str | None = None) -> str:
    """The number and its words: ``1 file``, ``3 files``.

    Args:
        one: What follows a one; may hold the verb, too: ``file cannot be used``.
        many: What follows any other number; by default ``one`` with an s.
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """A time span in words, as coarse as people say it."""
    span = timedelta(seconds=round(seconds))
    hours, minutes = span.total_seconds() / 3600, span.total_seconds() / 60
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    if hours >= 2:
        return f"{hours:.1f} hours"
    if minutes >= 2:
        return f"{minutes:.0f} minutes"
    return plural(round(span.total_seconds()), "second")
