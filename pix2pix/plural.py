"""Numbers with their nouns, so that every sentence is grammatical."""


def plural(count: int, one: str, many: str | None = None) -> str:
    """The number and its words: ``1 file``, ``3 files``.

    Args:
        one: What follows a one; may hold the verb, too: ``file cannot be used``.
        many: What follows any other number; by default ``one`` with an s.
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
