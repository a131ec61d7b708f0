"""Optimizers that PyTorch 1.13 lacks, after the algorithms of their papers."""
import torch
from torch.optim import Optimizer


class Lion(Optimizer):
    """Chen et al. 2023."""

    def __init__(self, parameters, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(parameters, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                c = beta1 * m + (1 - beta1) * p.grad
                p -= group["lr"] * (torch.sign(c) + group["weight_decay"] * p)
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


class LAMB(Optimizer):
    """You et al. 2019, algorithm 2, with Adam's bias correction and φ(z) = z."""

    def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.01):
        super().__init__(parameters, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["t"] += 1
                m, v, t = state["m"], state["v"], state["t"]
                m.mul_(beta1).add_(p.grad, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                r = (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + group["eps"])
                r = r + group["weight_decay"] * p
                p -= group["lr"] * p.norm() / r.norm() * r


class Muon(Optimizer):
    """Jordan 2024: momentum, orthogonalized by five rounds of Newton-Schulz, for matrices."""

    def __init__(self, parameters, lr, momentum=0.95, nesterov=True, weight_decay=0.0):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, nesterov=nesterov, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                buffer = self.state[p].setdefault("buffer", torch.zeros_like(p))
                buffer.mul_(group["momentum"]).add_(p.grad)
                g = p.grad + group["momentum"] * buffer if group["nesterov"] else buffer
                p -= group["lr"] * (orthogonalized(g) + group["weight_decay"] * p)


def orthogonalized(g, rounds=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (x.norm() + 1e-7)
    for _ in range(rounds):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    x = x.T if g.shape[0] > g.shape[1] else x
    return x * max(1, g.shape[0] / g.shape[1]) ** 0.5


class Lookahead:
    """Zhang et al. 2019: around an optimizer's step; each parameter counts its own."""

    def __init__(self, inner, k=5, alpha=0.5):
        self.inner, self.k, self.alpha = inner, k, alpha
        self.slow = {p: p.detach().clone() for group in inner.param_groups for p in group["params"]}
        self.counts = {p: 0 for p in self.slow}

    @torch.no_grad()
    def step(self):
        self.inner.step()
        for p, slow in self.slow.items():
            if p.grad is None:
                continue
            self.counts[p] += 1
            if self.counts[p] % self.k == 0:
                slow += self.alpha * (p - slow)
                p.copy_(slow)


class Wrapped:
    """Changes the gradients before an optimizer's step."""

    def __init__(self, inner, change):
        self.inner, self.change = inner, change

    def step(self):
        self.change([p for group in self.inner.param_groups for p in group["params"]])
        self.inner.step()


class Accumulated:
    """Steps with the mean gradient of `every` calls; a gradient that is missing counts as 0."""

    def __init__(self, inner, every):
        self.inner, self.every, self.calls = inner, every, []

    def step(self):
        parameters = [p for group in self.inner.param_groups for p in group["params"]]
        self.calls.append([p.grad for p in parameters])
        if len(self.calls) < self.every:
            return
        for p, *found in zip(parameters, *self.calls):
            there = [g for g in found if g is not None]
            p.grad = sum(there[1:], there[0]) / self.every if there else None
        self.calls = []
        self.inner.step()
