"""PyTorch's side of src/cases/optimizers.ts: parameters after each of 20 steps; and schedules."""
import torch
from torch import nn, optim
from torch.optim import lr_scheduler
from torch.optim.swa_utils import AveragedModel

from cases import Fixture, f32, f64, u
from reference_optimizers import LAMB, Accumulated, Lion, Lookahead, Muon, Wrapped

STEPS = 20


def gradient(parameter, step, position):
    """Depends on the parameter, so that one step's error goes into the next."""
    noise = u(*parameter.shape, low=-1, high=1, dtype=parameter.dtype).make(1000 + 2 * step + position)
    return parameter.detach() + noise


def train(make, dtype):
    """The first parameter has a gradient in all steps; the second has none in every third."""
    parameters = [u(3, 4, dtype=dtype).make(1).requires_grad_(), u(5, dtype=dtype).make(2).requires_grad_()]
    optimizer = make(parameters)
    history = [[], []]
    for step in range(STEPS):
        for i, parameter in enumerate(parameters):
            rests = i == 1 and step % 3 == 2
            parameter.grad = None if rests else gradient(parameter, step, i)
        optimizer.step()
        for steps, parameter in zip(history, parameters):
            steps.append(parameter.detach().clone())
    return {f"parameter{i}": torch.stack(steps) for i, steps in enumerate(history)}


def muon(p):
    """Muon for the matrix, AdamW for the vector."""
    hidden, others = Muon(p[:1], lr=0.02), optim.AdamW(p[1:], lr=3e-4, betas=(0.9, 0.95), eps=1e-10, weight_decay=0)
    return Wrapped(hidden, lambda _: others.step())


OPTIMIZERS = {
    "SGD": lambda p: optim.SGD(p, lr=0.1),
    "SGD momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    "SGD nesterov": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "SGD dampening": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.5),
    "SGD weight decay": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05),
    "Adam": lambda p: optim.Adam(p, lr=0.1),
    "Adam betas": lambda p: optim.Adam(p, lr=0.01, betas=(0.8, 0.9), eps=1e-4),
    "Adam weight decay": lambda p: optim.Adam(p, lr=0.1, weight_decay=0.05),
    "AdamW": lambda p: optim.AdamW(p, lr=0.1),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.05),
    "RMSprop momentum": lambda p: optim.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.9, weight_decay=0.05),
    "RMSprop centered": lambda p: optim.RMSprop(p, lr=0.02, centered=True, eps=1e-3),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.1),
    "Adagrad decay": lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.1, weight_decay=0.05, initial_accumulator_value=0.5),
    "Lion": lambda p: Lion(p, lr=0.02),
    "Lion weight decay": lambda p: Lion(p, lr=0.02, betas=(0.8, 0.95), weight_decay=0.5),
    "LAMB": lambda p: LAMB(p, lr=0.02),
    "LAMB weight decay": lambda p: LAMB(p, lr=0.02, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.5),
    "Muon": muon,
    "lookahead of SGD": lambda p: Lookahead(optim.SGD(p, lr=0.1, momentum=0.9)),
    "accumulate 4 of SGD": lambda p: Accumulated(optim.SGD(p, lr=0.1, momentum=0.9), 4),
    "clipGradNorm": lambda p: Wrapped(optim.SGD(p, lr=0.1), lambda ps: nn.utils.clip_grad_norm_(ps, 1.0)),
    "clipByGlobalNorm": lambda p: Wrapped(optim.SGD(p, lr=0.1), lambda ps: nn.utils.clip_grad_norm_(ps, 1.0)),
    "clipGradValue": lambda p: Wrapped(optim.SGD(p, lr=0.1), lambda ps: nn.utils.clip_grad_value_(ps, 0.5)),
    "clipByValue": lambda p: Wrapped(optim.SGD(p, lr=0.1), lambda ps: nn.utils.clip_grad_value_(ps, 0.5)),
    "AdamW weight decay": lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.5),
}


def average(dtype):
    """The averages of an AveragedModel after each of 20 steps of SGD."""
    model = nn.ParameterList([nn.Parameter(u(3, 4, dtype=dtype).make(1)), nn.Parameter(u(5, dtype=dtype).make(2))])
    averaged = AveragedModel(model, avg_fn=lambda mean, p, _: 0.9 * mean + (1 - 0.9) * p)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    history = [[], []]
    for step in range(STEPS):
        for i, parameter in enumerate(model):
            parameter.grad = gradient(parameter, step, i)
        optimizer.step()
        averaged.update_parameters(model)
        for steps, mean in zip(history, averaged.module):
            steps.append(mean.detach().clone())
    return {f"parameter{i}": torch.stack(steps) for i, steps in enumerate(history)}


def on_plateau(mode="min", **options):
    """The rate before each of 30 steps, whose losses fall, rise and stay."""
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = lr_scheduler.ReduceLROnPlateau(optimizer, mode, **options)
    found = []
    for step in range(30):
        found.append(optimizer.param_groups[0]["lr"])
        schedule.step(abs(10 - step) / 10 if step < 20 else 1.0)
    return {"rates": torch.tensor(found, dtype=f64)}


def rates(make, steps=30, start=0.1):
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=start)
    schedule = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return {"rates": torch.tensor(found, dtype=f64)}


SCHEDULES = {
    "constant": lambda o: lr_scheduler.LambdaLR(o, lambda _: 1.0),
    "step": lambda o: lr_scheduler.StepLR(o, 7, gamma=0.5),
    "multiStep": lambda o: lr_scheduler.MultiStepLR(o, [5, 11, 12], gamma=0.5),
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "linear": lambda o: lr_scheduler.LinearLR(o, 1.0, 0.2, total_iters=20),
    "polynomial": lambda o: lr_scheduler.PolynomialLR(o, total_iters=20, power=2),
    # It goes up again after T_max, where ours stays: 30 steps end there.
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, 30, eta_min=0.01),
    "warmRestarts": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 7, T_mult=2, eta_min=0.01),
    "warmup": lambda o: lr_scheduler.LambdaLR(o, lambda t: min(1.0, (t + 1) / 11)),
    "oneCycle": lambda o: lr_scheduler.OneCycleLR(o, 0.1, total_steps=30, cycle_momentum=False),
    "oneCycle three phases": lambda o: lr_scheduler.OneCycleLR(
        o, 0.1, total_steps=30, pct_start=0.25, div_factor=10, final_div_factor=100, anneal_strategy="linear",
        three_phase=True, cycle_momentum=False),
}
PLATEAUS = {
    "reduceOnPlateau": dict(patience=3),
    "reduceOnPlateau max": dict(mode="max", patience=2, factor=0.5, cooldown=2, threshold=0.05, threshold_mode="abs", min_lr=0.02),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    fixture = Fixture()
    for dtype in (f32, f64):
        variant = str(dtype).removeprefix("torch.")
        for name, make in OPTIMIZERS.items():
            fixture.add(f"{name}/{variant}", "", train(make, dtype))
        fixture.add(f"WeightAverage/{variant}", "", average(dtype))
    fixture.write("optimizers")
    fixture = Fixture()
    for name, make in SCHEDULES.items():
        fixture.add(f"{name}/30 steps", "", rates(make, steps=29 if name.startswith("oneCycle") else 30))
    for name, options in PLATEAUS.items():
        fixture.add(f"{name}/30 steps", "", on_plateau(**options))
    fixture.write("schedules")
