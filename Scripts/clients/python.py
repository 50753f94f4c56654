"""The client that openapi-generator makes for Python: evaluates, weighs, lists, and parses a problem."""
import json
import sys

import lossd_client as lossd

client = lossd.ApiClient(lossd.Configuration(host=sys.argv[1]))
losses, weighting = lossd.LossesApi(client), lossd.WeightingApi(client)

answer = losses.evaluate(lossd.EvaluateRequest(tasks=[
    lossd.LossTask(name="scene", loss="cross_entropy", input=[[2.0, 0.5, -1.0]], target=[0],
                   options=lossd.LossOptions(label_smoothing=0.1)),
    lossd.LossTask(loss="l1_loss", input=[1, 3], target=[2, 2], options=lossd.LossOptions(reduction="sum"))]))
assert abs(answer.tasks[0].loss - 0.39131129) < 1e-6, answer.tasks[0].loss
assert answer.tasks[1].gradients["input"] == [-1.0, 1.0], answer.tasks[1].gradients
assert all(isinstance(number, float) for number in answer.tasks[1].gradients["input"])
assert abs(answer.total.loss - 2.39131129) < 1e-6

weights = weighting.weigh_tasks(lossd.WeightsRequest(
    tasks=["scene", "depth"], strategy="upgrad", gramian=[[18, -22], [-22, 38]]))
assert abs(weights.weights["scene"] - 1.1111111) < 1e-6
assert weights.diagnostics.rank == 2 and weights.solver.converged
state = None
for step in range(1, 3):
    answer = weighting.weigh_tasks(lossd.WeightsRequest(
        tasks=["scene", "depth"], strategy="uncertainty", losses={"scene": 0.7, "depth": 1.1}, state=state))
    state = answer.state
    assert state.step == step

assert len(losses.list_losses().losses) >= 44 and losses.get_loss("mse_loss").example["tasks"][0]["loss"] == "mse_loss"
assert len(weighting.list_strategies().strategies) >= 23 and weighting.get_strategy("upgrad").needs == ["gramian"]

try:
    losses.evaluate(lossd.EvaluateRequest(tasks=[lossd.LossTask(loss="mse", input=[1], target=[2])]))
    raise SystemExit("no problem")
except lossd.ApiException as error:
    problem = lossd.Problem.from_json(error.body)
    assert problem.status == 422 and problem.errors[0].code == "unknown_loss", problem
