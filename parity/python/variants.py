"""What functions are called with: shapes, dtypes and edge cases that many ops share."""
from cases import Throws, bool_, f32, f64, i32, u, v

nan, inf = float("nan"), float("inf")
SPECIAL = [inf, -inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e-30, 1e38]


def unary(low=-2, high=2, special=True, **more):
    variants = {
        "matrix": [u(2, 3, low=low, high=high)],
        "scalar": [u(low=low, high=high)],
        "empty": [u(0, 2, low=low, high=high)],
        "odd size": [u(7, 11, low=low, high=high)],
        "float64": [u(2, 3, low=low, high=high, dtype=f64)],
    }
    if special:
        variants["NaN"] = [v([nan, 1.0, nan])]
        variants["special values"] = [v(SPECIAL)]
        variants["special values, float64"] = [v(SPECIAL, f64)]
    return {**variants, **more}


INTS = {"int32": [v([[-3, 0], [2, 7]], i32)]}

EDGES = (inf, -inf, 0.0, -0.0, 1.0, -2.5)
PAIRS = [(a, b) for a in EDGES for b in EDGES]
NAN_PAIRS = [(nan, nan), (nan, 1.0), (0.0, nan), (inf, nan)]


def pairs(of, dtype=f32):
    return [v([a for a, _ in of], dtype), v([b for _, b in of], dtype)]


def binary(low=-2, high=2, ints=True, **more):
    def r(*shape, **options):
        return u(*shape, low=low, high=high, **options)

    variants = {
        "matrices": [r(2, 3), r(2, 3)],
        "broadcast": [r(2, 1, 3), r(4, 1)],
        "scalar and vector": [r(), r(3)],
        "zero size": [r(0, 3), r(1, 3)],
        "zero size from one": [r(2, 1, 0), r(1, 3, 1)],
        "float64": [r(2, 3, dtype=f64), r(3, dtype=f64)],
        "float32 and float64": [r(2, 3), r(2, 3, dtype=f64)],
        "shapes that do not fit": Throws([r(2, 3), r(2)]),
        "zero size that does not fit": Throws([r(0, 3), r(2, 3)]),
        "NaN": pairs(NAN_PAIRS),
        "special pairs": pairs(PAIRS),
        "special pairs, float64": pairs(PAIRS, f64),
    }
    if ints:
        variants["int32"] = [v([[-3, 0], [2, 7]], i32), v([[2, 5], [2, -1]], i32)]
        variants["int32 and float32"] = [v([[-3, 0], [2, 7]], i32), r(2, 2)]
    return {**variants, **more}


TIES = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]
WITH_NAN = [[1.0, nan, 3.0], [0.5, 4.0, 2.0]]

# Of three axes, so that one can be reduced on either side of others.
REDUCED = {
    "three axes": [u(2, 3, 4)],
    "larger": [u(5, 33, 17)],
    "one element": [u(1, 1, 1)],
    "float64": [u(2, 3, 4, dtype=f64)],
    "NaN": [v([WITH_NAN])],
    "infinities": [v([[[inf, 1.0, inf], [-inf, 1.0, 2.0]]])],
}
ALL_REDUCED = {
    **REDUCED,
    "scalar": [u()],
    "vector of 1000": [u(1000)],
}
NOTHING_BESIDE = {"zero size beside": [u(2, 3, 0)]}
EMPTY_SUM = {"zero size": [u(2, 0, 3)], **NOTHING_BESIDE}
EMPTY_EXTREMUM = {"zero size": Throws([u(2, 0, 3)])}
TIED = {"ties": [v([TIES])], "all alike": [v([[[2.0, 2.0], [2.0, 2.0]]])]}
REDUCED_INTS = {"int32": [v([[[3, -1], [2, 5]]], i32)]}
BOOLS = {"bool": [v([[[True, False], [True, True]]], bool_)]}

# Axes to move, cut and join: any elements, of any dtype.
MOVED = {
    "three axes": [u(2, 3, 4)],
    "float64": [u(2, 3, 4, dtype=f64)],
    "one element": [u(1, 1, 1)],
    "NaN": [v([WITH_NAN, WITH_NAN])],
    "int32": [v([[[3, -1, 4, 1], [2, 5, 0, 9]]], i32)],
    "bool": [v([[[True, False], [True, True]]], bool_)],
}
