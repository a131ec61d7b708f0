"""PyTorch's side of test/exchange.test.ts: `exchange.py FOLDER NAME...`, for models of models.py.

Loads what Plumbline wrote, NAME.plumbline.safetensors, and writes a model's own state, trained for
a step, NAME.torch.safetensors; and what both give for the same images.
"""
import sys

import torch
import torch.nn.functional as F

from models import MODELS, images, labels
from write_safetensors import read_safetensors, write_safetensors


def logits(model, shape):
    with torch.no_grad():
        return model.eval()(images(shape, 5).make(1)).numpy()


if __name__ == "__main__":
    folder, *names = sys.argv[1:]
    torch.manual_seed(0)
    for name in names:
        make, shape, _ = MODELS[name]
        model = make()
        state = read_safetensors(f"{folder}/{name}.plumbline.safetensors")
        model.load_state_dict({key: torch.from_numpy(array) for key, array in state.items()}, strict=True)
        of_plumbline = logits(model, shape)

        model = make()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        given = model(images(shape, 6).make(1))
        F.cross_entropy(given, labels(len(given), given.shape[1])).backward()
        optimizer.step()
        own = {key: t.numpy() for key, t in model.state_dict().items()}
        write_safetensors(f"{folder}/{name}.torch.safetensors", own)
        write_safetensors(f"{folder}/{name}.logits.safetensors", {"plumbline": of_plumbline, "torch": logits(model, shape)})
