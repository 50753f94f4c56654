"""The models that datamodel-code-generator makes: everything is sent, null for what is not given."""
import sys

import models
import requests

task = models.LossTask(loss="l1_loss", input=[1, 3], target=[2, 2], options=models.LossOptions(reduction="sum"))
body = models.EvaluateRequest(tasks=[task]).model_dump(by_alias=True, mode="json")
answer = requests.post(sys.argv[1] + "/v1/evaluate", json=body)
answer.raise_for_status()
answer = models.EvaluateAnswer.model_validate(answer.json())
assert answer.tasks[0].gradients.root["input"].root == [-1.0, 1.0], answer
