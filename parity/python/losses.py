"""PyTorch's side of src/cases/losses.ts."""
import torch
import torch.nn.functional as F

from cases import Throws, f64, i32, record_table, u, v
from variants import inf, nan

LABELED = {
    "rows": [u(3, 4), v([0, 3, 3], i32)],
    "many classes": [u(5, 100, low=-10, high=10), v([0, 99, 50, 3, 3], i32)],
    "one class": [u(2, 1), v([0, 0], i32)],
    "large logits": [v([[1000.0, -1000.0], [-200.0, 200.0]]), v([1, 1], i32)],
    "minus infinity": [v([[-inf, 1.0, 2.0]]), v([1], i32)],
    "NaN": [v([[nan, 1.0], [1.0, 2.0]]), v([1, 1], i32)],
    "no rows": [u(0, 2), v([], i32)],
    "float64": [u(3, 4, dtype=f64), v([0, 3, 3], i32)],
    "a label beyond the classes": Throws([u(2, 3), v([0, 3], i32)]),
}
REAL = {
    "matrices": [u(3, 4), u(3, 4)],
    "vectors": [u(7), u(7)],
    "nothing": [u(0, 3), u(0, 3)],
    "equal": [v([1.0, -2.0]), v([1.0, -2.0])],
    "NaN": [v([nan, 1.0]), v([1.0, 2.0])],
    "infinity": [v([inf, 1.0]), v([1.0, 2.0])],
    "float64": [u(3, 4, dtype=f64), u(3, 4, dtype=f64)],
    "larger": [u(50, 33), u(50, 33)],
}


def labels(function):
    return lambda x, y, *others: function(x, y.long(), *others)


def reductions(name, function, variants):
    return {
        name if reduction == "mean" else f"{name} {reduction}":
            (lambda *inputs, r=reduction: function(*inputs, reduction=r), variants)
        for reduction in ("mean", "sum", "none")
    }


CASES = {
    **reductions("crossEntropy", lambda x, y, reduction: F.cross_entropy(x, y.long(), reduction=reduction), LABELED),
    **reductions("mse", F.mse_loss, REAL),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    record_table("losses", CASES)
