"""PyTorch's side of test/training.test.ts: the losses of 50 steps of ResNet-20."""
import torch
import torch.nn.functional as F

from cases import Fixture, f32, f64, u
from layers import fill
from models import MODELS

BATCH, SIDE, STEPS = 32, 16, 50


def batch(step):
    """Noise, and a weaker picture of the class in it."""
    kinds = [(7 * i + step) % 10 for i in range(BATCH)]
    pictures = torch.stack([u(3, SIDE, SIDE, low=-0.5, high=0.5).make(4000 + kind) for kind in kinds])
    return pictures + u(BATCH, 3, SIDE, SIDE, low=-1, high=1).make(5000 + step), torch.tensor(kinds)


def train(dtype, threads):
    torch.set_num_threads(threads)
    model = fill(MODELS["resnet20"][0]()).to(dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    losses = []
    for step in range(STEPS):
        x, labels = batch(step)
        loss = F.cross_entropy(model(x.to(dtype)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return torch.tensor(losses, dtype=f64)


if __name__ == "__main__":
    fixture = Fixture()
    # How far PyTorch is from itself tells what can be asked of others.
    fixture.add("resnet20/50 steps", "", {"losses": train(f32, 1), "losses in float64": train(f64, 1)})
    fixture.write("training")
