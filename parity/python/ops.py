"""PyTorch's side of src/cases/ops: for each name there, the function and what it is called with."""
import torch
import torch.nn.functional as F
from torch.nn.grad import conv2d_input, conv2d_weight

from cases import Throws, bool_, f64, i32, record_table, u, v
from variants import (
    ALL_REDUCED, BOOLS, EMPTY_EXTREMUM, EMPTY_SUM, INTS, MOVED, NOTHING_BESIDE, REDUCED,
    REDUCED_INTS, TIED, binary, inf, nan, pairs, unary,
)

HALVES = {"halves": [v([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.4999999, 8388609.0])]}
POWERS = [(0.0, 0.0), (0.0, -1.0), (-1.0, 0.5), (inf, 0.0), (-8.0, 3.0),
          (2.0, inf), (0.5, inf), (2.0, -inf), (-2.0, -3.0), (0.0, 2.0), (-0.0, 3.0)]

CLOSE = {
    "some": [v([1.0, 1.0, 100.0, inf, inf, nan, 0.0]), v([1.000001, 1.1, 100.1, inf, -inf, nan, 1e-9])],
    "all": [v([1.0, inf]), v([1.0, inf])],
}

POINTWISE = {
    "neg": (torch.neg, unary(**INTS)),
    "abs": (torch.abs, unary(**INTS)),
    "sign": (torch.sign, unary(**INTS)),
    "square": (torch.square, unary(**INTS)),
    "relu": (torch.relu, unary(**INTS)),
    "reciprocal": (torch.reciprocal, unary(0.5, 2, **INTS)),
    "sqrt": (torch.sqrt, unary(0.5, 2, **INTS)),
    "rsqrt": (torch.rsqrt, unary(0.5, 2, **INTS)),
    "exp": (torch.exp, unary(range=[u(200, low=-105, high=89)], **INTS)),
    "log": (torch.log, unary(0.5, 2, small=[u(50, low=1e-38, high=1e-30)], **INTS)),
    "sin": (torch.sin, unary(large=[u(50, low=-1e4, high=1e4)], **INTS)),
    "cos": (torch.cos, unary(large=[u(50, low=-1e4, high=1e4)], **INTS)),
    "tanh": (torch.tanh, unary(large=[u(50, low=-20, high=20)], small=[u(50, low=-1e-4, high=1e-4)])),
    "sigmoid": (torch.sigmoid, unary(large=[u(50, low=-100, high=100)])),
    "erf": (torch.erf, unary(large=[u(50, low=-6, high=6)], small=[u(50, low=-1e-4, high=1e-4)])),
    "log2": (torch.log2, unary(0.5, 2, **INTS)),
    "log10": (torch.log10, unary(0.5, 2, **INTS)),
    "log1p": (torch.log1p, unary(-0.5, 2, small=[u(50, low=-1e-6, high=1e-6)])),
    "expm1": (torch.expm1, unary(small=[u(50, low=-1e-6, high=1e-6)], range=[u(50, low=-100, high=88)])),
    "tan": (torch.tan, unary(-1.2, 1.2)),
    "asin": (torch.asin, unary(-0.9, 0.9)),
    "acos": (torch.acos, unary(-0.9, 0.9)),
    "atan": (torch.atan, unary()),
    "sinh": (torch.sinh, unary(small=[u(50, low=-1e-4, high=1e-4)])),
    "cosh": (torch.cosh, unary()),
    "asinh": (torch.asinh, unary(large=[u(50, low=-1e6, high=1e6)])),
    "acosh": (torch.acosh, unary(1.1, 3)),
    "atanh": (torch.atanh, unary(-0.9, 0.9)),
    "trunc": (torch.trunc, unary(**HALVES)),
    "atan2": (torch.atan2, binary(ints=False)),
    "logicalXor": (torch.logical_xor, binary()),
    "isNaN": (torch.isnan, unary()),
    "isFinite": (torch.isfinite, unary()),
    "isInf": (torch.isinf, unary()),
    "isClose": (lambda x, y: torch.isclose(x, y), CLOSE),
    "isClose with NaN": (lambda x, y: torch.isclose(x, y, rtol=1e-3, atol=0.1, equal_nan=True), CLOSE),
    "allClose": (lambda x, y: torch.tensor(torch.allclose(x, y)), CLOSE),
    "floor": (torch.floor, unary(**HALVES)),
    "ceil": (torch.ceil, unary(**HALVES)),
    "round": (torch.round, unary(**HALVES)),
    "logicalNot": (torch.logical_not, unary(**INTS, **BOOLS)),
    "add": (torch.add, binary()),
    "sub": (torch.sub, binary()),
    "mul": (torch.mul, binary()),
    "div": (torch.div, binary(0.5, 2)),
    "pow": (torch.pow, binary(0.5, 2, ints=False, powers=pairs(POWERS))),
    "maximum": (torch.maximum, binary()),
    "minimum": (torch.minimum, binary()),
    "eq": (torch.eq, binary()),
    "ne": (torch.ne, binary()),
    "lt": (torch.lt, binary()),
    "le": (torch.le, binary()),
    "gt": (torch.gt, binary()),
    "ge": (torch.ge, binary()),
    "logicalAnd": (torch.logical_and, binary()),
    "logicalOr": (torch.logical_or, binary()),
    "add a fraction": (lambda x: x + 2.5, unary(**INTS, **BOOLS)),
    "add a whole number": (lambda x: x + 2, unary(**INTS, **BOOLS)),
    "pow 3": (lambda x: x**3, unary()),
    "pow 0.5": (lambda x: x**0.5, unary(0.5, 2)),
    "pow -1": (lambda x: x**-1.0, unary(0.5, 2)),
    "pow 0": (lambda x: x**0.0, unary()),
    "where": (torch.where, {
        "matrices": [v([[True, False], [False, True]], bool_), u(2, 2), u(2, 2)],
        "broadcast": [v([[True], [False]], bool_), u(3), u(2, 1)],
        "zero size": [v([True], bool_), u(0, 3), u(1, 3)],
        "NaN not chosen": [v([True, False], bool_), v([1.0, nan]), v([inf, 2.0])],
        "float64": [v([True, False], bool_), u(2, dtype=f64), u(2, dtype=f64)],
        "shapes that do not fit": Throws([v([True, False], bool_), u(3), u(3)]),
    }),
    "maskedFill": (lambda x, mask: x.masked_fill(mask, 2.5), {
        "matrix": [u(2, 2), v([[True, False], [False, True]], bool_)],
        "broadcast mask": [u(3, 2), v([True, False], bool_)],
        "infinity filled over": [v([inf, 1.0]), v([True, False], bool_)],
    }),
    "clamp from below": (lambda x: torch.clamp(x, min=0.5), unary()),
    "clamp by tensors": (lambda x, low, high: torch.clamp(x, low, high), {"matrices": [u(3, 4), u(3, 4, low=-1, high=0), u(4, low=0, high=1)]}),
    "clamp": (lambda x: torch.clamp(x, -1, 1.5), unary(**{"at the bounds": [v([-1.0, 1.5, -1.5, 2.0])]})),
}


