"""PyTorch's side of src/cases/models.ts. `models.py --full FOLDER NAME` writes all gradients there."""
import sys

import torch
import torch.nn.functional as F

from cases import Fixture, u
from layers import fill
from residual_networks import ResNet
from write_safetensors import write_safetensors

CIFAR, SMALL, IMAGENET = (2, 3, 32, 32), (4, 3, 16, 16), (2, 3, 64, 64)
THREE = [3, 3, 3]

# The images are those that choose_images.py found: the seed.
MODELS = {
    "resnet20": (lambda: ResNet(THREE, shortcut="zero-pad"), CIFAR, 47),
    "resnet20 projection": (lambda: ResNet(THREE), CIFAR, 11),
    "plain20": (lambda: ResNet(THREE, shortcut="none"), CIFAR, 39),
    "resnet18": (lambda: ResNet([2, 2, 2, 2], classes=1000, width=64, large=True), IMAGENET, 13),
    "cifarResnet 20 bottlenecks": (lambda: ResNet([2, 2, 2], bottleneck=True), SMALL, 15),
    "cifarResnet 29 preactivated": (lambda: ResNet(THREE, bottleneck=True, first=True), (2, 3, 16, 16), 5),
    "cifarResnet 20 preactivated zero-pad": (lambda: ResNet(THREE, shortcut="zero-pad", first=True), SMALL, 31),
    "wideResnet 10 2": (lambda: ResNet([1, 1, 1], first=True, widen=2), SMALL, 1),
    "resnext29 2x8": (lambda: ResNet(THREE, width=16, bottleneck=True, groups=2, width_per_group=8), SMALL, 51),
}


def labels(count, classes):
    """As in src/evaluate-model.ts: spread over the classes."""
    return torch.tensor([7 * i % classes for i in range(count)])


def images(shape, seed):
    return u(*shape, low=-1, high=1, seed=seed)


def run(make, shape, seed):
    """What one step's forward and backward pass give, and what a pass in evaluation gives after it."""
    model = fill(make())
    x = images(shape, seed).make(1).requires_grad_()
    logits = model(x)
    loss = F.cross_entropy(logits, labels(len(x), logits.shape[1]))
    loss.backward()
    results = {"logits": logits, "loss": loss, "gradient": x.grad}
    results |= {f"gradient.{name}": p.grad for name, p in model.named_parameters()}
    results |= {f"after.{name}": b.clone() for name, b in model.named_buffers()}
    model.eval()
    results["evaluated"] = model(x)
    return {name: t.detach() for name, t in results.items()}


def digest(name, t, most=32):
    """Of large tensors, elements from all over, then the largest (differences are relative to it); and the norm."""
    if t.numel() <= most:
        return {name: t}
    at = torch.arange(most) * t.numel() // most
    return {name: torch.cat([t.flatten()[at], t.abs().max()[None]]), f"norm.{name}": t.double().norm().float()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    if "--full" in sys.argv:
        folder, name = sys.argv[2:]
        results = {key: t.contiguous().numpy() for key, t in run(*MODELS[name]).items() if t.dtype.is_floating_point}
        write_safetensors(f"{folder}/{name}.safetensors", results)
    else:
        fixture = Fixture()
        for name, (make, shape, seed) in MODELS.items():
            parts = [digest(key, t) for key, t in run(make, shape, seed).items()]
            fixture.add(f"{name}/{'x'.join(map(str, shape))}", str(images(shape, seed)), {k: t for part in parts for k, t in part.items()})
        fixture.write("models")
