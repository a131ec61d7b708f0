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
from collections import namedtuple

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
    return Record(model, every, blocks, history)


class Record:
    """What a `watch` has recorded."""

    def __init__(self, model, every, blocks, history):
        if every < 1 or history < 2:
            raise ValueError(f"watch: every is from 1 up, history from 2 up, got {every} and {history}")
        self._model, self._every, self._history = model, every, history
        self._names = {module: name or "(model)" for name, module in model.named_modules()}
        insides = [module for module in self._names if list(module.children())]
        self._layers = [m for m in self._names if m not in insides and not isinstance(m, NO_LAYERS)]
        self._ran_first = {}  # layers in order
        self._blocks = set()  # modules that turned out to be residual blocks
        self._rows = []
        self._passes = 0
        self._now = None  # the recorded pass under way
        self._heard = set()  # weights with a hook
        self._features_last = True  # of the next activation's input with three axes

        self._handles = [model.register_forward_pre_hook(only(model, self._begin))]
        for layer in self._layers:
            self._handles.append(layer.register_forward_hook(only(layer, self._ran)))
        for module in insides:
            if blocks is None or isinstance(module, blocks):
                self._handles.append(module.register_forward_pre_hook(only(module, self._entered)))
                self._handles.append(module.register_forward_hook(only(module, self._left)))
        self._handles.append(model.register_forward_hook(only(model, self._forward_ended)))

    def loss(self, value):
        """Notes the loss of the pass under way, a number or a tensor of one element."""
        if self._now is not None:
            self._now.loss = float(value.detach() if isinstance(value, torch.Tensor) else value)

    def report(self, title="Gradient flow"):
        """What was recorded so far, as a report's JSON. Ends the pass under way."""
        self._end()
        layers = list(self._ran_first) + [m for m in self._layers if m not in self._ran_first]
        return {
            "schema": "plumbline-report/1",
            "title": title,
            "model": {
                "name": type(self._model).__name__,
                "parameters": sum(p.numel() for p in self._model.parameters()),
            },
            "source": {"framework": "PyTorch", "version": str(torch.__version__)},
            "flow": {
                "passes": [row["pass"] for row in self._rows],
                **measured({"loss": [row["loss"] for row in self._rows]}),
                "layers": [self._layer(layer) for layer in layers],
                "blocks": [self._block(module) for module in self._names if module in self._blocks],
            },
        }

    def save(self, path, title="Gradient flow"):
        """Writes `report()` to a file."""
        text = json.dumps(self.report(title), allow_nan=False)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

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
        now = self._now = Pass(number)
        for layer in self._layers:
            for weight in weights_of(layer):
                now.add(layer, "weight", square(weight))
                if weight.requires_grad:
                    now.before.append((layer, weight, weight.detach().clone()))
                    self._hear(layer, weight)

    def _hear(self, layer, weight):
        if weight in self._heard:
            return
        self._heard.add(weight)

        def receive(gradient):
            if self._now is not None:
                self._now.arrived(layer, "weightGradient", gradient)

        self._handles.append(weight.register_hook(receive))

    def _ran(self, layer, _, output):
        now, output = self._now, tensor_in(output)
        if now is None or output is None or not output.is_floating_point():
            return
        # A checkpoint runs layers again in the backward pass: it is there that the gradient arrives.
        node, index = edge = edge_of(output)
        if node is not None:

            def receive(gradient):
                if now is self._now:
                    now.arrived(layer, "activationGradient", gradient)

            node.register_hook(of_output(index, receive))
        if now.is_forward:
            self._ran_first[layer] = True
            now.outputs[edge] = square(output)
            now.add(layer, "activation", now.outputs[edge])
            self._count(now, layer, output.detach())

    def _count(self, now, layer, output):
        now.add(layer, "outputSize", output.numel())
        now.share(layer, "nonFinite", ~torch.isfinite(output))
        if isinstance(layer, (nn.Linear, nn.LayerNorm, nn.MultiheadAttention)):
            self._features_last = True
        if isinstance(layer, (nn.Conv1d, nn.BatchNorm1d)):
            self._features_last = False
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
        now.running.append((module, [edge_of(x) for x in inputs]))
        if inputs and inputs[0].grad_fn is not None and edge_of(inputs[0]) not in now.outputs:
            now.outputs[edge_of(inputs[0])] = square(inputs[0])

    def _left(self, module, _, output):
        now, output = self._now, tensor_in(output)
        if now is None or not now.is_forward:
            return
        running, inputs = now.running.pop() if now.running else (None, [])
        split = None if output is None else split_of(edge_of(output), inputs)
        if running is not module or split is None or split.join in now.joins:
            return
        now.joins.add(split.join)  # modules around this one may return the same sum
        self._blocks.add(module)
        now.measure_outputs(module, split)

        def receive(identity, branch):
            if now is self._now:
                now.split_arrived(module, identity, branch)

        def receive_sum(gradient):
            if now is self._now:
                now.arrived(module, "sum", gradient)

        listen(split, receive)
        split.join.register_hook(of_output(0, receive_sum))

    def _forward_ended(self, *_):
        if self._now is not None:
            self._now.forward_ended()

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

    def _norms(self, module, quantity):
        return [math.sqrt(total) for total in self._sums(module, quantity)]

    def _shares(self, module, quantity):
        return ratios(self._sums(module, quantity), self._sums(module, quantity + " of"))

    def _layer(self, layer):
        weights, weight = weights_of(layer), self._norms(layer, "weight")
        sizes = [int(size) for size in self._sums(layer, "outputSize") if not math.isnan(size)]
        series = {
            "activation": self._norms(layer, "activation"),
            "activationGradient": self._norms(layer, "activationGradient"),
            "weight": weight,
            "weightGradient": self._norms(layer, "weightGradient"),
            "update": ratios(self._norms(layer, "update"), weight),
            "dead": self._shares(layer, "dead"),
            "saturated": self._shares(layer, "saturated"),
            "nonFinite": self._shares(layer, "nonFinite"),
        }
        return {
            "name": self._names[layer],
            "kind": type(layer).__name__,
            "block": self._around(layer),
            "parameters": sum(w.numel() for w in weights),
            "frozen": all(not w.requires_grad for w in weights),
            **({"outputSize": sizes[-1]} if sizes else {}),
            **measured(series),
        }

    def _around(self, layer):
        """The path of the innermost residual block around a layer."""
        paths = [name for module, name in self._names.items() if module in self._blocks]
        around = [p for p in paths if p == "(model)" or self._names[layer].startswith(p + ".")]
        return around[-1] if around else None

    def _block(self, block):
        identity, branch, whole = (self._norms(block, term) for term in ("identity", "branch", "whole"))
        cosine = ratios(ratios(self._sums(block, "product"), identity), branch)
        forward = ratios(self._norms(block, "F"), self._norms(block, "s"))
        return {
            "name": self._names[block],
            "identity": finite(identity),
            "branch": finite(branch),
            "whole": finite(whole),
            **measured({"sum": self._norms(block, "sum"), "cosine": cosine, "forwardRatio": forward}),
        }


