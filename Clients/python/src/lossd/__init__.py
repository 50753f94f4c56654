"""Losses and their gradients from a lossd server.

``lossd.torch`` has differentiable functions with torch's names and options, ``lossd.numpy`` functions that return a loss and its
gradients; both need a server, which ``LOSSD_URL`` names.
"""

from ._client import Client, default_client, use
from ._errors import Fault, LossdError, LossdWarning

__all__ = ["Client", "Fault", "LossdError", "LossdWarning", "default_client", "use"]
__version__ = "0.1.0"
