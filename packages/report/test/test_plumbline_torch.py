"""Tests of python/plumbline_torch.py, by unittest. Networks have torchvision's shapes and names."""
import copy
import gc
import json
import sys
import unittest
import weakref
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

sys.path.insert(0, str(Path(__file__).parent.parent / "python"))
import plumbline_torch  # noqa: E402

torch.set_num_threads(1)


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.relu = nn.ReLU(inplace=True)
        self.layer1 = nn.Sequential(BasicBlock(8, 8), BasicBlock(8, 8))
        self.layer2 = nn.Sequential(BasicBlock(8, 16, 2), BasicBlock(16, 16))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer2(self.layer1(x))
        return self.fc(torch.flatten(self.avgpool(x), 1))


BLOCKS = ["layer1.0", "layer1.1", "layer2.0", "layer2.1"]


def batch(seed=0):
    made = torch.Generator().manual_seed(seed)
    return torch.randn(4, 3, 8, 8, generator=made), torch.randint(0, 10, (4,), generator=made)


def train(model, steps, record=None, momentum=0.9):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=momentum)
    for step in range(steps):
        images, labels = batch(step)
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        if record is not None:
            record.loss(loss)
        optimizer.step()


def made(kind=ResNet):
    torch.manual_seed(3)
    return kind()


def by_name(entries):
    return {entry["name"]: entry for entry in entries}


class Wrapped(nn.Module):
    """`function(self, x)` with some layers, after a layer that makes x a tensor with a gradient."""

    def __init__(self, function, **layers):
        super().__init__()
        self.first = nn.Linear(6, 6)
        self.block = Block(function, layers)

    def forward(self, x):
        return self.block(self.first(x))


class Block(nn.Module):
    def __init__(self, function, layers):
        super().__init__()
        self.function = function
        for name, layer in layers.items():
            self.add_module(name, layer)

    def forward(self, *args):
        return self.function(self, *args)


def split(function, **layers):
    """The blocks that are found where a block is `function`, after one pass; and the gradient dL/dx."""
    torch.manual_seed(0)
    model = Wrapped(function, **{name: layer() for name, layer in layers.items()})
    record = plumbline_torch.watch(model)
    whole = []
    model.first.register_forward_hook(lambda _, __, out: whole.append(out.register_hook(whole.append)))
    model(torch.randn(5, 6)).square().sum().backward()
    return by_name(record.report()["flow"]["blocks"]), whole[-1]


linear = lambda: nn.Linear(6, 6)