class Pass:
    """The sums of a pass under way, on the devices where they were computed."""

    def __init__(self, number):
        self.number, self.loss = number, None
        self.is_forward, self.went_back = True, False
        self.sums = {}
        self.before = []  # layers and their weights before the step
        self.forward_ended(is_forward=True)

    def forward_ended(self, is_forward=False):
        """Lets go of the graph, which lives until here in what is known of its nodes."""
        self.is_forward = is_forward
        self.outputs = {}  # sums of squares by edge
        self.running = []  # modules inside each other, with their inputs
        self.joins = set()

    def add(self, module, quantity, value):
        key = (module, quantity)
        self.sums[key] = self.sums[key] + value if key in self.sums else value

    def share(self, module, quantity, mask):
        self.add(module, quantity, mask.sum())
        self.add(module, quantity + " of", mask.numel())

    def arrived(self, module, quantity, gradient):
        self.went_back = True
        self.add(module, quantity, square(gradient))

    def measure_outputs(self, block, split):
        """What the shortcut and the branch give, where these are outputs of layers."""
        if getattr(split.join, "_saved_alpha", 1) != 1:  # torch.add multiplies by it
            return
        for quantity, edge in (("s", split.skipped), ("F", split.transformed)):
            if edge in self.outputs:
                self.add(block, quantity, self.outputs[edge])

    def split_arrived(self, block, identity, branch):
        self.arrived(block, "identity", identity)
        self.arrived(block, "branch", branch)
        self.arrived(block, "whole", identity + branch)
        self.add(block, "product", dot(identity, branch))

    def row(self):
        """The numbers of the pass, once it is over."""
        changes = {}
        for layer, weight, before in self.before:
            changes[layer] = changes.get(layer, 0) + square(weight.detach() - before)
            if self.went_back and (layer, "weightGradient") not in self.sums:
                self.sums[layer, "weightGradient"] = 0.0  # others got one
        changes = numbers({(layer, "update"): change for layer, change in changes.items()})
        has_stepped = any(change != 0 for change in changes.values())
        sums = {**numbers(self.sums), **(changes if has_stepped else {})}
        return {"pass": self.number, "loss": math.nan if self.loss is None else self.loss, "sums": sums}