KINKS = {"kinks": [v([-6.0, -3.0, -1.0, 0.0, 1.0, 3.0, 6.0])], "wide range": [u(100, low=-30, high=30)]}
ACTIVATIONS = {
    "relu6": (F.relu6, unary(**KINKS)),
    "leakyRelu": (F.leaky_relu, unary(**KINKS)),
    "leakyRelu 0.2": (lambda x: F.leaky_relu(x, 0.2), unary()),
    "elu": (F.elu, unary(**KINKS)),
    "elu 0.5": (lambda x: F.elu(x, 0.5), unary()),
    "selu": (F.selu, unary(**KINKS)),
    "celu 2": (lambda x: F.celu(x, 2), unary(**KINKS)),
    "gelu": (F.gelu, unary(**KINKS)),
    "gelu tanh": (lambda x: F.gelu(x, approximate="tanh"), unary(**KINKS)),
    "silu": (F.silu, unary(**KINKS)),
    "mish": (F.mish, unary(**KINKS)),
    "logSigmoid": (F.logsigmoid, unary(**KINKS)),
    "hardsigmoid": (F.hardsigmoid, unary(**KINKS)),
    "hardswish": (F.hardswish, unary(**KINKS)),
    "hardtanh": (F.hardtanh, unary(**KINKS)),
    "softplus": (F.softplus, unary(**KINKS)),
    "softplus beta 2": (lambda x: F.softplus(x, 2, 10), unary(**KINKS)),
    "softsign": (F.softsign, unary(**KINKS)),
}


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

