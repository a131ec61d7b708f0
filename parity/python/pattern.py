"""Numbers that both sides make alike, so that no file has to hold them: src/pattern.ts is its twin."""
import numpy as np


def fractions(count, seed):
    """In [0, 1): a hash of each index (an integer mixer of xors, shifts and odd factors)."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B1)) & mask
    h = (h + np.uint64(seed * 0x85EBCA6B & 0xFFFFFFFF)) & mask
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        h = ((h ^ (h >> np.uint64(shift))) * np.uint64(factor)) & mask
    return (h ^ (h >> np.uint64(16))).astype(np.float64) / 2**32


def uniform(shape, low, high, seed, dtype=np.float32):
    """`low + (high - low) * fraction`, in float64, then rounded to `dtype`."""
    count = int(np.prod(shape, dtype=np.int64))
    return (low + (high - low) * fractions(count, seed)).astype(dtype).reshape(shape)


def seed_of(name):
    """32 bits of a name (FNV-1a)."""
    h = 0x811C9DC5
    for byte in name.encode():
        h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h


def state_values(name, shape, dtype=np.float32):
    """What the entry `name` of a state dict is set to; None for what stays as it is made."""
    field = name.rsplit(".", 1)[-1]
    if field == "num_batches_tracked":
        return None
    if len(shape) >= 2:
        bound = np.sqrt(6 / np.prod(shape[1:], dtype=np.int64))
        return uniform(shape, -bound, bound, seed_of(name), dtype)
    low, high = (0.5, 1.5) if field in ("weight", "running_var") else (-0.5, 0.5)
    return uniform(shape, low, high, seed_of(name), dtype)
