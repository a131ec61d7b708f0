"""Records what flows through a PyTorch model, as a Plumbline report (`plumbline-report/1`).

    record = plumbline_torch.watch(model, every=10)
    for images, labels in loader:
        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        record.loss(loss)
        optimizer.step()
    record.save("report.json")

It looks through hooks, adds nothing to the graph and changes no number of the training. PyTorch 1.13
or later; nothing else is needed.

A pass is a call of the model with gradients enabled, and the backward passes until the next one.
Layers are modules without modules inside: an activation that is a function call is not seen. With a
GradScaler, gradients are those of the scaled loss. Hooks come along when a whole model is pickled: save
its state dict, or `stop()` before.
"""
import json
import math
from collections import defaultdict
from functools import partial
from pathlib import Path

import torch
from torch import nn

# What passes on its input, or nothing, where it has no modules inside.
NO_LAYERS = (nn.Identity, nn.Sequential, nn.ModuleList, nn.ModuleDict)
RECTIFIERS = (nn.ReLU, nn.ReLU6, nn.Hardswish)
# Where the slope is below 0.05 of the largest, by the output y: 1 - y² of tanh; y (1 - y) of sigmoid,
# that is (1 - (2y - 1)²) / 4; 0 at both ends of hardsigmoid.
SQUASHERS = {
    nn.Tanh: lambda y: y.abs() > math.sqrt(0.95),
    nn.Sigmoid: lambda y: (2 * y - 1).abs() > math.sqrt(0.95),
    nn.Hardsigmoid: lambda y: (2 * y - 1).abs() >= 1,
}


def watch(model, every=1, blocks=None, history=1000):
    """Records every `every`-th pass of `model` from now on, as a `Record`.

    `blocks`: a class or a tuple of classes whose instances may be residual blocks; by default every
    module may be. One is where what it returns is, but for activations and normalizations after it,
    a sum of two terms that lead to its input on ways of their own. The way with fewer weights is the
    shortcut. `history`: most passes to remember; when it is full every second one goes, and from then
    on half as many are recorded.
    """
    if every < 1 or history < 2:
        raise ValueError(f"watch: every is from 1 up, history from 2 up, got {every} and {history}")
    return Record(model, every, blocks, history)


