"""Reductions, sorting and running sums."""
import torch

from cases import Throws, bool_, f64, i32, u, v
from variants import (
    ALL_REDUCED, BOOLS, EMPTY_EXTREMUM, EMPTY_SUM, MOVED, NOTHING_BESIDE, REDUCED, REDUCED_INTS,
    TIED, inf, nan,
)

def reductions(name, function, all_variants, variants):
    """Over all axes, one, two that stay, and the last."""
    return {
        name: (lambda x: function(x, None, False), all_variants),
        f"{name} axis 1": (lambda x: function(x, [1], False), variants),
        f"{name} axes 0 2 keepdim": (lambda x: function(x, [0, 2], True), variants),
        f"{name} axis -1": (lambda x: function(x, [-1], False), variants),
    }


def over(function):
    """A function that takes all axes only by name."""
    def call(x, axes, keepdim):
        return function(x, dim=tuple(range(x.dim())) if axes is None else tuple(axes), keepdim=keepdim)
    return call


def prod(x, axes, keepdim):
    for axis in sorted(range(x.dim()) if axes is None else [a % x.dim() for a in axes], reverse=True):
        x = x.prod(axis, keepdim=True)
    gone = [] if keepdim else (range(x.dim()) if axes is None else [a % x.dim() for a in axes])
    return x.reshape([n for a, n in enumerate(x.shape) if a not in gone])


def reduce_bool(function):
    """PyTorch 1.13 has one axis at a time."""
    def call(x, axes, keepdim):
        axes = sorted(range(x.dim()) if axes is None else [a % x.dim() for a in axes])
        for axis in reversed(axes):
            x = function(x, axis, keepdim=keepdim)
        return x
    return call


MASKS = {"none": [v([[[False, False], [False, False]]], bool_)], "float32": [v([[[0.0, nan], [1.0, 0.0]]])],
         "nothing": [u(2, 0, 3)]}
ZEROS = {"one zero": [v([[[0.0, 2.0], [3.0, 4.0]]])], "two zeros": [v([[[0.0, 0.0], [3.0, 4.0]]])]}
SUMMED = {**REDUCED, **EMPTY_SUM, **REDUCED_INTS}
ROWS = {
    "matrix": [u(3, 4)],
    "vector": [u(5)],
    "three axes": [u(2, 3, 4)],
    "long row": [u(2, 300, low=-10, high=10)],
    "one element": [u(2, 1)],
    "no rows": [u(0, 3)],
    "float64": [u(3, 4, dtype=f64)],
    "large logits": [v([[1000.0, 1000.0, -1000.0], [88.0, 89.0, 90.0]])],
    "minus infinity": [v([[-inf, 0.0, 1.0]])],
    "all minus infinity": [v([[-inf, -inf]])],
    "infinity": [v([[inf, 0.0]])],
    "NaN": [v([[nan, 0.0], [1.0, 2.0]])],
}

