"""Evaluates a dataset with PySpark: every partition posts its rows in blocks, and the driver merges sums and denominators.

    spark-submit --py-files lossd_batch.py spark_job.py dataset.ndjson URL [URL...]

Needs pyspark, pandas and pyarrow, and a Java runtime.
"""
import json
import sys

from pyspark import TaskContext
from pyspark.sql import SparkSession

import lossd_batch

BLOCK = 2000


def evaluator(urls):
    def evaluate(frames):
        import pandas

        # Each partition has a connection of its own.
        client = lossd_batch.Client(urls[TaskContext.get().partitionId() % len(urls)])
        for frame in frames:
            for start in range(0, len(frame), BLOCK):
                block = frame.iloc[start:start + BLOCK]
                rows = [{"input": list(scores), "target": int(target)} for scores, target in zip(block["input"], block["target"])]
                yield pandas.DataFrame([lossd_batch.partial(client, rows)])

    return evaluate


def main():
    path, *urls = sys.argv[1:]
    spark = SparkSession.builder.appName("lossd").getOrCreate()
    dataset = spark.read.schema("input array<double>, target int").json(path)
    partials = dataset.mapInPandas(evaluator(urls), "sum double, denominator double, rows long")
    print(json.dumps(lossd_batch.merge(row.asDict() for row in partials.collect())))
    spark.stop()


main()
