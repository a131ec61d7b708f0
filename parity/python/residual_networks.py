"""Residual networks after the papers, with torchvision's names; torchvision itself is not needed."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def convolution(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)


class Block(nn.Module):
    """He et al. 2015, figures 2 and 5; with `first`, He et al. 2016, figure 1b (preactivation).

    A projection then reads what the first activation gives, and so does all of the network's first
    block (`leads`): the stem's output is activated once.
    """

    def __init__(self, inputs, inner, outputs, stride, bottleneck, groups, shortcut, first, leads=False):
        super().__init__()
        if bottleneck:
            convs = [convolution(inputs, inner, 1), convolution(inner, inner, 3, stride, groups),
                     convolution(inner, outputs, 1)]
        else:
            convs = [convolution(inputs, inner, 3, stride), convolution(inner, outputs, 3)]
        self.count, self.first, self.shortcut = len(convs), first, shortcut
        self.outputs, self.stride = outputs, stride
        for i, conv in enumerate(convs, 1):
            setattr(self, f"conv{i}", conv)
            setattr(self, f"bn{i}", nn.BatchNorm2d(conv.in_channels if first else conv.out_channels))
        self.leads = leads
        self.changes = inputs != outputs or stride != 1
        if self.changes and shortcut == "projection":
            layers = [convolution(inputs, outputs, 1, stride)] + ([] if first else [nn.BatchNorm2d(outputs)])
            self.downsample = nn.Sequential(*layers)

    def skip(self, x):
        if not self.changes:
            return x
        if self.shortcut == "projection":
            return self.downsample(x)
        x = x[:, :, :: self.stride, :: self.stride]
        return F.pad(x, (0, 0, 0, 0, 0, self.outputs - x.shape[1]))

    def forward(self, x):
        y, skipped = x, x
        for i in range(1, self.count + 1):
            conv, bn = getattr(self, f"conv{i}"), getattr(self, f"bn{i}")
            if self.first:
                y = bn(y).relu()
                if i == 1 and (self.leads or self.changes and self.shortcut == "projection"):
                    skipped = y
                y = conv(y)
            else:
                y = bn(conv(y))
                y = y.relu() if i < self.count else y
        total = y if self.shortcut == "none" else y + self.skip(skipped)
        return total if self.first else total.relu()


class ResNet(nn.Module):
    def __init__(self, blocks, classes=10, width=16, bottleneck=False, shortcut="projection", first=False,
                 large=False, widen=1, groups=1, width_per_group=64):
        super().__init__()
        self.large, self.first = large, first
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False) if large else convolution(3, width, 3)
        inputs = width
        self.stages = []
        for stage, count in enumerate(blocks):
            planes = width * widen * 2**stage
            inner = planes * width_per_group // 64 * groups if bottleneck else planes
            outputs = planes * (4 if bottleneck else 1)
            layers = []
            for i in range(count):
                stride = 2 if i == 0 and stage > 0 else 1
                leads = first and stage == 0 and i == 0
                layers.append(Block(inputs, inner, outputs, stride, bottleneck, groups, shortcut, first, leads))
                inputs = outputs
            self.stages.append(f"layer{stage + 1}")
            setattr(self, self.stages[-1], nn.Sequential(*layers))
        self.bn1 = nn.BatchNorm2d(inputs if first else width)
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = self.conv1(x)
        if not self.first:
            x = self.bn1(x).relu()
        if self.large:
            x = F.max_pool2d(x, 3, 2, 1)
        for stage in self.stages:
            x = getattr(self, stage)(x)
        if self.first:
            x = self.bn1(x).relu()
        return self.fc(x.mean((2, 3)))
