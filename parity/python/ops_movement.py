"""What moves, cuts, joins and picks elements, and makes them."""
import torch
import torch.nn.functional as F

from cases import Throws, bool_, f64, i32, u, v
from variants import MOVED, nan

def scattered(x):
    zeros = torch.zeros(4, 5, dtype=x.dtype)
    zeros[1:3, ::2] = x
    return zeros


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
