import type { Finding, Flow } from '@plumbline/report';
import { formatNorm } from '@plumbline/report';
import type { Rule } from './rule.ts';
import { newest } from './series.ts';

/** Thresholds of the rule `scaled-shortcut`. */
export interface ScaledShortcutThresholds {
  /**
   * What all shortcuts together leave of the gradient: the product over the blocks of
   * |identity term| / |dL/d sum|. Default 0.1, an error from its cube (1e-3) down. With identities it
   * is 1, with their usual projections 0.3 to 1.5; shortcuts times 0.5 beside whole branches left a
   * network of 54 blocks (0.5^54 is 6e-17) with errors above 20 % (He et al. 2016, "Identity mappings",
   * table 1).
   */
  readonly minProduct: number;
  /** The same from above. Default 10, an error from 1e3 up. */
  readonly maxProduct: number;
}

/** Shortcuts that scale the signal; by depth the factors compound. */
export const scaledShortcut: Rule<ScaledShortcutThresholds> = {
  defaults: { minProduct: 0.1, maxProduct: 10 },
  check({ flow }, { minProduct, maxProduct }) {
    const gains = flow === undefined ? [] : gainsOf(flow);
    const product = gains.reduce((all, { gain }) => all * gain, 1);
    if (product < minProduct) return [finding(gains, product, minProduct)];
    return product > maxProduct ? [finding(gains, product, maxProduct)] : [];
  },
};

interface Gain {
  readonly name: string;
  readonly gain: number;
}

/** Of blocks that are not inside another one: of those the outer shortcut goes around. */
function gainsOf({ blocks }: Flow): Gain[] {
  const isInner = (name: string) =>
    blocks.some((outer) => outer.name === '(model)' || name.startsWith(`${outer.name}.`));
  return blocks.flatMap(({ name, identity, sum }) => {
    const gain = newest(identity) / newest(sum);
    return isInner(name) || !Number.isFinite(gain) ? [] : [{ name, gain }];
  });
}

function finding(gains: readonly Gain[], product: number, threshold: number): Finding {
  const shrinks = product < 1;
  const strength = ({ gain }: Gain) => (shrinks ? -1 : 1) * Math.log(gain);
  // Equal ones stay in running order: their logarithms are rounded to 1 %.
  const strongest = gains.toSorted(
    (a, b) => Math.round(100 * strength(b)) - Math.round(100 * strength(a)),
  );
  const scaled = strongest.filter((block) => strength(block) > Math.log(1.05));
  // Many that are near 1 compound as well.
  const named = scaled.length > 0 ? scaled : strongest.slice(0, 1);
  const [first] = named;
  return {
    rule: 'scaled-shortcut',
    severity: Math.abs(Math.log(product)) > 3 * Math.abs(Math.log(threshold)) ? 'error' : 'warning',
    title: shrinks
      ? 'Shortcuts weaken the signal, and the factors compound.'
      : 'Shortcuts amplify the signal, and the factors compound.',
    layers: named.map(({ name }) => name),
    evidence: `The shortcut of ${first?.name} passes ${formatNorm(first?.gain)} of the gradient, all ${gains.length} together ${formatNorm(product)}.`,
    cause:
      'A shortcut with a scale, a gate, or layers of its own (shortcutScale, Highway, shortcut).',
    advice: [
      'Leave shortcuts the identity, and scale the branch instead.',
      ...(shrinks
        ? [
            'Where that is a gate (Highway), start its bias lower (-2 or less), so that it carries x on.',
          ]
        : []),
    ],
    measured: product,
    threshold,
    source:
      'He et al. 2016, "Identity mappings in deep residual networks", section 3, figure 2 and table 1',
  };
}