class Record:
    """What a `watch` has recorded."""

    def __init__(self, model, every, blocks, history):
        self._model, self._every, self._history = model, every, history
        self._names = {module: name or "(model)" for name, module in model.named_modules()}
        insides = [module for module in self._names if list(module.children())]
        self._layers = [m for m in self._names if m not in insides and not isinstance(m, NO_LAYERS)]
        self._ran_first = {}  # layers in order
        self._blocks = set()  # modules that turned out to be residual blocks
        self._rows, self._passes, self._now = [], 0, None  # `now`: the recorded pass under way
        self._handles, self._heard = [], set()  # `heard`: weights with a hook
        self._features_last = True  # of the next activation's input with three axes

        def hook(module, register, act):
            # A copy of a watched module has its hooks too, but is not watched.
            only = lambda ran, *args: act(module, *args) if ran is module else None
            self._handles.append(register(only))

        hook(model, model.register_forward_pre_hook, self._begin)
        for layer in self._layers:
            hook(layer, layer.register_forward_hook, self._ran)
        for module in insides:
            if blocks is None or isinstance(module, blocks):
                hook(module, module.register_forward_pre_hook, self._entered)
                hook(module, module.register_forward_hook, self._left)
        hook(model, model.register_forward_hook, lambda *_: self._now and self._now.forward_ended())

    def loss(self, value):
        """Notes the loss of the pass under way, a number or a tensor of one element."""
        if self._now is not None:
            self._now.loss = float(value.detach() if isinstance(value, torch.Tensor) else value)

    def report(self, title="Gradient flow"):
        """What was recorded so far, as a report's JSON. Ends the pass under way."""
        self._end()
        model, layers = self._model, {**self._ran_first, **dict.fromkeys(self._layers)}
        parameters = sum(p.numel() for p in model.parameters())
        return {
            "schema": "plumbline-report/1",
            "title": title,
            "model": {"name": type(model).__name__, "parameters": parameters},
            "source": {"framework": "PyTorch", "version": str(torch.__version__)},
            "flow": {
                "passes": [row["pass"] for row in self._rows],
                **measured(loss=[row["loss"] for row in self._rows]),
                "layers": [self._layer(layer) for layer in layers],
                "blocks": [self._block(module) for module in self._names if module in self._blocks],
            },
        }

    def save(self, path, title="Gradient flow"):
        """Writes `report()` to a file."""
        text = json.dumps(self.report(title), allow_nan=False)
        Path(path).write_text(text, encoding="utf-8")

    def stop(self):
        """Removes all hooks. What was recorded stays."""
        self._end()
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    # Hooks

    def _begin(self, *_):
        if not torch.is_grad_enabled():
            return
        self._end()
        number, self._passes = self._passes, self._passes + 1
        if number % self._every != 0:
            return
        self._now = Pass(number)
        for layer in self._layers:
            for weight in weights_of(layer):
                self._now.add(layer, "weight", square(weight))
                if weight.requires_grad:
                    self._now.before.append((layer, weight, weight.detach().clone()))
                if weight.requires_grad and weight not in self._heard:
                    self._heard.add(weight)
                    self._handles.append(weight.register_hook(partial(self._weight_heard, layer)))

    def _weight_heard(self, layer, gradient):
        if self._now is not None:
            self._now.arrived(layer, "weightGradient", gradient)

    def _ran(self, layer, _, output):
        now, output = self._now, tensor_in(output)
        if now is None or output is None or not output.is_floating_point():
            return
        # A checkpoint runs layers again in the backward pass: it is there that the gradient arrives.
        if output.grad_fn is not None:
            hear(edge_of(output), lambda gradient: now.arrived(layer, "activationGradient", gradient))
        if not now.is_forward:
            return
        self._ran_first[layer] = None
        now.outputs[edge_of(output)] = square(output)
        now.add(layer, "activation", now.outputs[edge_of(output)])
        now.add(layer, "outputSize", output.numel())
        output = output.detach()
        now.share(layer, "nonFinite", ~torch.isfinite(output))
        if isinstance(layer, (nn.Linear, nn.LayerNorm, nn.MultiheadAttention, nn.Conv1d, nn.BatchNorm1d)):
            self._features_last = not isinstance(layer, (nn.Conv1d, nn.BatchNorm1d))
        if isinstance(layer, RECTIFIERS) and output.dim() > 0:
            is_second = output.dim() > 3 or (output.dim() == 3 and not self._features_last)
            units = output.transpose(0, 1 if is_second else -1).flatten(1) if output.dim() > 1 else output[:, None]
            now.share(layer, "dead", (units == 0).all(1))
        if type(layer) in SQUASHERS:
            now.share(layer, "saturated", SQUASHERS[type(layer)](output))

    def _entered(self, module, args):
        now = self._now
        if now is None or not now.is_forward:
            return
        inputs = [x for x in args if isinstance(x, torch.Tensor)]
        now.inputs[module] = [edge_of(x) for x in inputs]
        if inputs and inputs[0].grad_fn is not None and edge_of(inputs[0]) not in now.outputs:
            now.outputs[edge_of(inputs[0])] = square(inputs[0])

    def _left(self, module, _, output):
        now, output = self._now, tensor_in(output)
        if now is None or not now.is_forward:
            return
        inputs = now.inputs.pop(module, [])
        split = None if output is None else split_of(edge_of(output), inputs)
        if split is None or split[0] in now.joins:
            return
        join, terms, sides = split
        now.joins.add(join)  # modules around this one may return the same sum
        self._blocks.add(module)
        if getattr(join[0], "_saved_alpha", 1) == 1:  # torch.add multiplies by it
            for quantity, edge in zip("sF", terms):
                if edge in now.outputs:  # of a layer
                    now.add(module, quantity, now.outputs[edge])
        hear_sides(sides, lambda identity, branch: now.split_arrived(module, identity, branch))
        hear(join, lambda gradient: now.arrived(module, "sum", gradient))

    def _end(self):
        now, self._now = self._now, None
        if now is None or not (now.went_back or now.loss is not None):
            return
        self._rows.append(now.row())
        if len(self._rows) > self._history:
            self._every *= 2
            self._rows = [row for row in self._rows if row["pass"] % self._every == 0]

    # What a report has of layers and blocks

    def _sums(self, module, quantity):
        return [row["sums"].get((module, quantity), math.nan) for row in self._rows]

    def _norms(self, module, *quantities):
        return {q: [math.sqrt(total) for total in self._sums(module, q)] for q in quantities}

    def _layer(self, layer):
        weights, name = weights_of(layer), self._names[layer]
        sizes = [int(size) for size in self._sums(layer, "outputSize") if not math.isnan(size)]
        norms = self._norms(layer, "activation", "activationGradient", "weight", "weightGradient", "update")
        norms["update"] = ratios(norms["update"], norms["weight"])
        shares = {
            share: ratios(self._sums(layer, share), self._sums(layer, share + " of"))
            for share in ("dead", "saturated", "nonFinite")
        }
        blocks = [path for module, path in self._names.items() if module in self._blocks]
        around = [path for path in blocks if path == "(model)" or name.startswith(path + ".")]
        return {
            "name": name,
            "kind": type(layer).__name__,
            "block": around[-1] if around else None,  # the innermost
            "parameters": sum(w.numel() for w in weights),
            "frozen": all(not w.requires_grad for w in weights),
            **({"outputSize": sizes[-1]} if sizes else {}),
            **measured(**norms, **shares),
        }

    def _block(self, block):
        terms = self._norms(block, "identity", "branch", "whole")
        norms = self._norms(block, "sum", "F", "s")
        cosine = ratios(ratios(self._sums(block, "product"), terms["identity"]), terms["branch"])
        return {
            "name": self._names[block],
            **{name: finite(norm) for name, norm in terms.items()},
            **measured(sum=norms["sum"], cosine=cosine, forwardRatio=ratios(norms["F"], norms["s"])),
        }


