"""PyTorch's side of src/cases/initializers.ts: mean, variance and bounds of many draws."""
import torch
import torch.nn as nn

from cases import Fixture

LINEAR, CONV, WIDE = (256, 200), (64, 24, 3, 3), (100, 900)


def drawn(initializer, shape=LINEAR, **options):
    def draw():
        t = torch.empty(*shape)
        initializer(t, **options)
        return t
    return draw


INITIALIZERS = {
    "uniform": drawn(nn.init.uniform_, a=-0.2, b=0.3),
    "normal": drawn(nn.init.normal_, mean=0.1, std=0.3),
    "constant": drawn(nn.init.constant_, val=0.3),
    "zeros": drawn(nn.init.zeros_),
    "xavierUniform": drawn(nn.init.xavier_uniform_),
    "xavierUniform of a convolution": drawn(nn.init.xavier_uniform_, CONV, gain=2),
    "xavierNormal": drawn(nn.init.xavier_normal_),
    "xavierNormal of a convolution": drawn(nn.init.xavier_normal_, CONV),
    "kaimingUniform": drawn(nn.init.kaiming_uniform_),
    "kaimingUniform of a convolution": drawn(nn.init.kaiming_uniform_, CONV, mode="fan_out", nonlinearity="relu"),
    "kaimingUniform a": drawn(nn.init.kaiming_uniform_, a=0.5),
    "kaimingNormal": drawn(nn.init.kaiming_normal_),
    "kaimingNormal of a convolution": drawn(nn.init.kaiming_normal_, CONV, mode="fan_out", nonlinearity="tanh"),
    "orthogonal": drawn(nn.init.orthogonal_),
    "orthogonal wide": drawn(nn.init.orthogonal_, WIDE, gain=2),
    "Linear": lambda: nn.Linear(200, 256).weight,
    "Linear bias": lambda: nn.Linear(16, 4000).bias,
    "Conv2d": lambda: nn.Conv2d(24, 64, 3).weight,
    "Conv2d bias": lambda: nn.Conv2d(2, 4000, 3).bias,
    "Conv2d depthwise": lambda: nn.Conv2d(4000, 4000, 3, groups=4000).weight,
    "ConvTranspose2d": lambda: nn.ConvTranspose2d(24, 64, 3).weight,
    "Conv1d": lambda: nn.Conv1d(40, 64, 5).weight,
    "Embedding": lambda: nn.Embedding(300, 100).weight,
    "MultiheadAttention": lambda: nn.MultiheadAttention(64, 4).in_proj_weight,
    "MultiheadAttention out": lambda: nn.MultiheadAttention(128, 4).out_proj.weight,
    "BatchNorm2d": lambda: nn.BatchNorm2d(10).weight,
    "LayerNorm": lambda: nn.LayerNorm(10).weight,
    "PReLU": lambda: nn.PReLU(10).weight,
}

if __name__ == "__main__":
    torch.manual_seed(0)
    fixture = Fixture()
    for name, draw in INITIALIZERS.items():
        t = draw().detach().double()
        statistics = [t.mean(), t.var(unbiased=False), t.min(), t.max(), t.numel()]
        fixture.add(f"{name}/{'x'.join(map(str, t.shape))}", "", {"statistics": torch.tensor(statistics, dtype=torch.float64)})
    fixture.write("initializers")
