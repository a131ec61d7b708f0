/**
 * A Vite plugin: reports and advice call a layer what its class is called, and a bundle that makes
 * names short keeps those of the layers.
 */
export function keepLayerNames() {
  return {
    name: 'keep-layer-names',
    enforce: 'pre' as const,
    transform(code: string, id: string): string | null {
      if (!id.includes('/packages/layers/src/')) return null;
      return code.replace(
        /^(?:export )?class (\w+)[^{]*\{/gm,
        "$& static { Object.defineProperty(this, 'name', { value: '$1' }); }",
      );
    },
  };
}
