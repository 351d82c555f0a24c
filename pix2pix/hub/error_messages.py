"""What the Hub's client raises, as sentences that say what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from httpx2 import HTTPError, InvalidURL
from huggingface_hub import constants
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    LocalTokenNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from pix2pix.errors import DiskError, HubError
from pix2pix.hub.reference import Reference

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES})
LOGIN = "set HF_TOKEN, or log in with `hf auth login`"


class OutOfReach(HubError):
    """The Hub cannot be asked just now; what was downloaded before still serves."""


@contextmanager
def translated_errors(wanted: Reference) -> Iterator[None]:
    """Turn what the client raises into a ``HubError`` or ``DiskError`` that says what to do.

    The sentences are ours alone: neither a header nor a token can slip into them.
    """
    try:
        yield
    except GatedRepoError as error:
        raise HubError(
            f"{wanted} is gated. Accept its conditions at {constants.ENDPOINT}/{wanted.repository}"
            f", then {LOGIN}."
        ) from error
    except (DisabledRepoError, RepositoryNotFoundError) as error:
        raise HubError(
            f"There is no {wanted.repository} at {constants.ENDPOINT}, or it is private. "
            f"Check the name; if it is private, {LOGIN}."
        ) from error
    except RevisionNotFoundError as error:
        raise HubError(
            f"{wanted.repository} has no revision {wanted.revision}. "
            "Name a branch, tag or commit of it, or leave the revision out."
        ) from error
    except OfflineModeIsEnabled as error:
        raise OutOfReach(
            f"{wanted} has not been downloaded, and HF_HUB_OFFLINE forbids to. Unset it."
        ) from error
    except LocalTokenNotFoundError as error:
        raise HubError(f"The Hub must know who you are: {LOGIN}.") from error
    except LocalEntryNotFoundError as error:
        raise _out_of_reach(wanted, error) from error
    except EntryNotFoundError as error:
        raise HubError(f"{wanted} lacks a file that it lists. Try again in a minute.") from error
    except HfHubHTTPError as error:
        raise _refusal(wanted, error.response.status_code) from error
    except (HTTPError, InvalidURL) as error:
        raise _out_of_reach(wanted, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise HubError(
            f"What {constants.ENDPOINT} says of {wanted} is not understood "
            f"({_first_line(error)}). Check HF_ENDPOINT and, to publish, the README.md."
        ) from error
    except RuntimeError as error:
        raise HubError(
            f"{wanted} could not be uploaded ({_first_line(error)}). Try again."
        ) from error
    except OSError as error:
        if error.errno in FULL_DISK:
            raise DiskError(
                f"{wanted} could not be stored in {constants.HF_HOME}: {error.strerror}. "
                "Free some space there, or set HF_HOME to another folder."
            ) from error
        raise HubError(
            f"{wanted} did not arrive whole ({_first_line(error)}). Try again."
        ) from error


def _out_of_reach(wanted: Reference, error: Exception) -> OutOfReach:
    return OutOfReach(
        f"{constants.ENDPOINT} is out of reach or broke off ({type(error).__name__}), and {wanted} "
        "is needed from there. Check the connection and try again."
    )


def _refusal(wanted: Reference, status: int) -> HubError:
    match status:
        case 401 | 403:
            return HubError(
                f"The Hub does not allow this with {wanted.repository} ({status}). With a token "
                f"that may, {LOGIN}."
            )
        case 429:
            return OutOfReach(
                f"The Hub is asked too often from here (429), {wanted} must wait. "
                "Try again in some minutes."
            )
        case _ if status >= 500:
            return OutOfReach(
                f"The Hub has a problem of its own ({status}) with {wanted}. Try again later."
            )
        case _:
            return HubError(f"The Hub refuses {wanted} ({status}). Check the name.")


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
