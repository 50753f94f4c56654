"""torchjd's weights of the Gramian in a file of float64 numbers, with one thread: one JSON object a line."""
import json
import sys
import time
import warnings

import numpy
import torch
import torchjd.aggregation as torchjd

warnings.simplefilter("ignore")
torch.set_num_threads(1)
numbers = numpy.fromfile(sys.argv[1])
gramian = torch.from_numpy(numbers.reshape(int(numbers.size**0.5), -1))
for name, weighting in {
    "mean": torchjd.MeanWeighting(),
    "upgrad": torchjd.UPGradWeighting(),
    "dual_proj": torchjd.DualProjWeighting(),
    "mgda": torchjd.MGDAWeighting(),
    "pcgrad": torchjd.PCGradWeighting(),
    "imtl_g": torchjd.IMTLGWeighting(),
    "aligned_mtl": torchjd.AlignedMTLWeighting(),
    "cagrad": torchjd.CAGradWeighting(c=0.5),
    "fairgrad": torchjd.FairGradWeighting(alpha=1.0),
}.items():
    times = []
    for _ in range(16):
        start = time.perf_counter()
        weights = weighting(gramian)
        times.append(time.perf_counter() - start)
    print(json.dumps({"name": name, "milliseconds": sorted(times[1:])[7] * 1e3, "weights": weights.tolist()}))
