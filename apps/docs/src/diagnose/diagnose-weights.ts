import { diagnose, formatBytes, type Summary, summary } from '@plumbline/diagnostics';
import { Report, type ReportJson } from '@plumbline/report';
import { parseSafetensors } from '@plumbline/safetensors';
import { manualSeed, randint, randn, type Tensor } from '@plumbline/tensor';
import type { Digits } from '../story/digits.ts';
import { guessNetwork } from './guess-network.ts';
import { isLarge, makeNetwork } from './make-network.ts';
import type { NetworkChoice } from './network-choice.ts';

export type Weights = Readonly<Record<string, Tensor>>;

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Diagnosed {
  readonly report: ReportJson;
  readonly layers: Table;
}

/** Of a checkpoint of `plumbline train`, before the names of the weights. */
const prefix = 'model.';

/** The tensors in a safetensors file: of a checkpoint the weights alone. SafetensorsError if it is damaged. */
export function readWeights(name: string, bytes: Uint8Array): Weights {
  const { tensors } = parseSafetensors(bytes, { name });
  const own = Object.entries(tensors).filter(([each]) => each.startsWith(prefix));
  if (own.length === 0) return tensors;
  return Object.fromEntries(own.map(([each, tensor]) => [each.slice(prefix.length), tensor]));
}

export function guessOf(weights: Weights): NetworkChoice | null {
  return guessNetwork(
    Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape])),
  );
}

/** The network with these weights, looked at on the digits where they fit, else on random images. */
export async function diagnoseWeights(
  weights: Weights,
  choice: NetworkChoice,
  digits: () => Promise<Digits>,
): Promise<Diagnosed> {
  const { network, classes, channels } = choice;
  manualSeed(0);
  const model = makeNetwork(choice);
  try {
    model.loadStateDict(weights);
  } catch (error) {
    throw new Error(otherModel(network, error));
  }
  const isDigits = channels === 1 && classes === 10;
  const sample = isDigits ? await digitSample(digits) : randomSample(choice);
  const [input] = sample;
  const { flow, findings, model: about, source } = diagnose(model, sample);
  const on = isDigits ? 'handwritten digits' : 'random images';
  const [count, , rows, columns] = input.shape;
  const report = new Report({
    title: `${network} on ${count} ${on} of ${rows} × ${columns}`,
    model: { ...about, name: network },
    source,
    findings,
    ...(flow !== undefined && { flow }),
  });
  return { report: report.toJSON(), layers: layerTable(summary(model, input.slice([0, 1]))) };
}

type Sample = readonly [input: Tensor, target: Tensor];

const examples = 32;

async function digitSample(digits: () => Promise<Digits>): Promise<Sample> {
  const { train, inputs } = await digits();
  const [x, y] = train.batch(Int32Array.from({ length: examples }, (_, i) => i));
  const side = Math.sqrt(inputs);
  return [x.reshape([examples, 1, side, side]), y];
}

/** Half as high and wide as the papers' images, a quarter for the large networks: in seconds. */
function randomSample(choice: NetworkChoice): Sample {
  const [count, side] = isLarge(choice) ? [8, 56] : [examples, 16];
  return [randn([count, choice.channels, side, side]), randint(0, choice.classes, [count])];
}

function layerTable({ rows, parameters, multiplyAdds, outputBytes }: Summary): Table {
  const count = (n: number) => (n === 0 ? '-' : n.toLocaleString('en-US'));
  return {
    head: ['layer', 'kind', 'output', 'parameters', 'multiply-adds', 'memory'],
    rows: [
      ...rows
        .filter(({ name }) => name !== '')
        .map((row) => [
          row.name,
          row.kind,
          row.outputShape?.join(' × ') ?? '(not run)',
          count(row.parameters),
          count(row.multiplyAdds),
          row.outputBytes === 0 ? '-' : formatBytes(row.outputBytes),
        ]),
      ['all', '', '', count(parameters), count(multiplyAdds), formatBytes(outputBytes)],
    ],
  };
}

/** The first of many differences, how many more there are, and what to do. */
function otherModel(network: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = '', ...more] = message.replace('loadStateDict: ', '').split('; ');
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return (
    `The weights are not those of this ${network}: ${first}${rest}. Choose the network that they were ` +
    'trained in, with its classes, channels and width.'
  );
}
