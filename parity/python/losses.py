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
    "nothing": [u(0, 2), v([], i32)],
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


def reductions(name, function, variants):
    return {
        name if reduction == "mean" else f"{name} {reduction}":
            (lambda *inputs, r=reduction: function(*inputs, reduction=r), variants)
        for reduction in ("mean", "sum", "none")
    }


PROBABILITIES = {
    "matrices": [u(3, 4, low=0.01, high=0.99), u(3, 4, low=0, high=1)],
    "nothing": [u(0, 3, low=0, high=1), u(0, 3, low=0, high=1)],
    "0 and 1": [v([0.0, 1.0, 0.0, 1.0, 1e-30]), v([0.0, 1.0, 1.0, 0.0, 1.0])],
    "float64": [u(3, 4, low=0.01, high=0.99, dtype=f64), u(3, 4, low=0, high=1, dtype=f64)],
}
LOGITS = {
    "matrices": [u(3, 4, low=-5, high=5), u(3, 4, low=0, high=1)],
    "nothing": [u(0, 3), u(0, 3)],
    "large": [v([100.0, -100.0, 1000.0, -1000.0, 0.0]), v([0.0, 1.0, 1.0, 0.0, 0.5])],
    "float64": [u(3, 4, dtype=f64), u(3, 4, low=0, high=1, dtype=f64)],
}
SIGNED = {
    "vector": [u(5, low=0, high=3), v([1.0, -1.0, 1.0, -1.0, -1.0])],
    "kinks": [v([0.0, 1.0, 2.0, 1.0]), v([1.0, -1.0, -1.0, 1.0])],
    "nothing": [u(0), u(0)],
}
PAIRS = {
    "vectors": [u(4, 3), u(4, 3), v([1.0, -1.0, 1.0, -1.0])],
    "one pair": [u(3), u(3), v(-1.0)],
    "zeros": [v([[0.0, 0.0]]), u(1, 2), v([1.0])],
}
RANKED = {
    "vectors": [u(5), u(5), v([1.0, -1.0, 1.0, -1.0, 1.0])],
    "equal": [v([1.0]), v([1.0]), v([1.0])],
}
KINKED = {**REAL, "kinks": [v([0.0, 1.0, 2.0, -1.0]), v([0.0, 0.0, 0.0, 0.0])]}
PIXELS = {"pixels": [u(2, 3, 2, 2), v([[[0, 1], [2, 0]], [[1, 1], [0, 2]]], i32)], "one sample": [u(3), v(2, i32)]}
WEIGHTED = {"rows": [u(3, 4), v([0, 3, 3], i32), u(4, low=0.5, high=2)], "pixels": [u(2, 3, 2), v([[0, 1], [2, 2]], i32), u(3, low=0.5, high=2)]}
IGNORED = {"rows": [u(4, 3), v([0, 2, -100, 1], i32)], "all": [u(2, 3), v([-100, -100], i32)]}
IGNORED_1 = {"rows": [u(4, 3), v([0, 2, 1, 1], i32)], "pixels": PIXELS["pixels"]}
IGNORED_1_WEIGHTED = {"rows": [*IGNORED_1["rows"], u(3, low=0.5, high=2)], "pixels": [*PIXELS["pixels"], u(3, low=0.5, high=2)]}
SHARES = {"rows": [u(3, 4), u(3, 4, low=0, high=1)], "pixels": [u(2, 3, 2), u(2, 3, 2, low=0, high=1)], "float64": [u(3, 4, dtype=f64), u(3, 4, low=0, high=1, dtype=f64)]}
SHARES_WEIGHTED = {"rows": [*SHARES["rows"], u(4, low=0.5, high=2)], "pixels": [*SHARES["pixels"], u(3, low=0.5, high=2)]}
LIKELY = {name: [u(*specs[0].shape, low=-5, high=-0.1, dtype=specs[0].dtype), specs[1]] for name, specs in {**LABELED, **PIXELS}.items() if hasattr(specs[0], "shape")}
LIKELY["a label beyond the classes"] = LABELED["a label beyond the classes"]
DISTRIBUTIONS = {
    "matrices": [u(3, 4, low=-5, high=-0.1), u(3, 4, low=0.1, high=1)],
    "zeros": [u(2, 2, low=-5, high=-0.1), v([[0.0, 1.0], [0.5, 0.0]])],
    "nothing": [u(0, 3), u(0, 3)],
}
LOG_DISTRIBUTIONS = {"matrices": [u(3, 4, low=-5, high=-0.1), u(3, 4, low=-5, high=-0.1)]}


def cross_entropy(**fixed):
    return lambda x, y, reduction: F.cross_entropy(x, y if y.dtype.is_floating_point else y.long(), reduction=reduction, **fixed)


def weighted(function, **fixed):
    """The weight is an input, and no gradient goes to it."""
    return lambda x, y, w, reduction: function(x, y if y.dtype.is_floating_point else y.long(), w.detach(), reduction=reduction, **fixed)