def scattered(x):
    zeros = torch.zeros(4, 5, dtype=x.dtype)
    zeros[1:3, ::2] = x
    return zeros


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

BY_SHAPE = {"three axes": [u(2, 3, 4)], "float64": [u(2, 3, 4, dtype=f64)]}
MOVEMENT = {
    "reshape": (lambda x: x.reshape(3, -1), BY_SHAPE),
    "reshape after transpose": (lambda x: x.transpose(0, 2).reshape(-1), MOVED),
    "reshape of nothing": (lambda x: x.reshape(0, 5), {"no rows": [u(2, 0)]}),
    "reshape that does not fit": (lambda x: x.reshape(5, 5), {"matrix": Throws([u(2, 3)])}),
    "flatten": (lambda x: x.flatten(), {**MOVED, "scalar": [u()], "nothing": [u(2, 0)]}),
    "flatten 1": (lambda x: x.flatten(1), MOVED),
    "permute": (lambda x: x.permute(2, 0, 1), {**MOVED, "nothing": [u(2, 0, 3)]}),
    "permute twice an axis": (lambda x: x.permute(0, 0, 1), {"three axes": Throws([u(2, 3, 4)])}),
    "transpose": (lambda x: x.transpose(-2, -1), MOVED),
    "transpose 0 2": (lambda x: x.transpose(0, 2), MOVED),
    "expand": (lambda x: x.expand(3, 2, 4), {"a column": [u(2, 1)], "a row": [u(4)], "scalar": [u()],
                                             "a shape that does not fit": Throws([u(3)])}),
    "unsqueeze 1": (lambda x: x.unsqueeze(1), MOVED),
    "unsqueeze -1": (lambda x: x.unsqueeze(-1), MOVED),
    "squeeze": (lambda x: x.squeeze(), {"two ones": [u(1, 3, 1)], "none": [u(2, 3)]}),
    "squeeze 0": (lambda x: x.squeeze(0), {"a one": [u(1, 3, 1)], "not a one": [u(2, 3)]}),
    "slice": (lambda x: x[:, 1:3], {"three axes": [u(2, 3, 4)], "cut off": [u(2, 2)], "nothing left": [u(3, 1)]}),
    "slice every second": (lambda x: x[..., ::2], {"matrix": [u(2, 5)], "vector": [u(4)]}),
    "slice from the end": (lambda x: x[-2:], {"matrix": [u(4, 3)], "shorter": [u(1, 2)]}),
    "slice backwards": (lambda x: x.flip(0), {"matrix": [u(4, 3)], "nothing": [u(0, 2)]}),
    "movedim 0 -1": (lambda x: x.movedim(0, -1), MOVED),
    "narrow": (lambda x: x.narrow(1, 1, 2), {"three axes": [u(2, 3, 4)], "beyond the end": Throws([u(2, 2)])}),
    "split 2": (lambda x: x.split(2, -1), {"even": [u(2, 4)], "with a rest": [u(2, 5)], "int32": [v([1, 2, 3], i32)]}),
    "split sizes": (lambda x: x.split([1, 0, 3], 1), {"matrix": [u(2, 4)], "sizes that do not fit": Throws([u(2, 5)])}),
    "chunk 3": (lambda x: x.chunk(3, 0), {"seven": [u(7, 2)], "two": [u(2, 2)], "three": [u(3)]}),
    "unbind": (lambda x: x.unbind(0), MOVED),
    "unbind axis 1": (lambda x: x.unbind(1), {"three axes": [u(2, 3, 4)]}),
    "pad": (lambda x: F.pad(x, (1, 2)), {**MOVED, "nothing": [u(2, 0)]}),
    "pad two axes": (lambda x: F.pad(x, (1, 0, 2, 1), value=1.5), {"three axes": [u(2, 3, 4)]}),
    "pad negative": (lambda x: F.pad(x, (-1, 1)), {"three axes": [u(2, 3, 4)], "nothing left": [u(2, 1)]}),
    "pad reflect": (lambda x: F.pad(x, (1, 2), mode="reflect"), {"three axes": [u(2, 3, 4)], "too wide": Throws([u(1, 2, 2)])}),
    "pad replicate": (lambda x: F.pad(x, (1, 2), mode="replicate"), {"three axes": [u(2, 3, 4)]}),
    "pad circular": (lambda x: F.pad(x, (1, 2), mode="circular"), {"three axes": [u(2, 3, 4)]}),
    "flip": (lambda x: x.flip(*([tuple(range(x.dim()))])), {**MOVED, "nothing": [u(0, 2)]}),
    "flip 1": (lambda x: x.flip(1), MOVED),
    "roll": (lambda x: x.roll(3), {**MOVED, "nothing": [u(0)]}),
    "roll axis 1": (lambda x: x.roll(-1, 1), MOVED),
    "tile": (lambda x: x.tile(2, 1, 3), {**MOVED, "a row": [u(4)], "nothing": [u(0, 2)]}),
    "tile 2": (lambda x: x.tile(2), {"matrix": [u(2, 3)]}),
    "repeatInterleave": (lambda x: x.repeat_interleave(2), MOVED),
    "repeatInterleave axis 1": (lambda x: x.repeat_interleave(3, 1), MOVED),
    "diagonal": (lambda x: x.diagonal(), {**MOVED, "square": [u(3, 3)], "nothing": [u(0, 3)]}),
    "diagonal 1 of axes 2 1": (lambda x: x.diagonal(1, 2, 1), MOVED),
    "diagonal -1": (lambda x: x.diagonal(-1), {"tall": [u(4, 2)], "beyond": [u(1, 3)]}),
    "diag": (lambda x: x.diag(), {"vector": [u(3)], "matrix": [u(2, 3)]}),
    "diag -1": (lambda x: x.diag(-1), {"vector": [u(3)], "matrix": [u(3, 3)]}),
    "tril": (lambda x: x.tril(), {"matrix": [u(3, 4)], "batches": [u(2, 3, 2)], "NaN above": [v([[1.0, nan], [2.0, 3.0]])]}),
    "triu 1": (lambda x: x.triu(1), {"matrix": [u(3, 4)], "batches": [u(2, 3, 2)], "int32": [v([[1, 2], [3, 4]], i32)]}),
    "alias": (lambda x: x.view_as(x), MOVED),
    "clone": (lambda x: x.clone(), MOVED),
    "to float64": (lambda x: x.double(), MOVED),
    "to float32": (lambda x: x.float(), {**MOVED, "beyond float32": [v([1e300, -1e300, 1e-300, nan], f64)]}),
    "to int32": (lambda x: x.int(), {"fractions": [v([-2.7, -0.5, 0.5, 2.7, 1e6])], "bool": MOVED["bool"]}),
    "to bool": (lambda x: x.bool(), MOVED),
    "sliceScatter": (scattered, {"matrix": [u(2, 3)], "float64": [u(2, 3, dtype=f64)]}),
    "concat axis 1": (lambda *xs: torch.cat(xs, 1), {
        "matrices": [u(2, 3), u(2, 1), u(2, 2)],
        "one of size zero": [u(2, 3), u(2, 0)],
        "float64": [u(2, 3, dtype=f64), u(2, 1, dtype=f64)],
        "sizes that do not fit": Throws([u(2, 3), u(3, 3)]),
    }),
    "concat axis -1": (lambda *xs: torch.cat(xs, -1), {"one": [u(2, 3)], "two": [u(4), u(3)]}),
    "stack axis 1": (lambda *xs: torch.stack(xs, 1), {
        "matrices": [u(2, 3), u(2, 3)], "nothing": [u(2, 0), u(2, 0)],
        "sizes that do not fit": Throws([u(2, 3), u(2, 2)])}),
}

