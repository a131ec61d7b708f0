import { type Module, Residual } from '@plumbline/layers';
import { type Shape, sameShape } from '@plumbline/tensor';
import { residualBlocks } from '../observed-layers.ts';

/** A part of a network that can be taken out, and what went through it. */
export interface Block {
  readonly name: string;
  readonly module: Module;
  readonly input: Shape;
  readonly output: Shape;
}

export type Whose = 'model' | 'twin';

/**
 * The modules of these names, or the residual blocks that are in no other one, in the order in which
 * they run while `run` runs the model, with the shapes that go in and out.
 */
export function blocksOf<Result>(
  whose: Whose,
  model: Module,
  names: readonly string[] | undefined,
  run: () => Result,
): { result: Result; blocks: Block[] } {
  const chosen = names === undefined ? outermost(model) : named(whose, model, names);
  const shapes = new Map<Module, Pick<Block, 'input' | 'output'>>();
  const removes = chosen.map(([, module]) =>
    module.onForward((_, { shape: input }, { shape: output }) => {
      if (!shapes.has(module)) shapes.set(module, { input, output });
    }),
  );
  try {
    const result = run();
    const names = new Map(chosen.map(([name, module]) => [module, name]));
    for (const [module, name] of names) {
      if (shapes.has(module)) continue;
      throw new RangeError(`lesion: the ${whose}’s forward does not run ${name}`);
    }
    const blocks = [...shapes].map(([module, ran]) => ({
      name: names.get(module)!,
      module,
      ...ran,
    }));
    return { result, blocks };
  } finally {
    for (const remove of removes) remove();
  }
}

function outermost(model: Module): [name: string, module: Module][] {
  const all = residualBlocks(model);
  if (all.length === 0) {
    throw new RangeError(
      'lesion: the model has no residual blocks; say by `blocks` what is to be taken out, as ' +
        'layer1.0 and layer1.1',
    );
  }
  return all
    .filter(([name]) => !all.some(([other]) => isInside(name, other)))
    .map(([name, block]) => [name || '(model)', block]);
}

function named(
  whose: Whose,
  model: Module,
  names: readonly string[],
): [name: string, module: Module][] {
  const all = new Map(model.namedModules());
  return names.map((name) => {
    const module = all.get(name);
    if (module === undefined) {
      const some = [...all.keys()].filter((path) => path !== '').slice(0, 8);
      const fix = whose === 'twin' ? '; name its blocks in twinBlocks' : '';
      throw new RangeError(
        `lesion: the ${whose} has no module '${name}'; it has ${some.join(', ')} ...${fix}`,
      );
    }
    const around = names.find((other) => isInside(name, other));
    if (around === undefined) return [name, module];
    throw new RangeError(`lesion: the block ${name} is inside of ${around}; name one of them`);
  });
}

function isInside(name: string, other: string): boolean {
  return name !== other && (other === '' || name.startsWith(`${other}.`));
}

/** Whether the network still fits together without it. */
export function canDrop({ module, input, output }: Block): boolean {
  return module instanceof Residual || sameShape(input, output);
}
