"""Modules that PyTorch 1.13 lacks, after their papers, and some of PyTorch's as Plumbline calls them."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class RMSNorm(nn.Module):
    def __init__(self, size, eps=torch.finfo(torch.float32).eps, affine=True):
        super().__init__()
        shape = [size] if isinstance(size, int) else size
        self.axes, self.eps = tuple(range(-len(shape), 0)), eps
        self.weight = nn.Parameter(torch.ones(shape)) if affine else None

    def forward(self, x):
        y = x * torch.rsqrt(x.square().mean(self.axes, keepdim=True) + self.eps)
        return y if self.weight is None else y * self.weight


class Attention(nn.MultiheadAttention):
    """Of 8 numbers in 2 heads, batch first; `roles` says what inputs after the first one are."""

    def __init__(self, *roles, bias=True, causal=False):
        super().__init__(8, 2, bias=bias, batch_first=True)
        self.roles, self.causal = roles, causal

    def forward(self, query, *others):
        given = dict(zip(self.roles, others))
        key = given.pop("key", query)
        value = given.pop("value", key)
        if self.causal:
            given["attn_mask"] = torch.ones(query.shape[1], key.shape[1], dtype=torch.bool).triu(1)
        return super().forward(query, key, value, need_weights=False, **given)[0]


def block(dropout=0.0, **options):
    return nn.TransformerEncoderLayer(8, 2, 16, dropout, norm_first=True, batch_first=True, **options)


class Residual(nn.Module):
    def __init__(self, branch, shortcut=None, scale=1.0, activation=None):
        super().__init__()
        self.branch, self.scale = branch, scale
        if shortcut is not None:
            self.shortcut = shortcut
        if activation is not None:
            self.activation = activation

    def forward(self, x):
        skipped = self.shortcut(x) if hasattr(self, "shortcut") else x
        total = skipped + self.scale * self.branch(x)
        return self.activation(total) if hasattr(self, "activation") else total


class Highway(nn.Module):
    def __init__(self, branch, gate):
        super().__init__()
        self.branch, self.gate = branch, gate

    def forward(self, x):
        t = torch.sigmoid(self.gate(x))
        return t * self.branch(x) + (1 - t) * x


class LayerScale(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        return x * self.gamma


class SkipInit(nn.Module):
    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return x * self.alpha


class ScalarBias(nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return x + self.bias


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, squeezed):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(channels, squeezed, 1), nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.fc2(F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))))


class ZeroPad(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.channels, self.stride = channels, stride

    def forward(self, x):
        x = x[:, :, :: self.stride, :: self.stride]
        return F.pad(x, (0, 0, 0, 0, 0, self.channels - x.shape[1]))
