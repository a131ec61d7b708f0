"""How a case is written down: inputs, what PyTorch makes of them, and the gradients."""
import pathlib

import numpy as np
import torch

from pattern import uniform
from write_safetensors import write_safetensors

f32, f64, i32, bool_ = torch.float32, torch.float64, torch.int32, torch.bool
NUMPY = {f32: np.float32, f64: np.float64}
FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures"


class Pattern:
    """Floats that both sides make by a formula."""

    def __init__(self, shape, low, high, dtype, seed):
        self.shape, self.low, self.high, self.dtype, self.seed = list(shape), low, high, dtype, seed

    def make(self, position):
        """The seed is the position among the inputs, from 1 up, unless there is one."""
        array = uniform(self.shape, self.low, self.high, self.seed or position, NUMPY[self.dtype])
        return torch.from_numpy(array)

    def __str__(self):
        dtype = str(self.dtype).removeprefix("torch.")
        return f"{dtype}[{','.join(map(str, self.shape))}] {self.low}..{self.high}" + (f" seed {self.seed}" if self.seed else "")


class Stored:
    """Elements that the file holds."""

    def __init__(self, values, dtype):
        self.values, self.dtype = values, dtype

    def make(self, _):
        return torch.tensor(self.values, dtype=self.dtype)

    def __str__(self):
        return "stored"


def u(*shape, low=-2, high=2, dtype=f32, seed=None):
    """Uniform in [low, high)."""
    return Pattern(shape, low, high, dtype, seed)


def v(values, dtype=f32):
    return Stored(values, dtype)


class Throws(list):
    """Inputs that PyTorch refuses, and that Plumbline must refuse too."""


class Fixture:
    def __init__(self):
        self.arrays, self.metadata = {}, {}

    def add(self, case, description, tensors):
        if case in self.metadata:
            raise ValueError(f"{case} is there twice")
        self.metadata[case] = description
        for name, tensor in tensors.items():
            array = tensor.detach().numpy()
            # Plumbline's whole numbers have 32 bits.
            self.arrays[f"{case}/{name}"] = array.astype(np.int32) if array.dtype == np.int64 else array

    def write(self, name):
        FIXTURES.mkdir(exist_ok=True)
        path = FIXTURES / f"{name}.safetensors"
        write_safetensors(path, self.arrays, {"torch": torch.__version__, **self.metadata})
        print(f"{path.name}: {len(self.metadata)} cases, {path.stat().st_size} bytes")


def inputs_of(specs):
    tensors = [spec.make(1 + i) for i, spec in enumerate(specs)]
    return [t.requires_grad_() if t.dtype.is_floating_point else t for t in tensors]


def stored(specs, tensors):
    return {f"input{i}": t for i, (s, t) in enumerate(zip(specs, tensors)) if isinstance(s, Stored)}


def gradients(outputs, wrt):
    """Of the sum of all outputs, each times numbers of its own; None for what nothing depends on."""
    reached = [(i, y) for i, y in enumerate(outputs) if y.requires_grad]
    if not reached or not wrt:
        return [None] * len(wrt)
    weights = [u(*y.shape, low=-1, high=1, dtype=y.dtype).make(101 + i) for i, y in reached]
    return torch.autograd.grad([y for _, y in reached], wrt, weights, allow_unused=True)


def record(fixture, case, function, specs):
    inputs = inputs_of(specs)
    description = "; ".join(map(str, specs))
    if isinstance(specs, Throws):
        try:
            function(*inputs)
        except (RuntimeError, IndexError, ValueError, TypeError):
            return fixture.add(case, f"throws: {description}", stored(specs, inputs))
        raise AssertionError(f"{case}: PyTorch does not refuse it")
    made = function(*inputs)
    outputs = [made] if isinstance(made, torch.Tensor) else list(made)
    floats = {i: t for i, t in enumerate(inputs) if t.requires_grad}
    slopes = dict(zip(floats, gradients(outputs, list(floats.values()))))
    fixture.add(
        case,
        description,
        {
            **stored(specs, inputs),
            **{f"output{i}": y for i, y in enumerate(outputs)},
            **{f"gradient{i}": g for i, g in slopes.items() if g is not None},
        },
    )


def record_table(name, table):
    """`table`: a function's name -> (the function, what it is called with by the variant's name)."""
    fixture = Fixture()
    for key, (function, variants) in table.items():
        for variant, specs in variants.items():
            try:
                record(fixture, f"{key}/{variant}", function, specs)
            except Exception as error:
                raise RuntimeError(f"{key}/{variant}: {error}") from error
    fixture.write(name)
