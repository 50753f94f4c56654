"""Losses and their gradients from a lossd server.

``lossd.torch`` and ``lossd.jax`` have differentiable functions with torch's names and options, ``lossd.numpy`` functions that return a
loss and its gradients. ``Batch`` evaluates several tasks in one request, and ``Weighting`` weighs them. All need a server, which
``LOSSD_URL`` names.
"""

from ._async import AsyncClient
from ._batch import Batch, BatchResult
from ._client import Client, Result, default_client, use
from ._errors import Fault, LossdError, LossdWarning
from ._weighting import Weighted, Weighting

__all__ = [
    "AsyncClient",
    "Batch",
    "BatchResult",
    "Client",
    "Fault",
    "LossdError",
    "LossdWarning",
    "Result",
    "Weighted",
    "Weighting",
    "default_client",
    "use",
]
__version__ = "0.1.0"
