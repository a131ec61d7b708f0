/**
 * One sentence about gradient norms by depth, first layer to last. `of`: which gradient they are, as
 * 'dL/d output'.
 */
export function describeFlow(norms: readonly number[], of = ''): string {
  const gradient = of === '' ? 'gradient' : `gradient ${of}`;
  const bad = norms.findIndex((norm) => !Number.isFinite(norm));
  if (bad !== -1) return `The ${gradient} of layer ${bad + 1} of ${norms.length} is not finite.`;
  const [first] = norms;
  if (first === undefined) return 'No layer was watched.';
  // A last layer that is not used, or whose input is 0, says nothing of those before it.
  const last = norms.findLast((norm) => norm > 0);
  if (last === undefined) return `No ${gradient} reaches any of ${norms.length} layers.`;
  if (first === 0)
    return `No ${gradient} reaches the first of ${norms.length} layers: it vanishes to 0 on the way.`;
  const factor = first / last;
  if (factor >= 0.1 && factor <= 10) {
    return `The ${gradient} reaches the first of ${norms.length} layers about as strong as the last (factor ${factor.toPrecision(2)}).`;
  }
  const times = formatFactor(Math.max(factor, 1 / factor));
  return `The ${gradient} reaches the first of ${norms.length} layers ${times} times ${factor < 1 ? 'weaker' : 'stronger'} than the last.`;
}

/** 4,300 or 10^17. */
export function formatFactor(factor: number): string {
  if (factor < 1e6) return Number(factor.toPrecision(2)).toLocaleString('en-US');
  return `10^${Math.round(Math.log10(factor))}`;
}