class Split(unittest.TestCase):
    def check(self, block, terms):
        identity, branch = terms
        expected = {"identity": identity, "branch": branch, "whole": identity + branch}
        for name, term in expected.items():
            self.assertAlmostEqual(block[name][0] / term.norm().item(), 1, 5, name)
        cosine = F.cosine_similarity(identity.flatten(), branch.flatten(), 0).item()
        self.assertAlmostEqual(block["cosine"][0], cosine, 5)

    def test_is_each_terms_own_gradient_in_torchvisions_blocks(self):
        model, (images, labels) = made(), batch()
        record = plumbline_torch.watch(model)
        F.cross_entropy(model(images), labels).backward()
        flow = record.report()["flow"]
        record.stop()
        self.assertEqual([block["name"] for block in flow["blocks"]], BLOCKS)

        # The same network with x twice, so that each side has a leaf of its own.
        x = copy.deepcopy(model).relu(model.bn1(model.conv1(images))).detach()
        blocks = [*model.layer1, *model.layer2]
        for at, block in enumerate(blocks):
            a, b = x.clone().requires_grad_(), x.clone().requires_grad_()
            branch = block.bn2(block.conv2(F.relu(block.bn1(block.conv1(b)))))
            shortcut = a if block.downsample is None else block.downsample(a)
            y = (shortcut + branch).relu()
            x = y.detach()
            for after in blocks[at + 1 :]:
                y = after(y)
            F.cross_entropy(model.fc(y.mean((2, 3))), labels).backward()
            self.check(flow["blocks"][at], (a.grad, b.grad))
            ratio = (branch.norm() / shortcut.norm()).item()
            self.assertAlmostEqual(flow["blocks"][at]["forwardRatio"][0], ratio, 5)

    def test_finds_other_residual_blocks(self):
        functions = {
            "x + F(x)": lambda self, x: x + self.f(x),
            "F(x) + x": lambda self, x: self.f(x) + x,
            "scaled": lambda self, x: x + 0.1 * self.f(x),
            "alpha": lambda self, x: torch.add(x, self.f(x), alpha=0.1),
            "in place": lambda self, x: self.f(x).add_(x).relu_(),
            "normalized after": lambda self, x: F.layer_norm(x + self.f(x), (6,)),
            "a branch that reads x twice": lambda self, x: x + self.f(x) * x.sigmoid(),
            "an empty shortcut": lambda self, x: nn.Sequential()(x) + self.f(x),
        }
        sides = {
            "scaled": lambda f, a, b: a + 0.1 * f(b),
            "alpha": lambda f, a, b: a + 0.1 * f(b),
            "in place": lambda f, a, b: (a + f(b)).relu(),
            "normalized after": lambda f, a, b: F.layer_norm(a + f(b), (6,)),
            "a branch that reads x twice": lambda f, a, b: a + f(b) * b.sigmoid(),
        }
        for name, function in functions.items():
            with self.subTest(name):
                blocks, whole = split(function, f=linear)
                self.assertEqual(list(blocks), ["block"])
                torch.manual_seed(0)
                model = Wrapped(function, f=linear())
                x = model.first(torch.randn(5, 6)).detach()
                a, b = x.clone().requires_grad_(), x.clone().requires_grad_()
                two = sides.get(name, lambda f, a, b: a + f(b))
                two(model.block.f, a, b).square().sum().backward()
                self.check(blocks["block"], (a.grad, b.grad))
                self.assertAlmostEqual(blocks["block"]["whole"][0], whole.norm().item(), 4)

    def test_has_the_gradient_at_the_sum(self):
        def block(b, x):
            return torch.tanh(0.5 * x + b.f(x))

        (found,) = split(block, f=linear)[0].values()
        # The shortcut halves it on its way to x.
        self.assertAlmostEqual(found["sum"][0] / (2 * found["identity"][0]), 1, 5)

    def test_parts_behind_a_preactivation_that_both_sides_read(self):
        def function(self, x):
            x = F.layer_norm(x, (6,)).relu()
            return self.projection(x) + self.g(self.f(x).relu())

        blocks, _ = split(function, f=linear, g=linear, projection=linear)
        torch.manual_seed(0)
        model = Wrapped(function, f=linear(), g=linear(), projection=linear())
        x = F.layer_norm(model.first(torch.randn(5, 6)), (6,)).relu().detach()
        a, b = x.clone().requires_grad_(), x.clone().requires_grad_()
        block = model.block
        (block.projection(a) + block.g(block.f(b).relu())).square().sum().backward()
        self.check(blocks["block"], (a.grad, b.grad))

    def test_finds_none_where_there_is_none(self):
        def twice(self, x):
            x = x + self.f(x)
            return x + self.f(x)

        functions = {
            "plain": lambda self, x: self.f(x).relu(),
            "x doubled": lambda self, x: x + x,
            "a gate": lambda self, x: x * self.f(x),
            "two sums one after another": twice,
            "a sum of what x has no part in": lambda self, x: self.f(x) + torch.ones(6),
            "x given back": lambda self, x: x,
        }
        for name, function in functions.items():
            with self.subTest(name):
                self.assertEqual(split(function, f=linear)[0], {})

    def test_looks_only_at_the_classes_that_are_given(self):
        model = made()
        record = plumbline_torch.watch(model, blocks=(nn.TransformerEncoderLayer,))
        train(model, 1)
        self.assertEqual(record.report()["flow"]["blocks"], [])
        record = plumbline_torch.watch(model, blocks=BasicBlock)
        train(model, 1)
        self.assertEqual(list(by_name(record.report()["flow"]["blocks"])), BLOCKS)


