"""What people would write instead of lossd: FastAPI, orjson and PyTorch with one thread."""
import orjson
import torch
import torch.nn.functional as F
from fastapi import FastAPI, Request, Response

torch.set_num_threads(1)
app = FastAPI()
LOSSES = {
    "cross_entropy": F.cross_entropy,
    "binary_cross_entropy_with_logits": F.binary_cross_entropy_with_logits,
    "mse_loss": F.mse_loss,
}


@app.get("/livez")
def live():
    return {"status": "ok"}


@app.post("/v1/evaluate")
async def evaluate(request: Request):
    tasks, total = [], 0.0
    for index, task in enumerate(orjson.loads(await request.body())["tasks"]):
        scores = torch.tensor(task["input"], dtype=torch.float32, requires_grad=True)
        dtype = torch.int64 if task["loss"] == "cross_entropy" else torch.float32
        loss = LOSSES[task["loss"]](scores, torch.tensor(task["target"], dtype=dtype))
        loss.backward()
        total += loss.item()
        tasks.append({"name": f"task{index}", "loss": loss.item(), "gradients": {"input": scores.grad.numpy()}})
    answer = {"dtype": "float32", "tasks": tasks, "total": {"loss": total}}
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")
