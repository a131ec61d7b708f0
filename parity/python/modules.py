"""Modules that PyTorch 1.13 lacks, after their papers, and some of PyTorch's as Plumbline calls them."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class RMSNorm(nn.Module):
    def __init__(self, size, eps=torch.finfo(torch.float32).eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(size)), eps

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight


class Attention(nn.MultiheadAttention):
    """Of 8 numbers in 2 heads, batch first; `padded`: the second input is a mask of keys."""

    def __init__(self, bias=True, causal=False, padded=False):
        super().__init__(8, 2, bias=bias, batch_first=True)
        self.causal, self.padded = causal, padded

    def forward(self, query, *others):
        key, value = (query, query) if self.padded or not others else others
        mask = torch.triu(torch.ones(len(query[0]), len(key[0]), dtype=torch.bool), 1) if self.causal else None
        padding = others[0] if self.padded else None
        return super().forward(query, key, value, need_weights=False, attn_mask=mask, key_padding_mask=padding)[0]


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
