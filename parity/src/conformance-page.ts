import { listedName } from './fixture.ts';
import { knownDifferences } from './known-differences.ts';
import { larger, type Observation } from './observation.ts';
import * as tolerances from './tolerance.ts';

const kinds: Readonly<Record<string, string>> = {
  ops: 'Outputs and gradients. Shapes and dtypes are compared too, and so is what is refused.',
  layers:
    'In training outputs, gradients of inputs and parameters, and buffers; then outputs in evaluation. Names in the state dict are the same. What draws at random is compared in evaluation.',
  losses: 'Values and gradients, with all reductions.',
  optimizers:
    'Parameters after each of 20 steps; those that PyTorch 1.13 lacks, after their papers.',
  schedules: 'The learning rates of 30 steps.',
  models:
    'Logits, loss, gradients of the input and of every parameter (32 elements of each, and its norm), running statistics, logits in evaluation. Convolutions are direct ones.',
  'every element of every gradient': 'The same, all of it, by PyTorch itself.',
  'models with Winograd': 'The same with the engine as it is by default.',
  training: 'The share by which losses differ.',
  exchange:
    "Logits: of PyTorch with weights that Plumbline wrote (`load_state_dict`, `strict=True`), and of Plumbline with PyTorch's.",
  initializers:
    'Mean and variance of tens of thousands of draws, in standard errors of their difference (below 4.5); bounds agree as well.',
};

/** CONFORMANCE.md of what all tests have seen. */
export function conformancePage(observations: readonly Observation[], torch: string): string {
  const sections = Object.entries(kinds).map(([kind, about]) => {
    const mine = observations.filter((observation) => observation.kind === kind);
    return [`## ${capitalized(kind)}`, about, table(mine, kind)].join('\n\n');
  });
  return `${[introduction(torch), ...sections, allowed(), differences(observations)].join('\n\n')}\n`;
}

function introduction(torch: string): string {
  return `# Conformance

<!-- Written by \`pnpm parity --write\` from what the tests have seen. -->

Plumbline beside PyTorch ${torch}. A case is a call with certain inputs: several shapes, float64,
empty axes, ties, NaN and infinities. Differences are the largest seen, relative to the element or to
the largest element of its tensor, as "Allowed" says; \`0\` is the same bits.`;
}

/** One row a name. A test looks for the beginnings of rows, so that none is missing. */
export function rowStart(name: string, cases: number): string {
  return `| \`${name}\` | ${cases} |`;
}

function table(observations: readonly Observation[], kind: string): string {
  const byName = Map.groupBy(observations, ({ name }) =>
    isSentence(kind) ? name : listedName(name),
  );
  const rows = [...byName].map(([name, mine]) => {
    const seen = mine.map((one) => one.seen).reduce(larger);
    return `${rowStart(name, mine.length)} ${shown(seen.float32)} | ${shown(seen.float64)} |`;
  });
  const head = ['| name | cases | float32 | float64 |', '| --- | --- | --- | --- |'];
  return [...head, ...rows.toSorted()].join('\n');
}

/** Where a name says what was done, and not what it was done with. */
function isSentence(kind: string): boolean {
  return kind === 'training' || kind === 'exchange' || kind === 'models';
}

function allowed(): string {
  const rows = Object.entries(tolerances).map(([name, { measure, float32, float64, reason }]) => {
    const by = measure === 'element' ? 'the element' : "its tensor's largest";
    return `| ${name} | ${shown(float32)} | ${shown(float64)} | ${by} | ${reason} |`;
  });
  const head = ['| | float32 | float64 | relative to | why |', '| --- | --- | --- | --- | --- |'];
  return ['## Allowed', [...head, ...rows].join('\n')].join('\n\n');
}

function differences(observations: readonly Observation[]): string {
  const count = observations.filter(({ isKnown }) => isKnown).length;
  const rows = knownDifferences.map(
    ({ kind, cases, reason }) =>
      `| ${kind} | \`${cases.source.replaceAll('|', '\\|')}\` | ${reason} |`,
  );
  return [
    '## Known differences',
    `Where Plumbline means to differ: ${count} of the cases above, which a test holds to differ.`,
    ['| | cases | why |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function shown(difference: number | null): string {
  if (difference === null) return '';
  return difference === 0 ? '0' : difference.toExponential(1);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
