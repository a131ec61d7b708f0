import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { loadSplat, storeLane } from '../assembler/memory-access.ts';
import type { I32 } from '../assembler/scalars.ts';
import { runningSums } from '../stretches.ts';

/** A pass over one channel of images [n, c, plane]: where it starts in each, and the sizes. */
interface Pass {
  readonly starts: readonly I32[];
  readonly images: I32;
  readonly plane: I32;
  readonly imageBytes: I32;
}

/**
 * `output[0, c]` is the mean of channel c, `output[1, c]` its biased variance, from the squares of
 * what is left after the mean was taken off: the channel is still in the cache when it is read the
 * second time. Parameters: `input` (the first channel of the first image), `output`, `images`,
 * `channels` (those of this call), `plane`, `imageBytes` from one image to the next, `rowBytes` from
 * a mean to its variance, `share` (1 / elements of a channel).
 */
export function channelMoments(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('channelMoments');
  const [input, output, images, channels] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [plane, imageBytes, rowBytes] = [f.i32(), f.i32(), f.i32()];
  const share = f.f32();
  const factor = f.let(floats(mode, share));
  const pass = { starts: [input], images, plane, imageBytes };
  f.while(channels.gt(0), () => {
    const [sum] = sums(f, mode, pass, 1, ([x]) => [x!]);
    const mean = f.let(sum!.mul(factor));
    const [squares] = sums(f, mode, pass, 1, ([x]) => {
      const centered = f.let(x!.sub(mean));
      return [centered.mul(centered)];
    });
    f.do(storeLane(output, mean));
    f.do(storeLane(output.add(rowBytes), f.let(squares!.mul(factor))));
    f.advance(input, plane.shl(2));
    f.advance(output, 4);
    f.advance(channels, -1);
  });
  return f;
}

/**
 * `output[0, c]` is the sum of the gradient over channel c, `output[1, c]` that of its product with
 * the centered input. Parameters as above, with `gradient` first and the means after `input`.
 */
export function channelSums(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('channelSums');
  const [gradient, input, means, output] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [images, channels, plane] = [f.i32(), f.i32(), f.i32()];
  const [imageBytes, rowBytes] = [f.i32(), f.i32()];
  const pass = { starts: [gradient, input], images, plane, imageBytes };
  f.while(channels.gt(0), () => {
    const mean = f.let(loadSplat(mode, means));
    const [sum, products] = sums(f, mode, pass, 2, ([g, x]) => [g!, g!.mul(x!.sub(mean))]);
    f.do(storeLane(output, sum!));
    f.do(storeLane(output.add(rowBytes), products!));
    f.advance(gradient, plane.shl(2));
    f.advance(input, plane.shl(2));
    f.advance(means, 4);
    f.advance(output, 4);
    f.advance(channels, -1);
  });
  return f;
}

/** The sums of `count` values over a channel, image after image; each in all lanes. */
function sums(
  f: FunctionBuilder,
  mode: FeatureMode,
  { starts, images, plane, imageBytes }: Pass,
  count: number,
  values: (elements: readonly Local<Floats>[]) => readonly Floats[],
): readonly Local<Floats>[] {
  const totals = runningSums(f, mode, count);
  const places = starts.map((start) => f.let<I32>(start));
  const left = f.let<I32>(images);
  f.repeat(() => {
    totals.over(places, plane, values);
    for (const place of places) f.advance(place, imageBytes);
    f.advance(left, -1);
    return left.gt(0);
  });
  return totals.inAllLanes();
}
