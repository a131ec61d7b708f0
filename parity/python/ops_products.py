"""Sums of products, windows of images, normalization by channel, losses by row."""
import torch
import torch.nn.functional as F
from torch.nn.grad import conv2d_input, conv2d_weight

from cases import Throws, f64, i32, u, v
from variants import inf, nan

MATMUL = {
    "matmul": (torch.matmul, {
        "matrices": [u(2, 3), u(3, 4)],
        "odd sizes": [u(17, 33), u(33, 19)],
        "larger": [u(65, 130), u(130, 70)],
        "one row": [u(1, 5), u(5, 7)],
        "batches": [u(3, 2, 4), u(3, 4, 5)],
        "batches broadcast": [u(2, 1, 2, 3), u(3, 3, 2)],
        "vector and matrix": [u(3), u(3, 4)],
        "matrix and vector": [u(2, 3), u(3)],
        "vectors": [u(5), u(5)],
        "batches and vector": [u(4, 2, 3), u(3)],
        "inner size zero": [u(2, 0), u(0, 3)],
        "no rows": [u(0, 3), u(3, 2)],
        "no batches": [u(0, 2, 3), u(3, 2)],
        "float64": [u(5, 6, dtype=f64), u(6, 7, dtype=f64)],
        "NaN and infinity": [v([[nan, 1.0], [inf, 2.0]]), v([[1.0, 0.0], [0.0, 1.0]])],
        "sizes that do not fit": Throws([u(2, 3), u(4, 2)]),
        "batches that do not fit": Throws([u(2, 2, 3), u(3, 3, 2)]),
    }),
}


EINSUM = {
    "einsum bij,bjk->bik": (lambda *xs: torch.einsum("bij,bjk->bik", *xs), {"batches": [u(2, 3, 4), u(2, 4, 5)], "float64": [u(2, 3, 4, dtype=f64), u(2, 4, 5, dtype=f64)]}),
    "einsum ij->ji": (lambda x: torch.einsum("ij->ji", x), {"matrix": [u(2, 3)], "nothing": [u(0, 3)]}),
    "einsum ii->i": (lambda x: torch.einsum("ii->i", x), {"matrix": [u(3, 3)], "not square": Throws([u(2, 3)])}),
    "einsum ii": (lambda x: torch.einsum("ii", x), {"matrix": [u(3, 3)]}),
    "einsum i,j->ij": (lambda *xs: torch.einsum("i,j->ij", *xs), {"vectors": [u(3), u(4)]}),
    "einsum ij,ij->": (lambda *xs: torch.einsum("ij,ij->", *xs), {"matrices": [u(3, 4), u(3, 4)], "nothing": [u(0, 4), u(0, 4)]}),
    "einsum ...ij,jk->...ik": (lambda *xs: torch.einsum("...ij,jk->...ik", *xs), {"batches": [u(2, 2, 3, 4), u(4, 5)]}),
    "einsum ij,jk,kl->il": (lambda *xs: torch.einsum("ij,jk,kl->il", *xs), {"matrices": [u(2, 3), u(3, 4), u(4, 2)]}),
    "einsum bhqd,bhkd->bhqk": (lambda *xs: torch.einsum("bhqd,bhkd->bhqk", *xs), {"heads": [u(2, 2, 3, 4), u(2, 2, 5, 4)]}),
}


LINEAR = {
    "matrices": [u(3, 5), u(4, 5), u(4)],
    "vector": [u(5), u(4, 5), u(4)],
    "batches": [u(2, 3, 5), u(4, 5), u(4)],
    "no rows": [u(0, 5), u(4, 5), u(4)],
    "float64": [u(3, 5, dtype=f64), u(4, 5, dtype=f64), u(4, dtype=f64)],
    "sizes that do not fit": Throws([u(3, 4), u(4, 5), u(4)]),
    "a bias that does not fit": Throws([u(3, 5), u(4, 5), u(3)]),
}
MATMUL["linear"] = (F.linear, LINEAR)
MATMUL["linear no bias"] = (F.linear, {name: specs[:2] for name, specs in LINEAR.items() if not isinstance(specs, Throws)})


SPREAD = dict(stride=(2, 1), padding=(1, 2), dilation=(1, 2))
IMAGES = {
    "images": [u(2, 3, 6, 5)],
    "one channel": [u(2, 1, 5, 6)],
    "no images": [u(0, 2, 4, 4)],
    "float64": [u(1, 2, 5, 4, dtype=f64)],
    "ties": [v([[[[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 0.0], [3.0, 0.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0]]]])],
    "NaN and infinities": [v([[[[nan, 1.0, 2.0, inf], [1.0, -inf, -inf, 0.0], [3.0, 0.0, -inf, -inf], [0.0, 3.0, -inf, -inf]]]])],
    "an image too small": Throws([u(1, 1, 1, 1)]),
}
PAIR = dict(kernel_size=2)
OVERLAP = dict(kernel_size=(3, 2), stride=(2, 1), padding=(1, 0))


