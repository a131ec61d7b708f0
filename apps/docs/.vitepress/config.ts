import { defineConfig } from 'vitepress';
import { nav, sidebar } from './navigation.ts';

// For hosting under a sub-path: DOCS_BASE=/plumbline/ pnpm docs
const base = process.env['DOCS_BASE'] ?? '/';

/** Where networks are diagnosed classes keep their names, which reports show; all else is lighter without. */
const keepNames = {
  name: 'keep-names',
  configResolved(config: { readonly esbuild: object | false }): void {
    // The worker's file, after those that it is in; of Vite's types it is left out.
    const chain: unknown = Reflect.get(config, 'bundleChain');
    if (!Array.isArray(chain) || !chain.some((file) => String(file).includes('/diagnose/'))) return;
    Object.assign(config, { esbuild: { ...config.esbuild, keepNames: true } });
  },
};

export default defineConfig({
  title: 'Plumbline',
  description: 'Train deep residual networks in TypeScript, and see where the gradient goes.',
  lang: 'en',
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }]],
  cleanUrls: false,
  // What all pages share, the names of the reference's among it, in a file and not in each of them.
  metaChunk: true,
  // The first page is to be light: no page that nobody asked for.
  router: { prefetchLinks: false },
  srcExclude: ['README.md'],
  themeConfig: { logo: '/logo.svg', search: { provider: 'local' }, nav, sidebar },
  vite: {
    // The worker imports packages: it is a module, in pieces.
    worker: { format: 'es', plugins: () => [keepNames] },
    build: { target: 'es2022' },
    // A string: else esbuild reads the packages' tsconfig.json, and doesn't know its target yet.
    esbuild: { tsconfigRaw: '{ "compilerOptions": { "target": "es2022" } }' },
  },
});