# The graph

# The node of a sum; the edges through which its two terms come; the edges (nodes, and indices of their
# inputs) through which the gradient of each side leaves for the place where they part.
Split = namedtuple("Split", "join skipped transformed identity branch")


def edge_of(x):
    return x.grad_fn, x.output_nr


def of_output(index, receive):
    """A hook of a node, which gives `receive` the gradient of one of its outputs."""

    def hook(_, outputs):
        if outputs[index] is not None:
            receive(outputs[index])

    return hook


def listen(split, receive):
    """Gives `receive` both terms of dL/dx: each is the sum of what leaves through a side's edges."""
    sides = (split.identity, split.branch)
    counts = [len(edges) for edges in sides]
    arrived = [[], []]

    def hook_of(side, index):
        def hook(inputs, _):
            if inputs[index] is not None:
                arrived[side].append(inputs[index].detach())
            if [len(gradients) for gradients in arrived] == counts:
                terms = [sum(rest, first) for first, *rest in arrived]
                for gradients in arrived:
                    gradients.clear()
                receive(*terms)

        return hook

    # The hooks know no nodes: a node that is known to its own hook would never be freed.
    for side, edges in enumerate(sides):
        for node, index in edges:
            node.register_hook(hook_of(side, index))


def split_of(output, inputs):
    """How a residual block's output comes from the first of its inputs, as edges; None if it is none."""
    if output[0] is None or not inputs or inputs[0][0] is None or output in inputs:
        return None
    source, onward = inputs[0], ways(output, inputs)
    join = output[0]
    while len(onward(join)) == 1:
        if onward(join)[0][1] == source:
            return None
        join = onward(join)[0][1][0]
    if len(onward(join)) != 2 or not join.name().startswith("AddBackward"):
        return None

    sides = [below(edge, source, onward) for _, edge in onward(join)]
    own = [[node for node in side if node not in other] for side, other in (sides, sides[::-1])]
    leaving = [[], []]
    partings = set()
    for side, start in enumerate(onward(join)):
        steps = [(join, *start)] + [(node, *step) for node in own[side] for step in onward(node)]
        for node, index, edge in steps:
            if edge == source or edge[0] not in own[side]:
                leaving[side].append((node, index))
                partings.add(edge)
    if len(partings) != 1 or not (own[0] or own[1]):
        return None
    # A preactivation may come before the place where they part, but no sum.
    place = partings.pop()
    while place != source:
        if len(onward(place[0])) != 1:
            return None
        place = onward(place[0])[0][1]
    # For the second term where they are alike: x = F(x); x += shortcut.
    shortcut = 0 if size(own[0]) < size(own[1]) else 1
    edges = [edge for _, edge in onward(join)]
    return Split(join, edges[shortcut], edges[1 - shortcut], leaving[shortcut], leaving[1 - shortcut])


