/** The networks of @plumbline/layers whose weights can be diagnosed. */
export const networkLabels = {
  resnet20: 'resnet20',
  resnet32: 'resnet32',
  resnet44: 'resnet44',
  resnet56: 'resnet56',
  resnet110: 'resnet110',
  plain20: 'plain20',
  plain32: 'plain32',
  plain44: 'plain44',
  plain56: 'plain56',
  plain110: 'plain110',
  preactResnet164: 'preactResnet164',
  preactPlain164: 'preactPlain164',
  resnet18: 'resnet18 (large images)',
  resnet34: 'resnet34 (large images)',
  resnet50: 'resnet50 (large images)',
  resnet101: 'resnet101 (large images)',
  plain18: 'plain18 (large images)',
  plain34: 'plain34 (large images)',
} as const;
export type NetworkName = keyof typeof networkLabels;

export const isNetworkName = (name: string): name is NetworkName =>
  Object.hasOwn(networkLabels, name);

export const shortcutLabels = {
  'zero-pad': 'Zeros (option A)',
  projection: '1×1 convolutions (option B)',
} as const;

/** What the weights are of. */
export interface NetworkChoice {
  readonly network: NetworkName;
  readonly classes: number;
  /** Of the images. */
  readonly channels: number;
  /** Channels of the first convolution. */
  readonly width: number;
  /** Where a block changes the shape. */
  readonly shortcut: keyof typeof shortcutLabels;
}
