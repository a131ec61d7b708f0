/** What the pages know of the experiments: settings and predictions, without the engine. */

export interface RangeSetting {
  readonly kind: 'range';
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly text: (value: number) => string;
}

export interface ChoiceSetting<Option extends string> {
  readonly kind: 'choice';
  readonly label: string;
  readonly options: Readonly<Record<Option, string>>;
}

type SettingKind<Value> = Value extends string ? ChoiceSetting<Value> : RangeSetting;

/** What the reader sets, an experiment each. */
export interface SettingsOf {
  readonly depth: {
    /** Blocks of the deepest network. */
    readonly depth: number;
    readonly width: number;
    readonly initialization: 'he' | 'pytorch';
  };
  readonly paths: { readonly blocks: number; readonly steps: number };
  readonly lesion: { readonly blocks: number; readonly steps: number };
  readonly shattering: {
    readonly depth: number;
    readonly normalization: 'batch' | 'none';
    readonly beta: number;
  };
  readonly landscape: { readonly blocks: number; readonly steps: number; readonly radius: number };
}

export type ExperimentName = keyof SettingsOf;

export interface Entry<Settings> {
  readonly title: string;
  readonly prediction: string;
  /** Paper and section. */
  readonly source: string;
  readonly start: Settings;
  readonly controls: { readonly [Key in keyof Settings]: SettingKind<Settings[Key]> };
}

function range(
  label: string,
  [min, max, step]: readonly [min: number, max: number, step: number],
  text: (value: number) => string,
): RangeSetting {
  return { kind: 'range', label, min, max, step, text };
}

const count = (unit: string) => (value: number) => `${value} ${unit}`;
const trainingSteps = range('Training', [0, 400, 50], count('steps'));

export const catalog: { readonly [Name in ExperimentName]: Entry<SettingsOf[Name]> } = {
  depth: {
    title: 'Gradient norm by depth',
    prediction:
      'Each plain block multiplies the squared gradient by half of n · Var[w], each residual block by 1 plus ' +
      'that. With normalization the growth is a power of the depth, with ReZero there is none.',
    source:
      'He et al. 2015, “Delving deep into rectifiers”, section 2.2; De and Smith 2020, “Batch normalization ' +
      'biases residual blocks”; Bachlechner et al. 2020, “ReZero is all you need”. ' +
      'Networks of finite width stay a little below (Hanin and Nica 2018, “Products of many large random ' +
      'matrices”, theorem 1), which the dashed lines count in.',
    start: { depth: 60, width: 32, initialization: 'pytorch' },
    controls: {
      depth: range('Deepest network', [10, 120, 10], count('blocks')),
      width: range('Width', [16, 64, 16], count('units')),
      initialization: {
        kind: 'choice',
        label: 'Initial weights',
        options: { pytorch: 'PyTorch’s default (1/3n)', he: 'He (variance 2/n)' },
      },
    },
  },
  paths: {
    title: 'Path lengths',
    prediction:
      'Most paths through n blocks take about n/2 branches, but most of the gradient takes short ones.',
    source:
      'Veit et al. 2016, “Residual networks behave like ensembles of relatively shallow networks”, section 5',
    start: { blocks: 16, steps: 200 },
    controls: {
      blocks: range('Network', [4, 28, 4], count('blocks')),
      steps: trainingSteps,
    },
  },
  lesion: {
    title: 'A block taken out',
    prediction:
      'Without any one block a trained residual network works almost as before, and a plain one is at chance.',
    source:
      'Veit et al. 2016, “Residual networks behave like ensembles of relatively shallow networks”, section 4.1',
    start: { blocks: 8, steps: 200 },
    controls: {
      blocks: range('Both networks', [3, 16, 1], count('blocks')),
      steps: trainingSteps,
    },
  },
  shattering: {
    title: 'Shattered gradients',
    prediction:
      'From one input to a near one the gradient of a shallow network changes as brown noise does, that of a ' +
      'deep plain network as white noise does, and that of a residual network lies between.',
    source: 'Balduzzi et al. 2017, “The shattered gradients problem”, figures 1 and 2',
    start: { depth: 24, normalization: 'batch', beta: 1 },
    controls: {
      depth: range('Deep networks', [4, 48, 4], count('layers')),
      normalization: {
        kind: 'choice',
        label: 'Normalization',
        options: { batch: 'Batch normalization', none: 'None' },
      },
      beta: range('Residual branches', [0.1, 1, 0.1], (value) => `× ${value.toFixed(1)}`),
    },
  },
  landscape: {
    title: 'A slice of the loss landscape',
    prediction:
      'Around what training found, the loss of a deep plain network is sharp and not convex; with shortcuts it ' +
      'stays a wide bowl.',
    source:
      'Li et al. 2018, “Visualizing the loss landscape of neural nets”, section 6 (directions as in section 4)',
    start: { blocks: 12, steps: 200, radius: 0.6 },
    controls: {
      blocks: range('Both networks', [2, 24, 2], count('blocks')),
      steps: trainingSteps,
      radius: range('Slice', [0.2, 1, 0.1], (value) => `± ${value.toFixed(1)} of the weights`),
    },
  },
};
