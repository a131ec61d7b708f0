import type { Claim } from './experiment.ts';

/** Whether the measurement bears out the predictions, in a sentence. */
export function verdictOf(claims: readonly Claim[], quick: boolean): string {
  return quick ? `${verdict(claims)} (--quick is too small to decide.)` : verdict(claims);
}

function verdict(claims: readonly Claim[]): string {
  const wrong = claims.filter(({ agrees }) => !agrees);
  const all = claims.length === 1 ? 'the prediction' : `all ${claims.length} predictions`;
  if (wrong.length === 0) return `The measurement agrees with ${all}.`;
  const listed = wrong.map(({ prediction, measured }) => `“${prediction}”: ${measured}`).join('; ');
  if (wrong.length === claims.length) return `The measurement disagrees with ${all}: ${listed}.`;
  const right = claims.length - wrong.length;
  return `The measurement agrees with ${right} of ${claims.length} predictions. It disagrees with ${listed}.`;
}