def max_index(x, **options):
    return F.max_pool2d(x, **options, return_indices=True)[1]


def share(g, size, **options):
    """The gradient of average pooling, itself an op here."""
    x = torch.zeros(*g.shape[:2], *size, dtype=g.dtype, requires_grad=True)
    return torch.autograd.grad(F.avg_pool2d(x, **options), x, g, create_graph=True)[0]


CONVOLUTION = {
    "conv2d": (F.conv2d, {
        "3x3": [u(2, 3, 6, 5), u(4, 3, 3, 3)],
        "1x1": [u(2, 3, 4, 4), u(5, 3, 1, 1)],
        "the whole image": [u(2, 2, 3, 4), u(3, 2, 3, 4)],
        "no images": [u(0, 2, 4, 4), u(3, 2, 3, 3)],
        "float64": [u(1, 2, 5, 4, dtype=f64), u(3, 2, 3, 2, dtype=f64)],
        "channels that do not fit": Throws([u(1, 2, 5, 5), u(3, 3, 3, 3)]),
        "a kernel too large": Throws([u(1, 2, 2, 2), u(3, 2, 3, 3)]),
    }),
    "conv2d padding 1": (lambda x, w: F.conv2d(x, w, padding=1), {
        "3x3": [u(2, 3, 6, 5), u(4, 3, 3, 3)],
        "many channels": [u(2, 16, 9, 9), u(19, 16, 3, 3)],
        "one pixel": [u(1, 2, 1, 1), u(3, 2, 3, 3)],
    }),
    "conv2d stride 2 padding 1": (lambda x, w: F.conv2d(x, w, padding=1, stride=2), {
        "3x3": [u(2, 3, 6, 5), u(4, 3, 3, 3)], "many channels": [u(2, 16, 9, 9), u(18, 16, 3, 3)]}),
    "conv2d spread": (lambda x, w: F.conv2d(x, w, **SPREAD), {"3x2": [u(1, 2, 5, 4), u(2, 2, 3, 2)]}),
    "conv2d groups 2": (lambda x, w: F.conv2d(x, w, groups=2), {"1x1": [u(2, 4, 3, 3), u(2, 2, 1, 1)], "3x3": [u(2, 4, 5, 5), u(6, 2, 3, 3)]}),
    "conv2d groups 4": (lambda x, w: F.conv2d(x, w, groups=4, padding=1), {"depthwise": [u(2, 4, 5, 5), u(4, 1, 3, 3)]}),
    "conv2dGradInput": (lambda g, w: conv2d_input((2, 2, 4, 5), w, g), {"3x2": [u(2, 3, 2, 4), u(3, 2, 3, 2)]}),
    "conv2dGradInput spread": (lambda g, w: conv2d_input((1, 2, 5, 4), w, g, **SPREAD), {"3x2": [u(1, 2, 3, 6), u(2, 2, 3, 2)]}),
    "conv2dGradWeight": (lambda x, g: conv2d_weight(x, (3, 2, 3, 2), g), {"3x2": [u(2, 2, 4, 5), u(2, 3, 2, 4)]}),
    "conv2dGradWeight spread": (lambda x, g: conv2d_weight(x, (2, 2, 3, 2), g, **SPREAD), {"3x2": [u(1, 2, 5, 4), u(1, 2, 3, 6)]}),
    "maxPool2d 2": (lambda x: F.max_pool2d(x, **PAIR), IMAGES),
    "maxPool2d 3x2 overlapping": (lambda x: F.max_pool2d(x, **OVERLAP), {**IMAGES, "an image too small": Throws([u(1, 1, 3, 1)])}),
    "maxPool2d dilation 2": (lambda x: F.max_pool2d(x, 2, dilation=2), {"images": [u(2, 3, 6, 5)]}),
    "maxPool2dIndex 2": (lambda x: max_index(x, **PAIR), IMAGES),
    "maxPool2dIndex 3x2 overlapping": (lambda x: max_index(x, **OVERLAP), {"images": [u(2, 3, 6, 5)]}),
    "avgPool2d 2": (lambda x: F.avg_pool2d(x, **PAIR), IMAGES),
    "avgPool2d 3x2 overlapping": (lambda x: F.avg_pool2d(x, **OVERLAP), {"images": [u(2, 3, 6, 5)], "float64": [u(1, 1, 6, 5, dtype=f64)]}),
    "avgPool2dGrad 3x2 overlapping": (lambda g: share(g, (5, 4), **OVERLAP), {"images": [u(2, 1, 3, 3)]}),
}


