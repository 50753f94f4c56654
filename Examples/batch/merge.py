"""Reads sums and denominators from standard input, a line each, and prints the loss of the whole dataset."""
import json
import sys

import lossd_batch

print(json.dumps(lossd_batch.merge(json.loads(line) for line in sys.stdin if line.strip())))
