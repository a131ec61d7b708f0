import { type ArrayView, elementCount } from '../../array-view.ts';
import type { ConvGeometry } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { ByWork } from '../by-work.ts';
import type { CallPlan } from '../plan/call-plan.ts';
import { PlanCache } from '../plan/plan-cache.ts';
import { inSegment, type PlanRecorder } from '../plan/plan-recorder.ts';
import type { Reduce } from '../reduce/reduce.ts';
import type { Scratch } from '../scratch.ts';
import type { Conv2d, ConvAlgorithm } from './conv2d.ts';
import { viewAt } from './frame.ts';
import {
  type ConvKind,
  type ConvViews,
  isWorthSharing,
  partialSums,
  splitConv,
  workOf,
} from './split-conv.ts';

const kinds: readonly ConvKind[] = ['forward', 'gradInput', 'gradWeight'];

export interface PlannedConvOptions {
  readonly conv2d: ByWork<Conv2d>;
  readonly reduce: Reduce;
  /** Records what `conv2d` calls. */
  readonly recorder: PlanRecorder;
  readonly team: Team;
  /** Where partial sums are. */
  readonly room: Scratch;
  /** Decides for a whole convolution: its parts have other shapes. */
  readonly algorithmFor: (weight: ArrayView, geometry: ConvGeometry) => ConvAlgorithm;
}

/**
 * Convolutions, and gradients of them, shared by a team. What each part calls is found out once for
 * all convolutions of the same shapes and strides. (Measured: without plans that is a quarter of the
 * time of a training step of ResNet-20, on the thread that everything waits for.)
 */
export class PlannedConv {
  readonly #options: PlannedConvOptions;
  readonly #plans = new PlanCache();

  constructor(options: PlannedConvOptions) {
    this.#options = options;
  }

  run(kind: ConvKind, views: ConvViews, geometry: ConvGeometry): void {
    const { team, room, reduce } = this.#options;
    const isShared = isWorthSharing(kind, views);
    const plans = this.#plans.get(keyOf(kind, views, geometry), () =>
      this.#plan(kind, views, geometry, isShared ? team.size : 1),
    );
    const addresses = views.map(({ offset }) => offset * 4);
    const shape = partialSums(kind, views);
    const sums =
      shape === null ? null : viewAt(room(elementCount(shape) * 4), { ...views[2], shape });
    if (sums !== null) addresses.push(sums.offset * 4);
    if (isShared && plans.length > 1)
      team.run(plans.length, (index) => plans[index]!.run(addresses));
    // This thread writes the tables of plans into the scratch space of all kernels.
    else team.atOnce(() => runAll(plans, addresses));
    if (sums !== null) reduce.run('sum', sums, [0], views[2]);
  }

  /** A plan for each part. */
  #plan(
    kind: ConvKind,
    views: ConvViews,
    geometry: ConvGeometry,
    threads: number,
  ): readonly CallPlan[] {
    const { recorder, algorithmFor } = this.#options;
    const conv2d = this.#options.conv2d.for(workOf(kind, views));
    const algorithm = algorithmFor(kind === 'gradWeight' ? views[2] : views[1], geometry);
    const [x, y, output] = views;
    const shape = partialSums(kind, views);
    const sums = shape === null ? null : inSegment(viewAt(0, { ...output, shape }), 3);
    const elsewhere: ConvViews = [inSegment(x, 0), inSegment(y, 1), inSegment(output, 2)];
    return splitConv(kind, elsewhere, geometry, threads, sums).map((part) =>
      recorder.record(() => conv2d[kind](...part.views, part.geometry, algorithm)),
    );
  }
}

function runAll(plans: readonly CallPlan[], addresses: readonly number[]): void {
  for (const plan of plans) plan.run(addresses);
}

/** All that a plan depends on, but for where the views are. */
function keyOf(kind: ConvKind, views: ConvViews, geometry: ConvGeometry): number[] {
  const { stride, padding, dilation, groups } = geometry;
  const key = [kinds.indexOf(kind), groups];
  for (const [rows, columns] of [stride, padding, dilation]) key.push(rows, columns);
  for (const { shape, strides } of views) key.push(...shape, ...strides);
  return key;
}
