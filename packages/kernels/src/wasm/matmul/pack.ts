import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder } from '../assembler/function-builder.ts';
import type { Floats } from '../assembler/lanes.ts';
import {
  loadF32,
  loadFloats,
  loadPair,
  storeF32,
  storeFloats,
  storePair,
} from '../assembler/memory-access.ts';
import { f32, type I32, i32 } from '../assembler/scalars.ts';
import { transpose4x4 } from '../assembler/transpose.ts';

/*
 * Packing copies a block of a matrix into panels that the micro-kernel reads from front to back: a
 * panel holds `width` rows of a (or columns of b), for each k those `width` values side by side. The
 * width is even; the vector kernels move four values at a time and then two.
 * "Lane" is the index inside a panel, "depth" is k; strides are in bytes.
 */

/** Panels that are filled at the same time: of b, what they take of a step is a line of the cache. */
const panelsAtOnce = 2;

/**
 * Packs whole panels of a matrix whose lanes lie side by side: they are copied as they are, two
 * panels at once. One by one they would read every line of the cache twice, and where the steps are
 * a large power of two apart, it has left the first-level cache in between (measured: 512 columns of
 * 256 steps take 28 us one by one, 17 so).
 * `panelStride` is the bytes of a panel.
 */
export function packAdjacentLanes(mode: FeatureMode, width: number): FunctionBuilder {
  const f = new FunctionBuilder('packAdjacentLanes');
  const [target, source, panels, depth] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [depthStride, panelStride] = [f.i32(), f.i32()];
  const packPanels = (count: number): void => {
    const from = f.let<I32>(source);
    const left = f.let<I32>(depth);
    const targets = [f.let<I32>(target)];
    while (targets.length < count) targets.push(f.let(targets.at(-1)!.add(panelStride)));
    f.repeat(() => {
      for (const [panel, to] of targets.entries()) {
        copyLanes(f, mode, to, from, panel * width * 4, width);
        f.advance(to, width * 4);
      }
      f.advance(from, depthStride);
      f.advance(left, -1);
      return left.gt(0);
    });
    f.advance(source, count * width * 4);
    f.advance(target, panelStride.mul(count));
    f.advance(panels, -count);
  };
  f.while(panels.ge(panelsAtOnce), () => packPanels(panelsAtOnce));
  f.while(panels.gt(0), () => packPanels(1));
  return f;
}

/** Copies `width` values from `offset` bytes after `source`. */
function copyLanes(
  f: FunctionBuilder,
  mode: FeatureMode,
  target: I32,
  source: I32,
  offset: number,
  width: number,
): void {
  for (let lane = 0; lane < width; lane += 4) {
    const isPair = width - lane === 2;
    const load = isPair ? loadPair : loadFloats;
    const values = load(mode, source, offset + lane * 4);
    f.do(isPair ? storePair(target, values, 0, lane * 4) : storeFloats(target, values, lane * 4));
  }
}

/**
 * Packs whole panels of a matrix whose values along k lie side by side: squares of 4x4 are
 * transposed in registers. `depth` is a multiple of 4; `panelStride` is the bytes of a panel.
 */
export function packAdjacentDepth(mode: FeatureMode, width: number): FunctionBuilder {
  const f = new FunctionBuilder('packAdjacentDepth');
  const [target, source, panels, depth] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [laneStride, panelStride] = [f.i32(), f.i32()];
  f.while(panels.gt(0), () => {
    const from = f.let<I32>(source);
    const to = f.let<I32>(target);
    const left = f.let<I32>(depth);
    f.repeat(() => {
      const row = f.let<I32>(from);
      const nextLane = (): Floats => {
        const values = f.let(loadFloats(mode, row));
        f.advance(row, laneStride);
        return values;
      };
      transposeIntoPanel(f, to, width, nextLane);
      f.advance(from, 16);
      f.advance(to, width * 16);
      f.advance(left, -4);
      return left.gt(0);
    });
    f.advance(source, laneStride.mul(width));
    f.advance(target, panelStride);
    f.advance(panels, -1);
  });
  return f;
}

/**
 * Writes four steps of one panel, given lane by lane: each lane has the four in one vector. Squares
 * of 4x4 are transposed in registers, and two lanes that are left.
 */
export function transposeIntoPanel(
  f: FunctionBuilder,
  target: I32,
  width: number,
  nextLane: () => Floats,
): void {
  const place = (step: number, lane: number): number => (step * width + lane) * 4;
  for (let lane = 0; lane + 4 <= width; lane += 4) {
    const rows = [nextLane(), nextLane(), nextLane(), nextLane()];
    for (const [step, values] of transpose4x4(f, rows).entries()) {
      f.do(storeFloats(target, values, place(step, lane)));
    }
  }
  if (width % 4 !== 2) return;
  const [a, b] = [nextLane(), nextLane()];
  const halves = [f.let(a.shuffle(b, [0, 4, 1, 5])), f.let(a.shuffle(b, [2, 6, 3, 7]))];
  for (const [half, values] of halves.entries()) {
    f.do(storePair(target, values, 0, place(half * 2, width - 2)));
    f.do(storePair(target, values, 1, place(half * 2 + 1, width - 2)));
  }
}

/**
 * Packs a part of one panel with any strides: `depth` steps of `lanes` values, and zeros in the
 * lanes that the matrix doesn't have.
 */
export function packAny(width: number): FunctionBuilder {
  const f = new FunctionBuilder('packAny');
  const [target, source, lanes, depth] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [laneStride, depthStride] = [f.i32(), f.i32()];
  const lane = f.let<I32>(i32(0));
  f.repeat(() => {
    const from = f.let(source.add(lane.mul(laneStride)));
    const to = f.let(target.add(lane.shl(2)));
    const left = f.let<I32>(depth);
    const copyLane = (value: () => void): void => {
      f.repeat(() => {
        value();
        f.advance(to, width * 4);
        f.advance(left, -1);
        return left.gt(0);
      });
    };
    f.if(
      lane.lt(lanes),
      () =>
        copyLane(() => {
          f.do(storeF32(to, loadF32(from)));
          f.advance(from, depthStride);
        }),
      () => copyLane(() => f.do(storeF32(to, f32(0)))),
    );
    f.advance(lane, 1);
    return lane.lt(width);
  });
  return f;
}