class Flow(unittest.TestCase):
    def test_has_each_layers_norms(self):
        model, (images, labels) = made(), batch()
        record = plumbline_torch.watch(model)
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        record.loss(loss)
        gradients = {name: p.grad.clone() for name, p in model.named_parameters()}
        before = {name: p.detach().clone() for name, p in model.named_parameters()}
        torch.optim.SGD(model.parameters(), lr=0.1).step()
        flow = record.report()["flow"]
        layers = by_name(flow["layers"])
        self.assertEqual(flow["loss"], [loss.item()])
        self.assertEqual(flow["layers"][0]["name"], "conv1")
        self.assertEqual(flow["layers"][-1]["name"], "fc")
        for path, gradient in gradients.items():
            name, _, kind = path.rpartition(".")
            if kind != "weight" or gradient.dim() < 2:
                continue
            layer = layers[name]
            self.assertAlmostEqual(layer["weightGradient"][0], gradient.norm().item(), 5)
            self.assertAlmostEqual(layer["weight"][0], before[path].norm().item(), 4)
            change = (0.1 * gradient.norm() / before[path].norm()).item()
            self.assertAlmostEqual(layer["update"][0], change, 5)
        # Normalizations have no matrices: both vectors count.
        both = torch.cat([gradients["bn1.weight"], gradients["bn1.bias"]]).norm().item()
        self.assertAlmostEqual(layers["bn1"]["weightGradient"][0], both, 5)
        self.assertEqual((layers["bn1"]["parameters"], layers["conv1"]["parameters"]), (16, 216))
        self.assertEqual(layers["layer1.0.conv1"]["block"], "layer1.0")
        self.assertIsNone(layers["fc"]["block"])
        self.assertNotIn("weight", layers["relu"])

    def test_has_activations_and_their_gradients_before_what_changes_them_in_place(self):
        model = nn.Sequential(nn.Linear(6, 4), nn.ReLU(inplace=True), nn.Linear(4, 3))
        record = plumbline_torch.watch(model)
        x = torch.randn(5, 6)
        model(x).square().sum().backward()
        layers = record.report()["flow"]["layers"]
        first = model[0](x).detach().requires_grad_()
        hidden = first.relu()
        hidden.retain_grad()
        last = model[2](hidden)
        last.retain_grad()
        last.square().sum().backward()
        for layer, output in zip(layers, (first, hidden, last)):
            self.assertAlmostEqual(layer["activation"][0], output.norm().item(), 5)
            self.assertAlmostEqual(layer["activationGradient"][0], output.grad.norm().item(), 4)
            self.assertEqual(layer["outputSize"], output.numel())

    def test_counts_dead_saturated_and_nonfinite(self):
        x = torch.tensor([[-1.0, 2.0, -3.0, 0.0], [-2.0, -1.0, 5.0, -0.1]]).requires_grad_()
        tanh, sigmoid = torch.tensor([-3.0, 0.0, 2.3, 1.0]), torch.tensor([-6.0, 0.0, 4.5, 4.2])
        images = torch.ones(2, 3, 2, 2)
        images[:, 1] = -1
        images[0, 2] = -1
        cases = [
            (nn.ReLU(), x, "dead", 2 / 4),
            (nn.ReLU(), images, "dead", 1 / 3),
            (nn.ReLU6(inplace=True), images * 1, "dead", 1 / 3),
            (nn.Tanh(), tanh, "saturated", 2 / 4),
            (nn.Sigmoid(), sigmoid, "saturated", 2 / 4),
            (nn.Hardsigmoid(), torch.tensor([-3.0, 3.0, 2.9, 0.0]), "saturated", 2 / 4),
            (nn.LeakyReLU(), torch.tensor([1.0, float("nan"), float("inf"), 0.0]), "nonFinite", 2 / 4),
        ]
        for layer, given, quantity, share in cases:
            with self.subTest(f"{quantity} {layer}"):
                model = nn.Sequential(layer)
                record = plumbline_torch.watch(model)
                model(given.detach().requires_grad_() * 1).sum().backward()
                self.assertAlmostEqual(record.report()["flow"]["layers"][0][quantity][0], share)

    def test_is_null_where_a_number_is_not_finite(self):
        model = nn.Sequential(nn.Linear(2, 2))
        record = plumbline_torch.watch(model)
        for value in (1.0, float("nan")):
            loss = model(torch.full((1, 2), value)).sum()
            loss.backward()
            record.loss(loss)
        flow = record.report()["flow"]
        self.assertIsNone(flow["loss"][1])
        self.assertIsNone(flow["layers"][0]["activation"][1])
        json.dumps(flow, allow_nan=False)

    def test_tells_frozen_layers_and_those_that_get_no_gradient(self):
        model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        model.aside = nn.Linear(2, 2)
        model.forward = lambda x: model[1](model[0](x))
        model[0].requires_grad_(False)
        record = plumbline_torch.watch(model)
        model(torch.ones(1, 2)).sum().backward()
        frozen, trained, aside = record.report()["flow"]["layers"]
        self.assertTrue(frozen["frozen"])
        self.assertNotIn("weightGradient", frozen)
        self.assertNotIn("activationGradient", frozen)
        self.assertGreater(trained["weightGradient"][0], 0)
        self.assertEqual((aside["name"], aside["weightGradient"]), ("aside", [0.0]))
        self.assertNotIn("activation", aside)
        self.assertNotIn("update", trained)  # no step was made

    def test_looks_at_whole_numbers_and_sparse_gradients(self):
        model = nn.Sequential(nn.Sequential(nn.Embedding(5, 3, sparse=True), nn.Linear(3, 2)), nn.Sequential())
        record = plumbline_torch.watch(model)
        model(torch.tensor([1, 1, 4])).sum().backward()
        embedding, linear = record.report()["flow"]["layers"]
        self.assertEqual((embedding["kind"], linear["kind"]), ("Embedding", "Linear"))
        dense = model[0][0].weight.grad.to_dense().norm().item()
        self.assertAlmostEqual(embedding["weightGradient"][0], dense, 5)

    def test_measures_in_half_precision_too(self):
        model, (images, labels) = made(), batch()
        record = plumbline_torch.watch(model)
        gradients = []
        for block in (*model.layer1, *model.layer2):
            block.register_forward_pre_hook(lambda _, args: args[0].register_hook(gradients.append) and None)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = F.cross_entropy(model(images).float(), labels)
        loss.backward()
        self.assertEqual({gradient.dtype for gradient in gradients}, {torch.bfloat16})
        for block, gradient in zip(record.report()["flow"]["blocks"], reversed(gradients)):
            self.assertAlmostEqual(block["whole"][0] / gradient.double().norm().item(), 1, 5)

    def test_squares_what_float32_could_not(self):
        model = nn.Linear(1, 1, bias=False)
        record = plumbline_torch.watch(model)
        (model(torch.full((1, 1), 1e-30)) * 1e-5).sum().backward()
        self.assertAlmostEqual(record.report()["flow"]["layers"][0]["weightGradient"][0] / 1e-35, 1, 5)

    def test_counts_a_checkpointed_layer_once(self):
        def flow(run):
            torch.manual_seed(0)
            model = Wrapped(lambda self, x: run(self.f, x), f=linear())
            record = plumbline_torch.watch(model)
            model(torch.ones(5, 6)).square().sum().backward()
            return record.report()["flow"]["layers"]

        expected = flow(lambda layer, x: layer(x))
        self.assertIn("activationGradient", expected[1])
        for way in (True, False):
            self.assertEqual(flow(lambda layer, x: checkpoint(layer, x, use_reentrant=way)), expected)