def ways(output, inputs):
    """A function of a node: which of its edges, with their indices, lead on to the first input."""
    above, seen, waiting = {}, {output[0]}, [output[0]]
    while waiting:
        node = waiting.pop()
        for edge in node.next_functions:
            if edge[0] is None:
                continue
            above.setdefault(edge if edge in inputs else edge[0], []).append(node)
            if edge not in inputs and edge[0] not in seen:
                seen.add(edge[0])
                waiting.append(edge[0])
    leading, waiting = set(), [inputs[0]]
    while waiting:
        for node in above.get(waiting.pop(), ()):
            if node not in leading:
                leading.add(node)
                waiting.append(node)

    def leads(edge):
        return edge == inputs[0] or (edge not in inputs and edge[0] in leading)

    return lambda node: [(k, edge) for k, edge in enumerate(node.next_functions) if leads(edge)]


def below(edge, source, onward):
    """The nodes between an edge and the source."""
    nodes, waiting = {}, [edge]
    while waiting:
        edge = waiting.pop()
        if edge != source and edge[0] not in nodes:
            nodes[edge[0]] = True
            waiting += [edge for _, edge in onward(edge[0])]
    return nodes


def size(nodes):
    """How many weights nodes read, and how many they are."""
    edges = [edge[0] for node in nodes for edge in node.next_functions if edge[0] is not None]
    return sum("AccumulateGrad" in node.name() for node in edges), len(nodes)


# Numbers


def only(module, hook):
    """A copy of a watched module has its hooks too, but is not watched."""
    return lambda ran, *args: hook(module, *args) if ran is module else None


def weights_of(layer):
    """Parameters of two axes or more; all, where there are none such."""
    own = list(layer.parameters(recurse=False))
    return [p for p in own if p.dim() >= 2] or own


def tensor_in(output):
    """A module's output, or the first of several."""
    if isinstance(output, (tuple, list)):
        output = next((x for x in output if isinstance(x, torch.Tensor)), None)
    return output if isinstance(output, torch.Tensor) else None


def wide_dtype(x):
    """float64, where the device has it: squares of small gradients are no float32."""
    return torch.float32 if x.device.type == "mps" else torch.float64


def square(x):
    """The sum of the squares of all elements."""
    x = x.detach()
    x = x.coalesce().values() if x.is_sparse else x
    x = torch.view_as_real(x) if x.is_complex() else x
    return torch.linalg.vector_norm(x, dtype=wide_dtype(x)).square()


def dot(x, y):
    return torch.dot(x.reshape(-1).to(wide_dtype(x)), y.reshape(-1).to(wide_dtype(y)))


def numbers(sums):
    """Tensors of one element as numbers, fetched from each device at once."""
    tensors = {key: value for key, value in sums.items() if isinstance(value, torch.Tensor)}
    read = {key: value for key, value in sums.items() if key not in tensors}
    for device in {value.device for value in tensors.values()}:
        keys = [key for key, value in tensors.items() if value.device == device]
        read.update(zip(keys, torch.stack([tensors[key].to(wide_dtype(tensors[key])) for key in keys]).tolist()))
    return read


def ratios(above, below):
    return [a / b if b != 0 else math.nan for a, b in zip(above, below)]


def finite(values):
    """JSON has no NaN and no infinity."""
    return [value if math.isfinite(value) else None for value in values]


def measured(series):
    """Those in which something was measured."""
    return {name: finite(values) for name, values in series.items() if not all(map(math.isnan, values))}
