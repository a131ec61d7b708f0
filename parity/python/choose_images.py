"""Prints, for a model of models.py, the seed whose images keep every ReLU's input furthest from 0.

There the gradient jumps. Of a million inputs one is nearer to 0 than float32 rounds, and on its
other side the gradients differ by some percent: PyTorch in float32 from PyTorch in float64, too.
"""
import sys

import torch

from layers import fill
from models import MODELS, images


def margin(model, x):
    """The smallest |input| of a ReLU, which all are called as a tensor's method."""
    relu, least = torch.Tensor.relu, []

    def watched(t):
        least.append(float(t.abs().min()))
        return relu(t)

    torch.Tensor.relu = watched
    try:
        with torch.no_grad():
            model(x)
    finally:
        torch.Tensor.relu = relu
    return min(least)


if __name__ == "__main__":
    for name in sys.argv[1:] or MODELS:
        make, shape, _ = MODELS[name]
        model = fill(make()).double()
        margins = {seed: margin(model, images(shape, seed).make(1).double()) for seed in range(1, 61)}
        seed = max(margins, key=margins.get)
        print(f"{name}: seed {seed}, at least {margins[seed]:.1e}", flush=True)
