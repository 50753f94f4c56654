"""What people would write instead of lossd's ppo_clip: FastAPI and PyTorch with one thread, in JSON and in safetensors."""
import orjson
import safetensors.torch
import torch
from fastapi import FastAPI, Request, Response

from torch_log_probs import ppo_clip

torch.set_num_threads(1)
app = FastAPI()
NAMES = ("log_probs", "old_log_probs", "advantages", "reference_log_probs", "mask")


@app.get("/livez")
def live():
    return {"status": "ok"}


@app.post("/json")
async def json(request: Request):
    body = orjson.loads(await request.body())
    loss, gradient, diagnostics = ppo_clip(*(torch.tensor(body[name]) for name in NAMES))
    answer = {"loss": loss, "diagnostics": diagnostics, "gradients": {"log_probs": gradient.numpy()}}
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


@app.post("/safetensors")
async def tensors(request: Request):
    body = safetensors.torch.load(await request.body())
    loss, gradient, diagnostics = ppo_clip(*(body[name] for name in NAMES))
    answer = safetensors.torch.save({"gradient": gradient}, {"answer": orjson.dumps([loss, diagnostics]).decode()})
    return Response(answer, media_type="application/vnd.safetensors")