class Pass:
    """The sums of a pass under way, on the devices where they were computed."""

    def __init__(self, number):
        self.number, self.loss, self.went_back = number, None, False
        self.sums = {}  # by module and quantity
        self.before = []  # layers and their weights before the step
        self.is_forward = True
        # Of the graph: sums of squares by edge, edges by the module that they enter, sums of blocks.
        self.outputs, self.inputs, self.joins = {}, {}, set()

    def forward_ended(self):
        """Lets go of the graph, which lives until here in what is known of its nodes."""
        self.is_forward = False
        for known in (self.outputs, self.inputs, self.joins):
            known.clear()

    def add(self, module, quantity, value):
        self.sums[module, quantity] = self.sums.get((module, quantity), 0) + value

    def share(self, module, quantity, mask):
        self.add(module, quantity, mask.sum())
        self.add(module, quantity + " of", mask.numel())

    def arrived(self, module, quantity, gradient):
        self.went_back = True
        self.add(module, quantity, square(gradient))

    def split_arrived(self, block, identity, branch):
        for quantity, term in (("identity", identity), ("branch", branch), ("whole", identity + branch)):
            self.arrived(block, quantity, term)
        a, b = (term.reshape(-1).to(wide_dtype(term)) for term in (identity, branch))
        self.add(block, "product", torch.dot(a, b))

    def row(self):
        """The numbers of the pass, once it is over."""
        changes = defaultdict(float)
        for layer, weight, before in self.before:
            changes[layer, "update"] += square(weight.detach() - before)
            if self.went_back:
                self.sums.setdefault((layer, "weightGradient"), 0)  # others got one
        changes = numbers(changes)
        sums = {**numbers(self.sums), **(changes if any(changes.values()) else {})}  # without a step, none
        return {"pass": self.number, "loss": math.nan if self.loss is None else self.loss, "sums": sums}


# The graph: an edge is an output of a node, (node, index), and leads on to those that it was made from.


def edge_of(x):
    return x.grad_fn, x.output_nr


def hear(edge, receive):
    """Gives `receive` the gradient of an edge."""
    node, index = edge
    node.register_hook(lambda _, of: receive(of[index]) if of[index] is not None else None)


