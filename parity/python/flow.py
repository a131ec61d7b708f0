"""PyTorch's side of test/flow.test.ts: `flow.py FOLDER NAME...`, for models of models.py.

Writes NAME.json, the report of one step of training.
"""
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

from layers import fill
from models import MODELS, images, labels

sys.path.insert(0, str(Path(__file__).parents[2] / "packages/report/python"))
import plumbline_torch  # noqa: E402

if __name__ == "__main__":
    folder, *names = sys.argv[1:]
    for name in names:
        make, shape, seed = MODELS[name]
        model = fill(make())
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        record = plumbline_torch.watch(model)
        logits = model(images(shape, seed).make(1))
        loss = F.cross_entropy(logits, labels(len(logits), logits.shape[1]))
        loss.backward()
        record.loss(loss)
        optimizer.step()
        record.save(f"{folder}/{name}.json")
