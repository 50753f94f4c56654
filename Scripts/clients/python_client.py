"""The client that openapi-python-client makes: evaluates, weighs, lists, and parses a problem."""
import sys

import lossd_client
from lossd_client import models
from lossd_client.api.losses import evaluate, get_loss, list_losses
from lossd_client.api.weighting import get_strategy, list_strategies, weigh_tasks

client = lossd_client.Client(base_url=sys.argv[1])

answer = evaluate.sync(client=client, body=models.EvaluateRequest(tasks=[
    models.LossTask(name="scene", loss="cross_entropy", input_=[[2.0, 0.5, -1.0]], target=[0],
                    options=models.LossOptions(label_smoothing=0.1)),
    models.LossTask(loss="l1_loss", input_=[1, 3], target=[2, 2], options=models.LossOptions(reduction="sum"))]))
assert abs(answer.tasks[0].loss - 0.39131129) < 1e-6, answer.tasks[0].loss
assert answer.tasks[1].gradients["input"] == [-1.0, 1.0]
assert all(isinstance(number, float) for number in answer.tasks[1].gradients["input"])

weights = weigh_tasks.sync(client=client, body=models.WeightsRequest(
    tasks=["scene", "depth"], strategy="upgrad", gramian=[[18, -22], [-22, 38]]))
assert abs(weights.weights["scene"] - 1.1111111) < 1e-6
assert weights.diagnostics.rank == 2 and weights.solver.converged
state = None
for step in range(1, 3):
    state = weigh_tasks.sync(client=client, body=models.WeightsRequest(
        tasks=["scene", "depth"], strategy="uncertainty", state=state,
        losses=models.LossesByTask.from_dict({"scene": 0.7, "depth": 1.1}))).state
    assert state.step == step

assert len(list_losses.sync(client=client).losses) >= 44
assert get_loss.sync("mse_loss", client=client).example["tasks"][0]["loss"] == "mse_loss"
assert len(list_strategies.sync(client=client).strategies) >= 23
assert get_strategy.sync("upgrad", client=client).needs == ["gramian"]

problem = evaluate.sync(client=client, body=models.EvaluateRequest(tasks=[models.LossTask(loss="mse")]))
assert isinstance(problem, models.Problem) and problem.errors[0].code == "unknown_loss", problem
