"""Names of models on the Hub: ``owner/name`` and ``owner/name@revision``."""

import re
from dataclasses import dataclass

from huggingface_hub import constants, hf_hub_url
from huggingface_hub.errors import HFValidationError

from pix2pix.errors import HubError

WORD = r"[A-Za-z0-9][\w.-]{0,95}"
REFERENCE = re.compile(rf"({WORD}/{WORD})(?:@({WORD}(?:/{WORD})*))?", re.ASCII)


@dataclass(frozen=True)
class Reference:
    """A repository and, where one was named, a branch, tag or commit of it."""

    repository: str
    revision: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Read ``owner/name[@revision]``, or the address of the repository's page.

        Raises:
            HubError: It is something else.
        """
        match = REFERENCE.fullmatch(text.strip().removeprefix(f"{constants.ENDPOINT}/"))
        try:
            if match is None or ".." in text:
                raise HFValidationError
            hf_hub_url(match[1], "any")  # the client checks the name, too
        except HFValidationError as error:
            raise HubError(
                f"{text[:100]!r} is no name of a model on the Hub. "
                "Write owner/name, or owner/name@revision."
            ) from error
        return cls(match[1], match[2])

    def __str__(self) -> str:
        return f"{self.repository}@{self.revision}" if self.revision else self.repository