CASES = {
    **reductions("crossEntropy", cross_entropy(), {**LABELED, **PIXELS}),
    **reductions("crossEntropy weight", weighted(F.cross_entropy), WEIGHTED),
    **reductions("crossEntropy smoothing", cross_entropy(label_smoothing=0.1), {**LABELED, **PIXELS}),
    **reductions("crossEntropy weight and smoothing", weighted(F.cross_entropy, label_smoothing=0.1), WEIGHTED),
    **reductions("crossEntropy ignored", cross_entropy(), IGNORED),
    **reductions("crossEntropy ignored 1", cross_entropy(ignore_index=1), IGNORED_1),
    **reductions("crossEntropy ignored 1, weight", weighted(F.cross_entropy, ignore_index=1), IGNORED_1_WEIGHTED),
    **reductions("crossEntropy ignored 1, weight and smoothing", weighted(F.cross_entropy, ignore_index=1, label_smoothing=0.3), IGNORED_1_WEIGHTED),
    **reductions("crossEntropy of probabilities, weight", weighted(F.cross_entropy), SHARES_WEIGHTED),
    **reductions("crossEntropy of probabilities, weight and smoothing", weighted(F.cross_entropy, label_smoothing=0.2), SHARES_WEIGHTED),
    **reductions("crossEntropy of probabilities", cross_entropy(), SHARES),
    **reductions("crossEntropy of probabilities, smoothing", cross_entropy(label_smoothing=0.1), SHARES),
    **reductions("nll", lambda x, y, reduction: F.nll_loss(x, y.long(), reduction=reduction), LIKELY),
    **reductions("nll weight", weighted(F.nll_loss), WEIGHTED),
    **reductions("nll ignored 1, weight", weighted(F.nll_loss, ignore_index=1), IGNORED_1_WEIGHTED),
    **reductions("bce weight", weighted(F.binary_cross_entropy), {"rows": [*PROBABILITIES["matrices"], u(4, low=0.5, high=2)]}),
    **reductions("bceWithLogits weight and posWeight", lambda x, y, w, pos, reduction: F.binary_cross_entropy_with_logits(x, y, w.detach(), pos_weight=pos.detach(), reduction=reduction),
                 {"rows": [*LOGITS["matrices"], u(3, 1, low=0.5, high=2), u(4, low=0.5, high=3)]}),
    **reductions("bce", F.binary_cross_entropy, PROBABILITIES),
    **reductions("bceWithLogits", F.binary_cross_entropy_with_logits, LOGITS),
    **reductions("bceWithLogits posWeight", lambda x, y, w, reduction: F.binary_cross_entropy_with_logits(x, y, pos_weight=w.detach(), reduction=reduction),
                 {"rows": [u(3, 4), u(3, 4, low=0, high=1), u(4, low=0.5, high=3)]}),
    **reductions("mse", F.mse_loss, REAL),
    **reductions("l1", F.l1_loss, KINKED),
    **reductions("huber", F.huber_loss, KINKED),
    **reductions("huber delta 0.5", lambda x, y, reduction: F.huber_loss(x, y, delta=0.5, reduction=reduction), KINKED),
    **reductions("smoothL1", F.smooth_l1_loss, KINKED),
    **reductions("smoothL1 beta 0.5", lambda x, y, reduction: F.smooth_l1_loss(x, y, beta=0.5, reduction=reduction), KINKED),
    **reductions("smoothL1 beta 0", lambda x, y, reduction: F.smooth_l1_loss(x, y, beta=0, reduction=reduction), KINKED),
    **reductions("klDiv constant", lambda x, y, reduction: F.kl_div(x, y.detach(), reduction=reduction), {"some zeros": DISTRIBUTIONS["zeros"]}),
    **reductions("klDiv", F.kl_div, DISTRIBUTIONS),
    **reductions("klDiv logTarget", lambda x, y, reduction: F.kl_div(x, y, log_target=True, reduction=reduction), LOG_DISTRIBUTIONS),
    "klDiv batchMean": (lambda x, y: F.kl_div(x, y, reduction="batchmean"), DISTRIBUTIONS),
    **reductions("cosineEmbedding", F.cosine_embedding_loss, PAIRS),
    **reductions("cosineEmbedding margin 0.2", lambda a, b, y, reduction: F.cosine_embedding_loss(a, b, y, 0.2, reduction=reduction), PAIRS),
    **reductions("hingeEmbedding", F.hinge_embedding_loss, SIGNED),
    **reductions("marginRanking", F.margin_ranking_loss, RANKED),
    **reductions("hingeEmbedding margin 2", lambda x, y, reduction: F.hinge_embedding_loss(x, y.detach(), 2.0, reduction=reduction), SIGNED),
    **reductions("marginRanking margin 0.5", lambda a, b, y, reduction: F.margin_ranking_loss(a, b, y, 0.5, reduction=reduction), RANKED),
    **reductions("softMargin", lambda x, y, reduction: F.soft_margin_loss(x, y.detach(), reduction=reduction), SIGNED),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    record_table("losses", CASES)