class Watch(unittest.TestCase):
    def test_changes_no_bit_of_the_training(self):
        plain, watched = made(), made()
        train(plain, 6)
        record = plumbline_torch.watch(watched, every=2)
        train(watched, 6, record)
        for (name, a), b in zip(plain.state_dict().items(), watched.state_dict().values()):
            self.assertTrue(torch.equal(a, b), name)
        self.assertEqual(record.report()["flow"]["passes"], [0, 2, 4])

    def test_records_no_evaluation(self):
        model = made()
        record = plumbline_torch.watch(model)
        train(model, 1, record)
        with torch.no_grad():
            model.eval()(batch()[0])
        model.train()
        model(batch()[0])  # no backward pass
        train(model, 1, record)
        flow = record.report()["flow"]
        self.assertEqual(flow["passes"], [0, 2])
        self.assertEqual(len(flow["layers"][0]["activation"]), 2)

    def test_remembers_passes_from_all_over_the_run(self):
        model = nn.Linear(2, 1)
        record = plumbline_torch.watch(model, history=4)
        for _ in range(19):
            model(torch.ones(1, 2)).sum().backward()
        self.assertEqual(record.report()["flow"]["passes"], [0, 8, 16])

    def test_ends(self):
        model = made()
        record = plumbline_torch.watch(model)
        train(model, 1, record)
        record.stop()
        before = record.report()
        train(model, 1)
        self.assertEqual(record.report(), before)
        hooks = [m._forward_hooks or m._forward_pre_hooks for m in model.modules()]
        self.assertFalse(any(hooks) or any(p._backward_hooks for p in model.parameters()))

    def test_leaves_copies_of_the_model_alone(self):
        model = made()
        record = plumbline_torch.watch(model)
        average = copy.deepcopy(model)
        train(average, 2)
        self.assertEqual(record.report()["flow"]["passes"], [])

    def test_keeps_no_graph(self):
        class Witness:
            pass

        model, witnesses = made(), []
        record = plumbline_torch.watch(model)

        def attach(_, __, output):  # to a node, as long as which it lives
            witness = Witness()
            witnesses.append(weakref.ref(witness))
            output.grad_fn.register_hook(lambda *_, held=witness: None)

        for block in (model.layer1[0], model.layer1[0].bn2, model.layer2[0].downsample):
            block.register_forward_hook(attach)
        gc.disable()
        try:
            loss = F.cross_entropy(model(batch()[0]), batch()[1])
            self.assertNotIn(None, [witness() for witness in witnesses])
            loss.backward()
            del loss
            self.assertEqual([witness() for witness in witnesses], [None] * 3)
        finally:
            gc.enable()
        record.stop()

    def test_refuses_senseless_options(self):
        for options in ({"every": 0}, {"history": 1}):
            with self.assertRaisesRegex(ValueError, "from 1 up"):
                plumbline_torch.watch(nn.Linear(1, 1), **options)


if __name__ == "__main__":
    unittest.main()