def hear_sides(sides, receive):
    """Gives `receive` both terms of dL/dx: each is the sum of what leaves through a side's inputs."""
    counts, arrived = [len(side) for side in sides], [[], []]

    def hook_of(side, index):
        def hook(inputs, _):
            if inputs[index] is not None:
                arrived[side].append(inputs[index].detach())
            if [len(gradients) for gradients in arrived] == counts:
                receive(*map(sum, arrived))
                arrived[:] = [], []

        return hook

    # The hooks know no nodes: a node that is known to its own hook would never be freed.
    for side, inputs in enumerate(sides):
        for node, index in inputs:
            node.register_hook(hook_of(side, index))


def split_of(output, inputs):
    """How a residual block's output comes from the first of its inputs; None if it is none: the sum, the
    edges of its two terms, and for each the inputs, (node, index), through which its gradient leaves
    for the place where they part. The shortcut comes first.
    """
    if output[0] is None or not inputs or inputs[0][0] is None:
        return None
    source = inputs[0]
    steps = lambda edge: [] if edge in inputs else [e for e in edge[0].next_functions if e[0] is not None]
    above = defaultdict(list)
    for edge in reached(output, steps):
        for below in steps(edge):
            above[below].append(edge)
    leading = reached(source, lambda edge: above[edge])
    onward = lambda edge: [below for below in steps(edge) if below in leading]

    def straight(edge):
        while len(onward(edge)) == 1:
            (edge,) = onward(edge)
        return edge

    join = straight(output)
    terms = onward(join)
    if len(terms) != 2 or not join[0].name().startswith("AddBackward"):
        return None
    ways = [reached(term, onward) for term in terms]
    own = [ways[0] - ways[1], ways[1] - ways[0]]
    leaving, partings = [set(), set()], set()
    for side in (0, 1):
        for edge in own[side] | {join}:
            for index, below in enumerate(edge[0].next_functions):
                is_here = below in leading and (edge != join or below == terms[side])
                if is_here and below not in own[side]:
                    leaving[side].add((edge[0], index))
                    partings.add(below)
    # A preactivation may come before the place where they part, but no sum.
    if len(partings) != 1 or leaving[0] & leaving[1] or straight(*partings) != source:
        return None
    # For the second term where they are alike: x = F(x); x += shortcut.
    order = (0, 1) if size(own[0]) < size(own[1]) else (1, 0)
    return join, [terms[side] for side in order], [leaving[side] for side in order]


def reached(start, steps):
    """All that steps lead to, and the start."""
    seen, waiting = {start}, [start]
    while waiting:
        new = [near for near in steps(waiting.pop()) if near not in seen]
        seen.update(new)
        waiting += new
    return seen


def size(edges):
    """How many weights are read on a way, and how many nodes it has."""
    nodes = {node for node, _ in edges}
    read = [below for node in nodes for below, _ in node.next_functions if below is not None]
    return sum("AccumulateGrad" in node.name() for node in read), len(nodes)


# Numbers


def weights_of(layer):
    """Parameters of two axes or more; all, where there are none such."""
    own = list(layer.parameters(recurse=False))
    return [p for p in own if p.dim() >= 2] or own


def tensor_in(output):
    """A module's output, or the first of several."""
    several = output if isinstance(output, (tuple, list)) else [output]
    return next((x for x in several if isinstance(x, torch.Tensor)), None)


def wide_dtype(x):
    """float64, where the device has it: squares of small gradients are no float32."""
    return torch.float32 if x.device.type == "mps" else torch.float64


def square(x):
    """The sum of the squares of all elements."""
    x = x.detach()
    x = x.coalesce().values() if x.is_sparse else x
    x = torch.view_as_real(x) if x.is_complex() else x
    return torch.linalg.vector_norm(x, dtype=wide_dtype(x)).square()


def numbers(sums):
    """Tensors of one element as numbers, fetched from each device at once."""
    tensors = defaultdict(dict)
    for key, value in sums.items():
        if isinstance(value, torch.Tensor):
            tensors[value.device][key] = value.to(wide_dtype(value))
    read = dict(sums)
    for each in tensors.values():
        read.update(zip(each, torch.stack(list(each.values())).tolist()))
    return read


def ratios(above, below):
    return [a / b if b != 0 else math.nan for a, b in zip(above, below)]


def finite(values):
    """JSON has no NaN and no infinity."""
    return [value if math.isfinite(value) else None for value in values]


def measured(**series):
    """Those in which something was measured."""
    return {name: finite(values) for name, values in series.items() if not all(map(math.isnan, values))}