SEVERAL = {"three axes": [u(4, 3, 5)], "float64": [u(4, 3, 5, dtype=f64)]}
PICKED = {"repeated": [u(4, 3), v([3, 0, 3], i32)], "none": [u(4, 3), v([], i32)], "float64": [u(4, 3, dtype=f64), v([3, 0, 3], i32)]}
BEYOND = {"beyond the end": Throws([u(4, 3), v([4], i32)])}
AT = {
    "at 1": (lambda x: x[1], {**SEVERAL, "vector": [u(3)], "beyond the end": Throws([u(1, 2)])}),
    "at -1": (lambda x: x[-1], SEVERAL),
    "at a range and a number": (lambda x: x[1:3, 0], SEVERAL),
    "at all and -2": (lambda x: x[:, -2], SEVERAL),
    "at indices": (lambda x, i: x[i.long()], {**PICKED, **BEYOND, "negative": [u(4, 3), v([-1, 0], i32)], "of two axes": [u(4, 3), v([[0, 1], [3, 3]], i32)]}),
    "at indices of axis 1": (lambda x, i: x[:, i.long()], {"matrix": [u(3, 4), v([3, 0, 3], i32)]}),
    "at two indices": (lambda x, i, j: x[i.long(), j.long()], {"pairs": [u(4, 3), v([3, 0, 3], i32), v([2, 1, 2], i32)], "broadcast": [u(4, 3), v([[3], [0]], i32), v([2, 1], i32)]}),
    "at two indices apart": (lambda x, i, j: x[i.long(), :, j.long()], {"pairs": [u(4, 3, 5), v([3, 0], i32), v([2, 1], i32)]}),
    "at a number and indices": (lambda x, i: x[1, :, i.long()], {"three axes": [u(4, 3, 5), v([3, 0], i32)]}),
    "at a mask": (lambda x, m: x[m], {"of the first axis": [u(3, 2), v([True, False, True], bool_)], "of both axes": [u(2, 2), v([[True, False], [True, True]], bool_)],
                                       "that is all false": [u(2, 2), v([False, False], bool_)], "that does not fit": Throws([u(3, 2), v([True, False], bool_)])}),
    "maskedSelect": (lambda x, m: x.masked_select(m), {"matrix": [u(2, 2), v([[True, False], [True, True]], bool_)], "broadcast": [u(3, 2), v([False, True], bool_)]}),
    "nonzero": (lambda x: x.nonzero(), {"matrix": [v([[0.0, 1.0], [nan, -0.0]])], "none": [v([0.0])], "bool": [v([True, False, True], bool_)]}),
    "take": (lambda x, i: x.take(i.long()), {"flat": [u(2, 3), v([5, 0, 0], i32)], "of two axes": [u(2, 3), v([[1, 2]], i32)], "negative": [u(2, 3), v([-1], i32)], "beyond the end": Throws([u(2, 3), v([6], i32)])}),
    "take axis 0": (lambda x, i: x.index_select(0, i.long()), {**PICKED, **BEYOND}),
    "indexSelect axis 0": (lambda x, i: x.index_select(0, i.long()), {**PICKED, **BEYOND}),
    "indexSelect axis 1": (lambda x, i: x.index_select(1, i.long()), {"matrix": [u(3, 4), v([3, 0, 3], i32)]}),
    "indexAdd axis 0": (lambda x, i, y: x.index_add(0, i.long(), y), {"repeated": [u(4, 3), v([3, 0, 3], i32), u(3, 3)], **{"beyond the end": Throws([u(2, 3), v([2], i32), u(1, 3)])}}),
}

