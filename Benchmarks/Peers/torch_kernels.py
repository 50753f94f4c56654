"""Forward and backward of torch's losses with one thread, on the numbers of a folder: one JSON object a line."""
import json
import sys
import time
import warnings

import numpy
import torch
import torch.nn.functional as F

warnings.simplefilter("ignore")
torch.set_num_threads(1)
MILLION, SQUARE = 10**6, (1000, 1000)


def tensor(name, *shape):
    count = int(numpy.prod(shape))
    return torch.from_numpy(numpy.fromfile(f"{sys.argv[1]}/{name}.f32", dtype=numpy.float32, count=count).reshape(shape))


x, y, u, v, sign = (tensor(name, MILLION) for name in ("x", "y", "u", "v", "sign"))
labels, binary = tensor("labels", 1000).long(), tensor("binary", *SQUARE)
big, biglabels = tensor("big", 4096, 1000), tensor("biglabels", 4096).long()
square = [t.view(SQUARE) for t in (x, y, u)]
CASES = {
    "cross_entropy 4096 x 1000": (big, lambda i: F.cross_entropy(i, biglabels)),
    "cross_entropy": (square[0], lambda i: F.cross_entropy(i, labels)),
    "nll_loss": (square[0], lambda i: F.nll_loss(i, labels)),
    "multi_margin_loss": (square[0], lambda i: F.multi_margin_loss(i, labels)),
    "multilabel_soft_margin_loss": (square[0], lambda i: F.multilabel_soft_margin_loss(i, binary)),
    "cosine_embedding_loss": (square[0], lambda i: F.cosine_embedding_loss(i, square[1], sign[:1000])),
    "triplet_margin_loss": (square[0], lambda i: F.triplet_margin_loss(i, square[1], square[2])),
    "binary_cross_entropy_with_logits": (x, lambda i: F.binary_cross_entropy_with_logits(i, u)),
    "binary_cross_entropy": (u, lambda i: F.binary_cross_entropy(i, v)),
    "soft_margin_loss": (x, lambda i: F.soft_margin_loss(i, sign)),
    "mse_loss": (x, lambda i: F.mse_loss(i, y)),
    "l1_loss": (x, lambda i: F.l1_loss(i, y)),
    "smooth_l1_loss": (x, lambda i: F.smooth_l1_loss(i, y)),
    "huber_loss": (x, lambda i: F.huber_loss(i, y)),
    "kl_div": (x, lambda i: F.kl_div(i, u)),
    "poisson_nll_loss": (x, lambda i: F.poisson_nll_loss(i, u)),
    "gaussian_nll_loss": (x, lambda i: F.gaussian_nll_loss(i, y, u)),
    "hinge_embedding_loss": (x, lambda i: F.hinge_embedding_loss(i, sign)),
    "margin_ranking_loss": (x, lambda i: F.margin_ranking_loss(i, y, sign)),
}
for name, (values, loss) in CASES.items():
    leaf = values.clone().requires_grad_()
    times = []
    for _ in range(16):
        leaf.grad = None
        start = time.perf_counter()
        result = loss(leaf)
        result.backward()
        times.append(time.perf_counter() - start)
    print(json.dumps({"name": name, "milliseconds": sorted(times[1:])[7] * 1e3, "loss": result.item()}))
