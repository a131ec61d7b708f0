import type { Flow, LayerFlow } from '@plumbline/report';

/** Where a value that is NaN or infinite was seen first. */
export interface NonFinite {
  /** The number of the recorded pass. */
  readonly pass: number;
  /** The path of the layer. */
  readonly layer: string;
  /**
   * In its weights before the pass, in its output, or in a gradient, of its output or its weights,
   * where the forward pass was all finite.
   */
  readonly where: 'weight' | 'output' | 'gradient';
}

/**
 * The first layer, in the order of running, where in the first pass that has one a value appears
 * that is not finite; null where none does. The forward pass runs through the layers in order and
 * the backward pass in reverse order.
 */
export function firstNonFinite({ passes, layers }: Flow): NonFinite | null {
  for (const [row, pass] of passes.entries()) {
    const forward = find(layers, (layer) => seenForward(layer, row));
    const found = forward ?? find(layers.toReversed(), (layer) => seenBackward(layer, row));
    if (found !== null) return { pass, ...found };
  }
  return null;
}

function find(
  layers: readonly LayerFlow[],
  seen: (layer: LayerFlow) => NonFinite['where'] | null,
): Omit<NonFinite, 'pass'> | null {
  for (const layer of layers) {
    const where = seen(layer);
    if (where !== null) return { layer: layer.name, where };
  }
  return null;
}

function seenForward({ weight, nonFinite }: LayerFlow, row: number): 'weight' | 'output' | null {
  if (weight?.[row] === Number.POSITIVE_INFINITY) return 'weight';
  return (nonFinite?.[row] ?? 0) > 0 ? 'output' : null;
}

function seenBackward(layer: LayerFlow, row: number): 'gradient' | null {
  const norms = [layer.activationGradient?.[row], layer.weightGradient?.[row]];
  return norms.includes(Number.POSITIVE_INFINITY) ? 'gradient' : null;
}