COLUMNS = [[2, 0, 0, 2], [1, 1, 0, 2]]
INDEXING = {
    "gather axis 0": (lambda x, i: x.gather(0, i.long()), {
        "repeated": [u(3, 4), v(COLUMNS, i32)],
        "fewer columns": [u(3, 4), v([[2, 1], [0, 0]], i32)],
        "no rows": [u(3, 4), v([[]], i32)],
        "float64": [u(3, 4, dtype=f64), v(COLUMNS, i32)],
        "beyond the end": Throws([u(2, 4), v(COLUMNS, i32)]),
    }),
    "gather axis -1": (lambda x, i: x.gather(-1, i.long()), {"a column": [u(3, 4), v([[3], [3], [0]], i32)]}),
    "scatterAdd axis 0": (lambda x, i, y: x.scatter_add(0, i.long(), y), {
        "repeated": [u(3, 4), v(COLUMNS, i32), u(2, 4)],
        "all at one place": [u(3, 2), v([[1, 1]] * 5, i32), u(5, 2)],
        "float64": [u(3, 4, dtype=f64), v(COLUMNS, i32), u(2, 4, dtype=f64)],
        "beyond the end": Throws([u(2, 4), v(COLUMNS, i32), u(2, 4)]),
    }),
    "scatterAdd axis 1": (lambda x, i, y: x.scatter_add(1, i.long(), y), {"rows": [u(2, 3), v([[0, 0], [2, 1]], i32), u(2, 2)]}),
}

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


