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
    if (found !== undefined) return found;
    throw new Error(`no package '${name}' on this page: ${Object.keys(packages).join(', ')}`);
  };
}
