import { closest, distance } from 'fastest-levenshtein';

/** What code on a page may import, loaded when it does. */
const packages: Readonly<Record<string, () => Promise<object>>> = {
  '@plumbline/autograd': () => import('@plumbline/autograd'),
  '@plumbline/data': () => import('@plumbline/data'),
  '@plumbline/diagnostics': () => import('@plumbline/diagnostics'),
  '@plumbline/kernels': () => import('@plumbline/kernels'),
  '@plumbline/layers': () => import('@plumbline/layers'),
  '@plumbline/optimizers': () => import('@plumbline/optimizers'),
  '@plumbline/report': () => import('@plumbline/report'),
  '@plumbline/report/tensorboard': () => import('@plumbline/report/tensorboard'),
  '@plumbline/safetensors': () => import('@plumbline/safetensors'),
  '@plumbline/tensor': () => import('@plumbline/tensor'),
  '@plumbline/training': () => import('@plumbline/training'),
};

/** Loads the packages that the code names; returns what it gets for an import. */
export async function loadPackages(code: string): Promise<(name: string) => object> {
  const named = Object.entries(packages).filter(
    ([name]) => code.includes(`'${name}'`) || code.includes(`"${name}"`),
  );
  const loaded = new Map(
    await Promise.all(named.map(async ([name, load]) => [name, await load()] as const)),
  );
  return (name) => {
    const found = loaded.get(name);
    if (found !== undefined) return strict(name, found);
    throw new Error(`no package '${name}' on this page: ${Object.keys(packages).join(', ')}`);
  };
}

/** A package that throws where a name is asked for that it does not have, instead of giving undefined. */
function strict(name: string, exports: object): object {
  return new Proxy(exports, {
    get(target, key) {
      if (typeof key === 'symbol' || Object.hasOwn(target, key) || askedByCompiler.has(key)) {
        return Reflect.get(target, key);
      }
      const near = closest(key, Object.keys(target));
      const hint = distance(key, near) <= mostSlips ? `; did you mean ${near}?` : '';
      throw new ReferenceError(`${name} has no ${key}${hint}`);
    },
  });
}

/** Letters that a mistyped name is away from the one that was meant. */
const mostSlips = 2;

/** What the code that Sucrase and promises add looks for in any module. */
const askedByCompiler = new Set(['__esModule', 'then']);