FAR = {"100 to 101": [u(4, 2, 3, 3, low=100, high=101)]}
NORMALIZATION = {
    "channelMoments": (lambda x: moments(x.detach()), NORMALIZED),
    "channelSums": (lambda g, x: sums(g.detach(), x.detach()), {n: [x, x] for n, (x,) in NORMALIZED.items()}),
    "batchNorm": (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), with_others(NORMALIZED, "w", "b")),
    "batchNorm far from 0": (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), with_others(FAR, "w", "b")),
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


def entropy_slope(logits, labels, g):
    losses = F.cross_entropy(logits, labels.long(), reduction="none")
    return torch.autograd.grad(losses, logits, g, create_graph=True)[0]


LOSSES = {
    "crossEntropy": (lambda x, y: F.cross_entropy(x, y.long(), reduction="none"), LABELED),
    "crossEntropyGrad": (entropy_slope, {"rows": [u(3, 4), v([1, 0, 3], i32), u(3)]}),
}

CREATION = {
    "eye 2x3": (lambda: torch.eye(2, 3), {"2x3": []}),
    "arange": (lambda: torch.arange(2, 11, 3), {"whole": []}),
    "arange fraction": (lambda: torch.arange(0, 1, 0.25), {"float32": []}),
    "logspace": (lambda: torch.logspace(-1, 2, 4), {"four": []}),
    "linspace": (lambda: torch.linspace(-1, 2, 7), {"seven": []}),
    "eye": (lambda: torch.eye(3), {"3": []}),
    "full": (lambda: torch.full((2, 3), 7.5), {"2x3": []}),
    "ones": (lambda: torch.ones(2, 3), {"2x3": []}),
    "zeros": (lambda: torch.zeros(2, 0), {"2x0": []}),
    "onesLike": (lambda x: torch.ones_like(x), {"int32": [v([1, 2], i32)], "float64": [u(2, dtype=f64)]}),
    "zerosLike": (lambda x: torch.zeros_like(x), {"int32": [v([1, 2], i32)], "float64": [u(2, dtype=f64)]}),
    "oneHot": (lambda x: F.one_hot(x.long(), 4).float(), {
        "labels": [v([[0, 3], [1, 1]], i32)], "a label beyond": Throws([v([4], i32)])}),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    record_table("ops", {**POINTWISE, **ACTIVATIONS, **REDUCE, **ORDER, **EINSUM, **AT, **MATMUL, **MOVEMENT, **INDEXING, **CONVOLUTION,
                         **NORMALIZATION, **LOSSES, **CREATION})
