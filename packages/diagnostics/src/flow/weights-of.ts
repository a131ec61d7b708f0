import type { Parameter } from '@plumbline/autograd';
import type { ObservedLayer } from '../observed-layers.ts';

/** Of a layer's parameters those of two axes or more; all, where there are none such. */
export function weightsOf({ parameters }: Pick<ObservedLayer, 'parameters'>): readonly Parameter[] {
  const weights = parameters.filter(({ rank }) => rank >= 2);
  return weights.length > 0 ? weights : parameters;
}
