import { type ForwardHook, type Module, Residual } from '@plumbline/layers';
import type { Block } from './blocks.ts';

/** Runs `body` with `blocks` taken out: a residual one leaves its shortcut, another one its input. */
export function without<Result>(blocks: readonly Block[], body: () => Result): Result {
  const hooks = blocks.map(({ module }): [Module, ForwardHook] => [
    module,
    (_, input) => (module instanceof Residual ? module.withoutBranch(input) : input),
  ]);
  return hooked(hooks, body);
}

/** Runs `body` with two blocks in each other's place. */
export function swapped<Result>({ module: a }: Block, { module: b }: Block, body: () => Result) {
  let isInOthersPlace = false;
  const run =
    (other: Module): ForwardHook =>
    (_, input) => {
      if (isInOthersPlace) return undefined;
      isInOthersPlace = true;
      try {
        return other.forward(input);
      } finally {
        isInOthersPlace = false;
      }
    };
  return hooked<Result>(
    [
      [a, run(b)],
      [b, run(a)],
    ],
    body,
  );
}

function hooked<Result>(hooks: readonly (readonly [Module, ForwardHook])[], body: () => Result) {
  const removes = hooks.map(([module, hook]) => module.onForward(hook));
  try {
    return body();
  } finally {
    for (const remove of removes) remove();
  }
}
