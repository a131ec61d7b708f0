"""PyTorch's side of src/cases/layers.ts: weights by formula, outputs, and all gradients."""
import torch
import torch.nn as nn

from cases import Fixture, f64, gradients, inputs_of, stored, u, v
from pattern import state_values
from variants import inf, nan


def fill(module):
    """Sets every entry of the state dict to what its name says."""
    state = module.state_dict()
    for name, value in state.items():
        values = state_values(name, tuple(value.shape), value.numpy().dtype)
        if values is not None:
            value.copy_(torch.from_numpy(values))
    return module


def record_layer(fixture, case, make, specs):
    """In training: outputs, gradients, what becomes of the buffers. Then in evaluation: outputs."""
    inputs = inputs_of(specs)
    layer = make()
    if any(t.dtype == f64 for t in inputs):
        layer = layer.double()
    fill(layer)
    parameters = dict(layer.named_parameters())
    floats = {f"gradient{i}": t for i, t in enumerate(inputs) if t.requires_grad}
    wrt = {**floats, **{f"gradient.{name}": p for name, p in parameters.items()}}
    trains = not any(isinstance(m, nn.modules.dropout._DropoutNd) for m in layer.modules())
    results = {}
    if trains:
        output = layer(*inputs)
        slopes = zip(wrt, gradients([output], list(wrt.values())))
        results = {"output0": output, **{name: g for name, g in slopes if g is not None}}
    else:
        results = {f"gradient.{name}": torch.zeros_like(p) for name, p in parameters.items()}
    results |= {f"after.{name}": b.clone() for name, b in layer.named_buffers()}
    layer.eval()
    results["evaluated"] = layer(*inputs)
    fixture.add(case, "; ".join(map(str, specs)), {**stored(specs, inputs), **results})


IMAGES = {"images": [u(2, 3, 6, 5)], "one image": [u(1, 3, 4, 4)], "float64": [u(2, 3, 6, 5, dtype=f64)]}
ANY = {"matrix": [u(3, 4)], "images": [u(2, 3, 2, 2)], "special values": [v([0.0, -0.0, inf, -inf, 1.0, -1.0])],
       "wide range": [u(64, low=-12, high=12)], "float64": [u(3, 4, dtype=f64)]}
ROWS = {"rows": [u(3, 5)], "one row": [u(5)], "batches": [u(2, 3, 5)], "no rows": [u(0, 5)],
        "float64": [u(3, 5, dtype=f64)]}
EVEN = {"images": [u(2, 3, 8, 4)]}

LAYERS = {
    "Linear": (lambda: nn.Linear(5, 4), ROWS),
    "Linear no bias": (lambda: nn.Linear(5, 4, bias=False), ROWS),
    "Conv2d": (lambda: nn.Conv2d(3, 4, 3), IMAGES),
    "Conv2d padding 1": (lambda: nn.Conv2d(3, 4, 3, padding=1), {**IMAGES, "one pixel": [u(2, 3, 1, 1)]}),
    "Conv2d stride 2 no bias": (lambda: nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), IMAGES),
    "Conv2d 1x1 stride 2": (lambda: nn.Conv2d(3, 5, 1, stride=2), IMAGES),
    "Conv2d dilation 2": (lambda: nn.Conv2d(3, 4, (2, 3), dilation=(2, 1), padding=(1, 0)), IMAGES),
    "Conv2d depthwise": (lambda: nn.Conv2d(3, 6, 3, groups=3, padding=1), IMAGES),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(3), {**IMAGES, "constant": [v([[[[1.0]]] * 3] * 4)]}),
    "BatchNorm2d momentum 0.3 eps 0.01": (lambda: nn.BatchNorm2d(3, momentum=0.3, eps=0.01), IMAGES),
    "LayerNorm": (lambda: nn.LayerNorm(5), ROWS),
    "LayerNorm two axes": (lambda: nn.LayerNorm((3, 5)), {"batches": [u(2, 3, 5)]}),
    "LayerNorm plain": (lambda: nn.LayerNorm(5, elementwise_affine=False), ROWS),
    "MaxPool2d 2": (lambda: nn.MaxPool2d(2), IMAGES),
    "MaxPool2d 3 stride 2 padding 1": (lambda: nn.MaxPool2d(3, stride=2, padding=1), IMAGES),
    "AvgPool2d 2": (lambda: nn.AvgPool2d(2), IMAGES),
    "AvgPool2d 3 stride 2 padding 1": (lambda: nn.AvgPool2d(3, stride=2, padding=1), IMAGES),
    "AdaptiveAvgPool2d 1": (lambda: nn.AdaptiveAvgPool2d(1), IMAGES),
    "AdaptiveAvgPool2d 4x2": (lambda: nn.AdaptiveAvgPool2d((4, 2)), EVEN),
    "ReLU": (nn.ReLU, ANY),
    "Tanh": (nn.Tanh, ANY),
    "GELU": (nn.GELU, ANY),
    "Identity": (nn.Identity, ANY),
    "Flatten": (nn.Flatten, {"images": [u(2, 3, 2, 2)], "matrix": [u(3, 4)]}),
    "Sequential": (lambda: nn.Sequential(nn.Linear(5, 6), nn.Tanh(), nn.Linear(6, 4)), ROWS),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    fixture = Fixture()
    for key, (make, variants) in LAYERS.items():
        for variant, specs in variants.items():
            record_layer(fixture, f"{key}/{variant}", make, specs)
    fixture.write("layers")
