import { isNetworkName, type NetworkChoice, type NetworkName } from './network-choice.ts';

/** Blocks by stage of the networks for ImageNet. */
const large: Readonly<
  Record<string, { readonly basic?: NetworkName; readonly deep?: NetworkName }>
> = {
  '2,2,2,2': { basic: 'resnet18' },
  '3,4,6,3': { basic: 'resnet34', deep: 'resnet50' },
  '3,4,23,3': { deep: 'resnet101' },
};

/**
 * Which network tensors of these names and shapes are of; null for none that is known. A plain network
 * with as many channels all along looks like a residual one, which it is taken for.
 */
export function guessNetwork(
  shapes: Readonly<Record<string, readonly number[]>>,
): NetworkChoice | null {
  const [width, channels, kernel] = shapes['conv1.weight'] ?? [];
  const [classes] = shapes['fc.weight'] ?? [];
  if (width === undefined || channels === undefined || classes === undefined) return null;
  const names = Object.keys(shapes);
  const isDeep = names.some((name) => name.endsWith('.conv3.weight'));
  const hasProjection = names.some((name) => name.includes('.downsample.'));
  const stages = stagesOf(names);
  const network = kernel === 7 ? largeNetwork(stages, isDeep) : smallNetwork(stages, isDeep);
  if (network === null) return null;
  const isPlain = !hasProjection && (kernel === 7 || isDeep);
  const plain = network.replace('resnet', 'plain').replace('Resnet', 'Plain');
  return {
    network: isPlain && isNetworkName(plain) ? plain : network,
    classes,
    channels,
    width,
    shortcut: hasProjection ? 'projection' : 'zero-pad',
  };
}

/** How many blocks there are in layer1, layer2, ... */
function stagesOf(names: readonly string[]): number[] {
  const blocks = new Set(names.flatMap((name) => /^layer\d+\.\d+(?=\.)/.exec(name) ?? []));
  const stages: number[] = [];
  for (const block of blocks) {
    const stage = Number(/\d+/.exec(block)) - 1;
    stages[stage] = (stages[stage] ?? 0) + 1;
  }
  return stages;
}

function largeNetwork(stages: readonly number[], isDeep: boolean): NetworkName | null {
  return large[stages.join(',')]?.[isDeep ? 'deep' : 'basic'] ?? null;
}

/** He et al. 2015, section 4.2: 6n + 2 layers. With bottlenecks (He et al. 2016, appendix) 9n + 2. */
function smallNetwork([n = 0, ...others]: readonly number[], isDeep: boolean): NetworkName | null {
  if (others.length !== 2 || others.some((count) => count !== n)) return null;
  const name = isDeep ? `preactResnet${9 * n + 2}` : `resnet${6 * n + 2}`;
  return isNetworkName(name) ? name : null;
}
