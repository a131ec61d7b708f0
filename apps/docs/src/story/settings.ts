export const networkNames = ['plain', 'residual'] as const;
export type NetworkName = (typeof networkNames)[number];

/** What the reader sets; both networks share all of it but the shortcut. */
export interface StorySettings {
  /** Linear layers, the first and the last included; even. */
  readonly depth: number;
  /** Outputs of every layer but the last. */
  readonly width: number;
  readonly initialization: InitializationName;
  /** What the initial weights in the blocks are multiplied by. */
  readonly branchScale: number;
  /** Whether the second network adds the input of each block to its output. */
  readonly shortcut: boolean;
}

export const initializationLabels = {
  pytorch: 'PyTorch’s default',
  he: 'He (for ReLU)',
  xavier: 'Xavier',
  orthogonal: 'Orthogonal',
} as const;
export type InitializationName = keyof typeof initializationLabels;

export const defaults: StorySettings = {
  depth: 30,
  width: 32,
  initialization: 'pytorch',
  branchScale: 1,
  shortcut: true,
};

/** Where the sliders end. */
export const ranges = {
  depth: { min: 4, max: 60, step: 2 },
  width: { min: 8, max: 96, step: 8 },
  branchScale: { min: 0, max: 3, step: 0.1 },
} as const;

/** Fixed parts of the recipe, the same for both networks. */
export const recipe = { batchSize: 64, lr: 0.01, momentum: 0.9, seed: 1, steps: 500 } as const;