def moments(x):
    axes = [a for a in range(x.dim()) if a != 1]
    return torch.stack([x.mean(axes), x.var(axes, unbiased=False)])


def sums(g, x):
    axes = [a for a in range(x.dim()) if a != 1]
    centered = x - x.mean(axes, keepdim=True)
    return torch.stack([g.sum(axes), (g * centered).sum(axes)])


NORMALIZED = {
    "images": [u(3, 2, 4, 3)],
    "rows": [u(5, 3)],
    "float64": [u(3, 2, 4, 3, dtype=f64)],
}


def with_others(variants, *others):
    return {name: [x, *(u(n, dtype=x.dtype) for n in map(lambda _: x.shape[1], others))] for name, (x,) in variants.items()}


def layer_norm(x, w, b, eps=1e-5):
    return F.layer_norm(x, w.shape, w, b, eps)


def layer_slopes(g, x, w):
    x, w, b = (t.detach().requires_grad_() for t in (x, w, torch.zeros_like(w)))
    return torch.cat([slope.flatten() for slope in torch.autograd.grad(layer_norm(x, w, b), (x, w, b), g.detach())])


SAMPLES = {
    "rows": [u(5, 3), u(3), u(3)],
    "two axes": [u(3, 4, 5), u(4, 5), u(4, 5)],
    "odd size": [u(7, 37), u(37), u(37)],
    "no rows": [u(0, 3), u(3), u(3)],
    "NaN": [v([[nan, 1.0, 2.0, 0.5], [1.0, 2.0, 4.0, -1.0]]), u(4), u(4)],
    "infinity": [v([[inf, 1.0, 2.0, 0.5], [1.0, 2.0, 4.0, -1.0]]), u(4), u(4)],
    "float64": [u(5, 3, dtype=f64), u(3, dtype=f64), u(3, dtype=f64)],
    "a weight that does not fit": Throws([u(5, 3), u(5), u(5)]),
}

FAR = {"100 to 101": [u(4, 2, 3, 3, low=100, high=101)]}
NORMALIZATION = {
    "channelMoments": (lambda x: moments(x.detach()), NORMALIZED),
    "channelSums": (lambda g, x: sums(g.detach(), x.detach()), {n: [x, x] for n, (x,) in NORMALIZED.items()}),
    "batchNorm": (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), with_others(NORMALIZED, "w", "b")),
    "batchNorm far from 0": (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), with_others(FAR, "w", "b")),
    "layerNorm": (layer_norm, SAMPLES),
    "layerNorm far from 0": (layer_norm, {"100 to 101": [u(4, 18, low=100, high=101), u(18), u(18)]}),
    "layerNorm eps 0.1": (lambda x, w, b: layer_norm(x, w, b, 0.1), {"rows": SAMPLES["rows"]}),
    "layerNormGrad": (layer_slopes, {
        "rows": [u(5, 3), u(5, 3), u(3)], "two axes": [u(3, 4, 5), u(3, 4, 5), u(4, 5)], "odd size": [u(7, 37), u(7, 37), u(37)],
        "float64": [u(5, 3, dtype=f64), u(5, 3, dtype=f64), u(3, dtype=f64)],
    }),
    "batchNorm eps 0.1": (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True, eps=0.1), with_others(NORMALIZED, "w", "b")),
}

LABELED = {
    "rows": [u(3, 4), v([0, 3, 3], i32)],
    "many classes": [u(5, 100, low=-10, high=10), v([0, 99, 50, 3, 3], i32)],
    "no rows": [u(0, 2), v([], i32)],
    "large logits": [v([[1000.0, -1000.0], [-200.0, 200.0]]), v([1, 1], i32)],
    "minus infinity": [v([[-inf, 1.0, 2.0]]), v([1], i32)],
    "NaN": [v([[nan, 1.0], [1.0, 2.0]]), v([1, 1], i32)],
    "float64": [u(3, 4, dtype=f64), v([0, 3, 3], i32)],
    "a label beyond the classes": Throws([u(2, 3), v([0, 3], i32)]),
}


SLOPED = {"rows": [u(3, 4), v([1, 0, 3], i32), u(3)]}


def entropy(logits, labels, **options):
    return F.cross_entropy(logits, labels.long(), reduction="none", **options)


def entropy_slope(logits, labels, g, **options):
    losses = entropy(logits, labels, **options)
    return torch.autograd.grad(losses, logits, g, create_graph=True)[0]


LOSSES = {
    "crossEntropy": (entropy, LABELED),
    "crossEntropy ignoring 0": (lambda x, y: entropy(x, y, ignore_index=0), LABELED),
    "crossEntropyGrad": (entropy_slope, SLOPED),
    "crossEntropyGrad ignoring 0": (lambda *given: entropy_slope(*given, ignore_index=0), SLOPED),
}
