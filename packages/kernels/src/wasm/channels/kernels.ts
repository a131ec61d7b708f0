import { accumulate, acrossLanes } from '../assembler/accumulate.ts';
import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { loadFloats, loadSplat, storeLane } from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';
import { combinations } from '../reduce/kernels.ts';

/** Vectors that are added up before they meet the running sum: it waits for itself less often. */
const together = 4;

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
  const lanes = laneCount(mode);
  const zeros = (): Local<Floats>[] => Array.from({ length: count }, () => f.let(floats(mode, 0)));
  const [totals, rest] = [zeros(), zeros()];
  const places = starts.map((start) => f.let<I32>(start));
  const offset = f.let(i32(0));
  const left = f.let<I32>(images);
  const shift = lanes === 4 ? 4 : 2;
  f.repeat(() => {
    f.set<I32>(offset, i32(0));
    const load = (vector: number): readonly Floats[] =>
      values(places.map((place) => f.let(loadFloats(mode, place.add(offset), vector * lanes * 4))));
    accumulate(f, totals, plane.shr(shift), combinations.sum, () => {
      const vectors = Array.from({ length: together }, (_, i) => load(i).map((x) => f.let(x)));
      f.advance(offset, together * lanes * 4);
      return totals.map((_, i) => {
        const [a, b, c, d] = vectors.map((vector) => vector[i]!);
        return a!.add(b!).add(c!.add(d!));
      });
    });
    const tail = f.let(plane.and(together * lanes - 1));
    f.while(tail.gt(0), () => {
      const elements = places.map((place) => f.let(loadSplat(mode, place.add(offset))));
      for (const [i, value] of values(elements).entries()) {
        f.set<Floats>(rest[i]!, rest[i]!.add(value));
      }
      f.advance(offset, 4);
      f.advance(tail, -1);
    });
    for (const place of places) f.advance(place, imageBytes);
    f.advance(left, -1);
    return left.gt(0);
  });
  return totals.map((total, i) =>
    f.let<Floats>(acrossLanes(f, total, combinations.sum).add(rest[i]!)),
  );
}
