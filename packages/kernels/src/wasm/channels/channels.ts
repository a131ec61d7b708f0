import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { KernelCache } from '../kernel-cache.ts';
import { shareOut } from '../share-out.ts';
import { channelMoments, channelSums } from './kernels.ts';

/** Float32 statistics of the channels of images [N, C, ...] without gaps. */
export class Channels {
  readonly #mode: FeatureMode;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, team: Team) {
    this.#mode = mode;
    this.#team = team;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Computes and returns true, or returns false if it has no kernel for this. */
  moments(input: ArrayView, output: ArrayView): boolean {
    if (!isPlain(input) || output.dtype !== 'float32') return false;
    const kernel = this.#kernels.get('moments', () => channelMoments(this.#mode));
    this.#split(input, ({ start, length, images, plane, imageBytes, rowBytes }) => {
      const [from, to] = [input.offset * 4 + start * plane * 4, (output.offset + start) * 4];
      kernel(from, to, images, length, plane, imageBytes, rowBytes, 1 / (images * plane));
    });
    return true;
  }

  /** As `moments`. */
  sums(gradient: ArrayView, input: ArrayView, moments: ArrayView, output: ArrayView): boolean {
    const isFast = [gradient, input].every(isPlain) && isContiguous(moments);
    if (!isFast || output.dtype !== 'float32') return false;
    const kernel = this.#kernels.get('sums', () => channelSums(this.#mode));
    this.#split(input, ({ start, length, images, plane, imageBytes, rowBytes }) => {
      const from = [gradient, input].map(({ offset }) => (offset + start * plane) * 4);
      const [means, to] = [moments, output].map(({ offset }) => (offset + start) * 4);
      kernel(...from, means!, to!, images, length, plane, imageBytes, rowBytes);
    });
    return true;
  }

  /** Every channel is computed whole by one thread. */
  #split(input: ArrayView, compute: (part: ChannelPart) => void): void {
    const [images = 0, channels = 0, ...rest] = input.shape;
    const plane = elementCount(rest);
    const [imageBytes, rowBytes] = [channels * plane * 4, channels * 4];
    shareOut(this.#team, channels, images * channels * plane, (start, length) =>
      compute({ start, length, images, plane, imageBytes, rowBytes }),
    );
  }
}

/** Some of the channels of all images. */
interface ChannelPart {
  readonly start: number;
  readonly length: number;
  readonly images: number;
  readonly plane: number;
  readonly imageBytes: number;
  readonly rowBytes: number;
}

function isPlain(view: ArrayView): boolean {
  return view.dtype === 'float32' && isContiguous(view) && elementCount(view.shape) > 0;
}
