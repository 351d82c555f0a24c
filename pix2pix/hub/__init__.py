"""Models from the Hugging Face Hub, and models of ours onto it.

No other module of the library touches the network.
"""

from pix2pix.hub.pull import pull
from pix2pix.hub.push import push
from pix2pix.hub.reference import Reference
from pix2pix.hub.search import CURATED, Found, search
from pix2pix.hub.store import trim

__all__ = ["CURATED", "Found", "Reference", "pull", "push", "search", "trim"]
