"""PyTorch's side of src/cases/layers.ts: weights by formula, outputs, and all gradients."""
import torch
import torch.nn as nn

from cases import Fixture, bool_, f64, gradients, i32, inputs_of, stored, u, v
from modules import (
    Attention, Highway, LayerScale, Residual, RMSNorm, ScalarBias, SkipInit, SqueezeExcitation, ZeroPad,
    block,
)
from pattern import state_values
from residual_networks import Block
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
    # What is drawn at random is only compared in evaluation.
    trains = not any(isinstance(m, nn.modules.dropout._DropoutNd) and m.p > 0 for m in layer.modules())
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

CHANNELS = {"images": [u(2, 4, 3, 2)], "rows": [u(3, 4)], "sequences": [u(2, 4, 5)], "float64": [u(2, 4, 3, 2, dtype=f64)]}
SEQUENCES = {"sequences": [u(2, 3, 7)], "float64": [u(2, 3, 7, dtype=f64)]}
INDICES = {"rows": [v([[0, 4, 1], [1, 1, 2]], i32)], "none": [v([], i32)], "one": [v(3, i32)]}
PADDING = v([[False, False, True], [False, False, False]], bool_)
LATER = v([[False, True, True], [False, False, True], [False, False, False]], bool_)
TOKENS = {"tokens": [u(2, 3, 8)], "one token": [u(1, 1, 8)], "float64": [u(2, 3, 8, dtype=f64)]}


