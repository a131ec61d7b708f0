import type { ConvGeometry } from '../../kernels.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { ConvAlgorithm } from './conv2d.ts';

/** With fewer channels the transforms cost what they save; measured by bench/winograd.ts. */
const fewestChannels = 8;

/** Winograd's tiles are for 3x3 kernels that move by one pixel. */
export function chooseAlgorithm(
  mode: FeatureMode,
  weight: { readonly shape: readonly number[] },
  { stride, padding, dilation, groups }: ConvGeometry,
): ConvAlgorithm {
  const [outputs = 0, inputs = 0, rows, columns] = weight.shape;
  const moves = [...stride, ...dilation, groups].every((size) => size === 1);
  const fits = moves && rows === 3 && columns === 3 && Math.max(...padding) <= 2;
  const pays = mode !== 'scalar' && Math.min(outputs, inputs) >= fewestChannels;
  return fits && pays ? 'winograd' : 'direct';
}
