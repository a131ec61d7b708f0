import type { Flow, LayerFlow } from '@plumbline/report';

/** How layers before an activation are to be initialized, by the kind of the activation. */
const initializers: readonly (readonly [kinds: RegExp, advice: string])[] = [
  [/^(ReLU6?|LeakyReLU|PReLU|Hardswish|GELU|SiLU|Mish)$/, 'init.kaimingNormal before @'],
  [/^(Tanh|Hardtanh|Softsign)$/, 'init.xavierNormal before @'],
  [/^SELU$/, "init.kaimingNormal with nonlinearity: 'linear' before @"],
];

/**
 * What to do about initial weights, for the activations that a network has. None helps a deep chain of
 * sigmoids: their mean is 1/2, and their slope at most 1/4 (Glorot and Bengio 2010, section 3.1).
 */
export function initializationAdvice({ layers }: Pick<Flow, 'layers'>): string[] {
  const kinds = [...new Set(layers.map(({ kind }) => kind))];
  const parts = initializers.flatMap(([pattern, advice]) => {
    const found = kinds.filter((kind) => pattern.test(kind));
    return found.length === 0 ? [] : [advice.replace('@', found.join(' and '))];
  });
  if (parts.length > 0) return [`Initialize for the activation: ${parts.join(', ')}.`];
  return kinds.some((kind) => /igmoid$/.test(kind))
    ? []
    : ['Initialize so that layers keep the size of what passes: init.xavierNormal.'];
}

/** The same where one layer is to blame, for what comes after it; `culprit`: null where all are. */
export function initializationOf(flow: Flow, culprit: LayerFlow | null): string[] {
  if (culprit === null) return initializationAdvice(flow);
  if (culprit.parameters === 0 || culprit.kind.includes('Norm')) return [];
  const after = flow.layers.slice(flow.layers.indexOf(culprit) + 1);
  const next = after.find(({ kind }) => !kind.includes('Norm'));
  const [advice] = initializationAdvice({ layers: next === undefined ? [] : [next] });
  return [`Initialize ${culprit.name} (${culprit.kind}) anew. ${advice ?? ''}`.trimEnd()];
}
