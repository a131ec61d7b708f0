"""PyTorch's side of src/cases/optimizers.ts: parameters after each of 20 steps; and schedules."""
import torch
from torch import optim
from torch.optim import lr_scheduler

from cases import Fixture, f32, f64, u

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
    "AdamW weight decay": lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.5),
}


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
    # It goes up again after T_max, where ours stays: 30 steps end there.
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, 30, eta_min=0.01),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    fixture = Fixture()
    for name, make in OPTIMIZERS.items():
        for dtype in (f32, f64):
            fixture.add(f"{name}/{str(dtype).removeprefix('torch.')}", "", train(make, dtype))
    fixture.write("optimizers")
    fixture = Fixture()
    for name, make in SCHEDULES.items():
        fixture.add(f"{name}/30 steps", "", rates(make))
    fixture.write("schedules")
