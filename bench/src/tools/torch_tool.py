"""PyTorch as a tool of the comparison: the Python side of protocol.ts. The argument is the number
of threads."""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

threads = int(sys.argv[1])
torch.set_num_threads(threads)


def matmul():
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return lambda: a @ b


def training_step(model, x):
    y = torch.randint(10, (x.shape[0],))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def perceptron(sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def convolution(inputs, outputs, kernel, stride):
    padding = (kernel - 1) // 2
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False),
        nn.BatchNorm2d(outputs),
    )


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.branch = nn.Sequential(
            convolution(inputs, outputs, 3, stride),
            nn.ReLU(),
            convolution(outputs, outputs, 3, 1),
        )
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else convolution(inputs, outputs, 1, stride)

    def forward(self, x):
        return F.relu(self.branch(x) + self.shortcut(x))


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = convolution(3, 16, 3, 1)
        blocks, inputs = [], 16
        for outputs, stride in ((16, 1), (32, 2), (64, 2)):
            for index in range(3):
                blocks.append(Block(inputs, outputs, stride if index == 0 else 1))
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.blocks(F.relu(self.stem(x))).mean((2, 3)))


def convolution_forward():
    x, weight = torch.randn(16, 64, 32, 32), torch.randn(64, 64, 3, 3)

    def run():
        with torch.no_grad():
            F.conv2d(x, weight, padding=1)

    return run


def convolution_both():
    x = torch.randn(16, 64, 32, 32, requires_grad=True)
    weight = torch.randn(64, 64, 3, 3, requires_grad=True)
    gradient = torch.ones(16, 64, 32, 32)
    return lambda: torch.autograd.grad(F.conv2d(x, weight, padding=1), (x, weight), gradient)


def pointwise():
    e = torch.randn(4 << 20)
    return lambda: (F.relu(e * 1.1 + 0.1) * 0.5).sum().item()


CASES = {
    "matmul": matmul,
    "mlp": lambda: training_step(perceptron([784, 512, 512, 10]), torch.randn(128, 784)),
    "deep-mlp": lambda: training_step(perceptron([64] * 50 + [10]), torch.randn(64, 64)),
    "resnet-20": lambda: training_step(ResNet20(), torch.randn(32, 3, 32, 32)),
    "conv-forward": convolution_forward,
    "conv-both": convolution_both,
    "pointwise": pointwise,
}


def times_of(work, warmups, repeats):
    for _ in range(warmups):
        work()
    milliseconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        milliseconds.append((time.perf_counter() - start) * 1e3)
    return milliseconds


def say(message):
    print(json.dumps(message), flush=True)


def serve():
    name, work = None, None
    say({"name": f"PyTorch {torch.__version__}", "threads": threads})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request.get("peakMemory"):
                kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                say({"peakBytes": kibibytes * 1024})
                continue
            if name != request["run"]:
                name, work = None, None
                name, work = request["run"], CASES[request["run"]]()
            say({"milliseconds": times_of(work, request["warmups"], request["repeats"])})
        except Exception as error:
            say({"error": str(error).split("\n")[0]})


serve()
