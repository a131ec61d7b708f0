"""PyTorch's side of test/training.test.ts: the losses of 50 steps of ResNet-20.

From usual weights and with a small learning rate: the training of such a network is chaotic, and
with larger ones PyTorch in float32 is not within 1 % of PyTorch in float64 after 50 steps either.
"""
import torch
import torch.nn.functional as F

from cases import Fixture, f32, f64, u
from models import MODELS
from pattern import state_values

BATCH, SIDE, STEPS = 32, 16, 50


def batch(step):
    """Noise, and a weaker picture of the class in it."""
    kinds = [(7 * i + step) % 10 for i in range(BATCH)]
    pictures = torch.stack([u(3, SIDE, SIDE, low=-0.5, high=0.5).make(4000 + kind) for kind in kinds])
    return pictures + u(BATCH, 3, SIDE, SIDE, low=-1, high=1).make(5000 + step), torch.tensor(kinds)


def start(model):
    """Convolutions by formula, the head a quarter of it without a bias, the rest as it is made."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() >= 2:
                p.copy_(torch.from_numpy(state_values(name, tuple(p.shape))))
        model.fc.weight.mul_(0.25)
        model.fc.bias.zero_()
    return model


def train(dtype):
    model = start(MODELS["resnet20"][0]()).to(dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
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
    torch.set_num_threads(1)
    fixture = Fixture()
    # How far PyTorch is from itself tells what can be asked of others.
    fixture.add("resnet20/50 steps", "", {"losses": train(f32), "losses in float64": train(f64)})
    fixture.write("training")
