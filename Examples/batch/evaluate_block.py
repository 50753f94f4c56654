"""Reads lines of a dataset from standard input, has lossd evaluate them, and prints their sum and denominator as one line.

    python3 evaluate_block.py URL [URL...] < block.ndjson

GNU parallel numbers its jobs (PARALLEL_SEQ), which spreads them over the servers.
"""
import json
import os
import sys

import lossd_batch

urls = sys.argv[1:]
client = lossd_batch.Client(urls[int(os.environ.get("PARALLEL_SEQ", 0)) % len(urls)])
rows = [json.loads(line) for line in sys.stdin if line.strip()]
print(json.dumps(lossd_batch.partial(client, rows)))