LAYERS = {
    "Linear": (lambda: nn.Linear(5, 4), ROWS),
    "Linear no bias": (lambda: nn.Linear(5, 4, bias=False), ROWS),
    "Conv2d": (lambda: nn.Conv2d(3, 4, 3), IMAGES),
    "Conv2d padding 1": (lambda: nn.Conv2d(3, 4, 3, padding=1), {**IMAGES, "one pixel": [u(2, 3, 1, 1)]}),
    "Conv2d stride 2 no bias": (lambda: nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), IMAGES),
    "Conv2d 1x1 stride 2": (lambda: nn.Conv2d(3, 5, 1, stride=2), IMAGES),
    "Conv2d dilation 2": (lambda: nn.Conv2d(3, 4, (2, 3), dilation=(2, 1), padding=(1, 0)), IMAGES),
    "Conv2d depthwise": (lambda: nn.Conv2d(3, 6, 3, groups=3, padding=1), IMAGES),
    "Conv2d stride 2 1": (lambda: nn.Conv2d(3, 4, (3, 2), stride=(2, 1), padding=(1, 0)), IMAGES),
    "Conv2d groups 2 dilation 2": (lambda: nn.Conv2d(4, 6, 3, groups=2, dilation=2, bias=False), {"images": [u(2, 4, 7, 7)]}),
    "Conv2d 8 to 9": (lambda: nn.Conv2d(8, 9, 3, padding=1, bias=False), {"images": [u(2, 8, 6, 6)]}),
    "Conv2d valid": (lambda: nn.Conv2d(3, 2, 2, padding="valid"), IMAGES),
    "Conv2d same dilation 3 1 groups 2": (lambda: nn.Conv2d(2, 2, (2, 4), padding="same", dilation=(3, 1), groups=2), {"images": [u(2, 2, 5, 6)]}),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(3), {**IMAGES, "one pixel": [u(4, 3, 1, 1)], "constant": [v([[[[1.0]]] * 3] * 4)]}),
    "BatchNorm2d momentum 0.3 eps 0.01": (lambda: nn.BatchNorm2d(3, momentum=0.3, eps=0.01), IMAGES),
    "LayerNorm": (lambda: nn.LayerNorm(5), ROWS),
    "LayerNorm two axes": (lambda: nn.LayerNorm((3, 5)), {"batches": [u(2, 3, 5)]}),
    "LayerNorm eps 0.1": (lambda: nn.LayerNorm((3, 2), eps=0.1), {"batches": [u(2, 3, 2)]}),
    "LayerNorm plain": (lambda: nn.LayerNorm(5, elementwise_affine=False), ROWS),
    "MaxPool2d 2": (lambda: nn.MaxPool2d(2), IMAGES),
    "MaxPool2d 3 stride 2 padding 1": (lambda: nn.MaxPool2d(3, stride=2, padding=1), IMAGES),
    "AvgPool2d 2": (lambda: nn.AvgPool2d(2), IMAGES),
    "AvgPool2d 3 stride 2 padding 1": (lambda: nn.AvgPool2d(3, stride=2, padding=1), IMAGES),
    "AdaptiveAvgPool2d 1": (lambda: nn.AdaptiveAvgPool2d(1), IMAGES),
    "AdaptiveAvgPool2d 4x2": (lambda: nn.AdaptiveAvgPool2d((4, 2)), EVEN),
    "AdaptiveAvgPool2d 3x2": (lambda: nn.AdaptiveAvgPool2d((3, 2)), {"images": [u(2, 2, 5, 7)]}),
    "AdaptiveAvgPool2d 7": (lambda: nn.AdaptiveAvgPool2d(7), {"smaller images": [u(1, 2, 4, 3)]}),
    "BatchNorm2d plain": (lambda: nn.BatchNorm2d(3, affine=False), IMAGES),
    "BatchNorm2d plain, untracked": (lambda: nn.BatchNorm2d(3, affine=False, track_running_stats=False), IMAGES),
    "BatchNorm2d cumulative": (lambda: nn.BatchNorm2d(3, momentum=None), IMAGES),
    "BatchNorm2d untracked": (lambda: nn.BatchNorm2d(3, track_running_stats=False), IMAGES),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(5), {"rows": [u(3, 5)], "sequences": [u(2, 5, 4)], "float64": [u(3, 5, dtype=f64)]}),
    "BatchNorm1d plain": (lambda: nn.BatchNorm1d(3, affine=False), {"rows": [u(4, 3)]}),
    "BatchNorm1d momentum 0.3 eps 0.01": (lambda: nn.BatchNorm1d(2, momentum=0.3, eps=0.01), {"sequences": [u(3, 2, 4)]}),
    "GroupNorm 3 of 12": (lambda: nn.GroupNorm(3, 12), {"rows": [u(4, 12)]}),
    "GroupNorm 1 of 4": (lambda: nn.GroupNorm(1, 4), CHANNELS),
    # Not rows: of two numbers each normalized one is 1 or -1, and gradients are all rounding.
    "GroupNorm 2 of 4": (lambda: nn.GroupNorm(2, 4), {k: v for k, v in CHANNELS.items() if k != "rows"}),
    "GroupNorm plain": (lambda: nn.GroupNorm(4, 4, eps=0.1, affine=False), CHANNELS),
    "InstanceNorm2d": (lambda: nn.InstanceNorm2d(3), IMAGES),
    "InstanceNorm2d affine, tracked": (lambda: nn.InstanceNorm2d(3, affine=True, track_running_stats=True), IMAGES),
    "InstanceNorm2d affine eps 0.1": (lambda: nn.InstanceNorm2d(3, affine=True, eps=0.1), IMAGES),
    "InstanceNorm2d tracked, momentum 0.3": (lambda: nn.InstanceNorm2d(3, track_running_stats=True, momentum=0.3), IMAGES),
    "RMSNorm": (lambda: RMSNorm(5), {k: v for k, v in ROWS.items() if k != "float64"}),
    "RMSNorm eps 0.1": (lambda: RMSNorm(5, eps=0.1), ROWS),
    "RMSNorm two axes": (lambda: RMSNorm((3, 2), eps=0.1), {"batches": [u(2, 3, 2)]}),
    "RMSNorm plain": (lambda: RMSNorm(5, eps=0.1, affine=False), ROWS),
    "Conv1d": (lambda: nn.Conv1d(3, 4, 3), SEQUENCES),
    "Conv1d stride 2 groups 3": (lambda: nn.Conv1d(3, 6, 3, stride=2, padding=1, dilation=2, groups=3, bias=False), SEQUENCES),
    "Conv1d groups 2": (lambda: nn.Conv1d(4, 2, 2, groups=2, padding=1), {"sequences": [u(1, 4, 9)]}),
    "Conv1d same": (lambda: nn.Conv1d(3, 4, 4, padding="same"), SEQUENCES),
    "Conv2d same": (lambda: nn.Conv2d(3, 4, (2, 3), padding="same"), IMAGES),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(3, 4, 3), IMAGES),
    "ConvTranspose2d stride 2": (lambda: nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, output_padding=1), IMAGES),
    "ConvTranspose2d groups 3 dilation 2": (lambda: nn.ConvTranspose2d(3, 6, 2, groups=3, dilation=2, bias=False), IMAGES),
    "ConvTranspose2d stride 2 3": (lambda: nn.ConvTranspose2d(3, 2, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2)), IMAGES),
    "ConvTranspose2d groups 2 stride 2 dilation 2": (lambda: nn.ConvTranspose2d(4, 6, 3, groups=2, stride=2, padding=1, dilation=2, output_padding=1), {"images": [u(2, 4, 3, 3)]}),
    "ConvTranspose2d depthwise": (lambda: nn.ConvTranspose2d(4, 4, 4, groups=4, stride=2, padding=1), {"images": [u(1, 4, 5, 5)]}),
    "ConvTranspose2d 8 to 5": (lambda: nn.ConvTranspose2d(8, 5, 3, padding=1), {"images": [u(1, 8, 6, 6)]}),
    "Embedding": (lambda: nn.Embedding(5, 3), INDICES),
    "Embedding padding": (lambda: nn.Embedding(5, 3, padding_idx=1), INDICES),
    "Embedding padding -1": (lambda: nn.Embedding(5, 3, padding_idx=-1), INDICES),
    "MultiheadAttention": (lambda: Attention(), TOKENS),
    "MultiheadAttention no bias": (lambda: Attention(bias=False), TOKENS),
    "MultiheadAttention cross": (lambda: Attention("key", "value"), {"keys and values": [u(2, 3, 8), u(2, 5, 8), u(2, 5, 8)]}),
    "MultiheadAttention causal": (lambda: Attention(causal=True), TOKENS),
    "MultiheadAttention padded": (lambda: Attention("key_padding_mask"), {"one padded": [u(2, 3, 8), PADDING]}),
    "MultiheadAttention keys as values": (lambda: Attention("key", bias=False), {"keys": [u(2, 3, 8), u(2, 5, 8)]}),
    "MultiheadAttention both masks": (lambda: Attention("key_padding_mask", "attn_mask"), {"tokens": [u(2, 3, 8), PADDING, LATER]}),
    "MultiheadAttention masked": (lambda: Attention("attn_mask"), {
        "by numbers": [u(2, 3, 8), u(3, 3)], "each head": [u(1, 2, 8), v([[[False, True], [True, False]], [[False, False], [False, True]]], bool_)]}),
    "TransformerBlock": (lambda: block(), TOKENS),
    "TransformerBlock gelu": (lambda: block(activation="gelu", layer_norm_eps=1e-3), TOKENS),
    "TransformerBlock masked": (lambda: block(), {"tokens": [u(2, 3, 8), LATER]}),
    "TransformerBlock dropout": (lambda: block(dropout=0.1), TOKENS),
    "Dropout": (lambda: nn.Dropout(0.3), ANY),
    "Dropout 0": (lambda: nn.Dropout(0), ANY),
    "Dropout2d": (lambda: nn.Dropout2d(0.3), IMAGES),
    "LeakyReLU": (nn.LeakyReLU, ANY),
    "LeakyReLU 0.2": (lambda: nn.LeakyReLU(0.2), ANY),
    "PReLU": (lambda: nn.PReLU(), ANY),
    "PReLU 3": (lambda: nn.PReLU(3), {**IMAGES, "rows": [u(4, 3)]}),
    "ReLU6": (nn.ReLU6, ANY),
    "ELU": (nn.ELU, ANY),
    "ELU 0.5": (lambda: nn.ELU(0.5), ANY),
    "SELU": (nn.SELU, ANY),
    "GELU tanh": (lambda: nn.GELU(approximate="tanh"), ANY),
    "SiLU": (nn.SiLU, ANY),
    "Mish": (nn.Mish, ANY),
    "Softplus": (nn.Softplus, ANY),
    "Softplus beta 2": (lambda: nn.Softplus(2), ANY),
    "Sigmoid": (nn.Sigmoid, ANY),
    "LogSigmoid": (nn.LogSigmoid, ANY),
    "Hardsigmoid": (nn.Hardsigmoid, ANY),
    "Hardswish": (nn.Hardswish, ANY),
    "Softmax": (lambda: nn.Softmax(-1), ROWS),
    "Softmax axis 0": (lambda: nn.Softmax(0), {"rows": [u(3, 5)]}),
    "LogSoftmax": (lambda: nn.LogSoftmax(-1), ROWS),
    "Residual": (lambda: Residual(nn.Linear(5, 5)), ROWS),
    "Residual scaled, activated": (lambda: Residual(nn.Linear(5, 5), scale=0.5, activation=nn.ReLU()), ROWS),
    "Residual projected": (lambda: Residual(nn.Linear(5, 4), shortcut=nn.Linear(5, 4, bias=False)), ROWS),
    "ResidualBlock": (lambda: Block(3, 3, 3, 1, False, 1, "projection", False), IMAGES),
    "ResidualBlock projected": (lambda: Block(3, 4, 4, 2, False, 1, "projection", False), IMAGES),
    "Highway": (lambda: Highway(nn.Linear(5, 5), nn.Linear(5, 5)), ROWS),
    "LayerScale": (lambda: LayerScale(5), ROWS),
    "SkipInit": (lambda: SkipInit(), ROWS),
    "ReZero": (lambda: SkipInit(), ROWS),
    "ScalarBias": (lambda: ScalarBias(), ROWS),
    "SqueezeExcitation": (lambda: SqueezeExcitation(3, 2), IMAGES),
    "ZeroPad": (lambda: ZeroPad(5, 2), IMAGES),
    "DropPath": (nn.Identity, IMAGES),
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
