import { Identity } from '../identity.ts';
import type { Module } from '../module.ts';
import { Residual } from '../residual.ts';

/**
 * A `Residual` under torchvision's names: the layers of its branch and of its preactivation are
 * named as the block's own (`conv1.weight`), its shortcut is `downsample`.
 */
export class ResidualBlock extends Residual {
  override children(): [name: string, module: Module][] {
    return super.children().flatMap(([name, module]) => {
      if (module === this.branch || module === this.preActivation) return module.children();
      if (module !== this.shortcut) return [[name, module]];
      return module instanceof Identity ? [] : [['downsample', module]];
    });
  }
}