REDUCE = {
    **reductions("sum", over(torch.sum), {**SUMMED, **ALL_REDUCED}, SUMMED),
    "sum of bool": (torch.sum, BOOLS),
    **reductions("prod", prod, {**ALL_REDUCED, **ZEROS}, {**REDUCED, **EMPTY_SUM, **ZEROS}),
    **reductions("max", over(torch.amax), {**ALL_REDUCED, **TIED, **EMPTY_EXTREMUM, **REDUCED_INTS},
                 {**REDUCED, **TIED, **REDUCED_INTS}),
    "max axis 1 of nothing": (lambda x: torch.amax(x, 1), {**EMPTY_EXTREMUM, **NOTHING_BESIDE}),
    **reductions("min", over(torch.amin), {**ALL_REDUCED, **TIED, **EMPTY_EXTREMUM, **REDUCED_INTS},
                 {**REDUCED, **TIED, **REDUCED_INTS}),
    **reductions("mean", over(torch.mean), ALL_REDUCED, REDUCED),
    **reductions("var", over(lambda x, dim, keepdim: torch.var(x, dim, keepdim=keepdim)), ALL_REDUCED, REDUCED),
    "var correction 0": (lambda x: x.var((0, 1), unbiased=False), REDUCED),
    **reductions("norm", over(lambda x, dim, keepdim: torch.linalg.vector_norm(x, dim=dim, keepdim=keepdim)),
                 ALL_REDUCED, REDUCED),
    **reductions("std", over(lambda x, dim, keepdim: torch.std(x, dim, keepdim=keepdim)), ALL_REDUCED, REDUCED),
    "std of equal elements": (lambda x: x.std(), {"vector": [v([2.0, 2.0, 2.0])]}),
    "norm of zeros": (lambda x: torch.linalg.vector_norm(x), {"vector": [v([0.0, 0.0])]}),
    "norm 1": (lambda x: torch.linalg.vector_norm(x, 1, dim=1), {**REDUCED, **EMPTY_SUM}),
    "norm 3": (lambda x: torch.linalg.vector_norm(x, 3, dim=1), REDUCED),
    "norm 0": (lambda x: torch.linalg.vector_norm(x, 0, dim=1), {"three axes": [u(2, 3, 4)], "zeros": [v([[0.0, 1.0, nan]])]}),
    "norm infinity": (lambda x: torch.linalg.vector_norm(x, inf, dim=1), {**REDUCED, **TIED}),
    "norm minus infinity": (lambda x: torch.linalg.vector_norm(x, -inf, dim=1), REDUCED),
    **reductions("logsumexp", over(torch.logsumexp), {**ALL_REDUCED, **EMPTY_SUM}, {**REDUCED, **EMPTY_SUM}),
    "logsumexp of large": (lambda x: x.logsumexp(-1), {"rows": [v([[1000.0, 1001.0], [-1000.0, -1000.5]])], "minus infinities": [v([[-inf, -inf], [-inf, 0.0]])]}),
    **reductions("any", reduce_bool(torch.any), {**BOOLS, **MASKS}, {**BOOLS, **MASKS}),
    **reductions("all", reduce_bool(torch.all), {**BOOLS, **MASKS}, {**BOOLS, **MASKS}),
    "argmax of all": (lambda x: x.argmax(), {**REDUCED, **TIED}),
    "argmin of all": (lambda x: x.argmin(), {**REDUCED, **TIED}),
    "argmax": (lambda x: x.argmax(-1), {**REDUCED, **TIED, **REDUCED_INTS, "nothing": Throws([u(2, 0)]), "no rows": [u(0, 3)]}),
    "argmax axis 1 keepdim": (lambda x: x.argmax(1, keepdim=True), {**REDUCED, **TIED}),
    "argmin": (lambda x: x.argmin(-1), {**REDUCED, **TIED, **REDUCED_INTS, "no rows": [u(0, 3)]}),
    "argmin axis 1 keepdim": (lambda x: x.argmin(1, keepdim=True), {**REDUCED, **TIED}),
    "softmax": (lambda x: x.softmax(-1), ROWS),
    "softmax axis 0": (lambda x: x.softmax(0), ROWS),
    "logSoftmax": (lambda x: x.log_softmax(-1), ROWS),
    "logSoftmax axis 0": (lambda x: x.log_softmax(0), ROWS),
}


def scanned(decay, x):
    columns = [x[:, 0]]
    for i in range(1, x.shape[1]):
        columns.append(decay[:, i] * columns[-1] + x[:, i])
    return torch.stack(columns, 1)


SORTED = {
    "matrix": [u(3, 7)],
    "vector of 1000": [u(1000)],
    "ties": [v([[3.0, 1.0, 3.0, 2.0, 1.0]])],
    "NaN and infinities": [v([[nan, 1.0, inf, -inf, nan, 0.0]])],
    "int32": [v([[3, -1, 2, 7]], i32)],
    "nothing": [u(2, 0)],
    "float64": [u(2, 5, dtype=f64)],
}
SORTED_APART = {name: specs for name, specs in SORTED.items() if name not in ("ties", "nothing", "NaN and infinities")}
ORDER = {
    "argsort": (lambda x: torch.sort(x, stable=True, dim=-1)[1], SORTED),
    "argsort descending": (lambda x: torch.sort(x, stable=True, dim=-1, descending=True)[1], SORTED),
    "sort": (lambda x: torch.sort(x, stable=True, dim=-1), SORTED),
    "sort axis 0": (lambda x: torch.sort(x, stable=True, dim=0), {"matrix": [u(7, 3)]}),
    "sort descending": (lambda x: torch.sort(x, stable=True, dim=-1, descending=True), SORTED),
    "topk 2": (lambda x: x.topk(2), SORTED_APART),
    "topk 2 smallest": (lambda x: x.topk(2, largest=False), SORTED_APART),
    "topk beyond": (lambda x: x.topk(3), {"matrix": Throws([u(2, 2)])}),
    "cumsum": (lambda x: x.cumsum(-1), {**SORTED, **{k: MOVED[k] for k in ("three axes", "NaN")}}),
    "cumsum axis 0": (lambda x: x.cumsum(0), {**MOVED}),
    "cumprod": (lambda x: x.cumprod(-1), {**SORTED_APART, "nothing": [u(2, 0)], "zeros": [v([[2.0, 0.0, 3.0, 0.0, 4.0]])]}),
    "cumprod axis 0": (lambda x: x.cumprod(0), {"three axes": [u(3, 2, 4)]}),
    "linearScan": (scanned, {"matrix": [u(2, 5), u(2, 5)], "float64": [u(2, 3, dtype=f64), u(2, 3, dtype=f64)]}),
}
del ORDER["cumsum"][1]["NaN and infinities"]
