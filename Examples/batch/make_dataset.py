"""Writes a dataset as lines of JSON: 10 scores and a class each, from a fixed seed.

    python3 make_dataset.py ROWS > dataset.ndjson
"""
import json
import random
import sys

random.seed(0)
for _ in range(int(sys.argv[1])):
    print(json.dumps({"input": [round(random.gauss(0, 2), 6) for _ in range(10)], "target": random.randrange(10)}))
