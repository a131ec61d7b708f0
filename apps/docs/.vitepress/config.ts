import { defineConfig } from 'vitepress';
import { nav, sidebar } from './navigation.ts';

// For hosting under a sub-path: DOCS_BASE=/plumbline/ pnpm docs
const base = process.env['DOCS_BASE'] ?? '/';

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
    worker: { format: 'es' },
    build: { target: 'es2022' },
    // A string: else esbuild reads the packages' tsconfig.json, and doesn't know its target yet.
    // Names: reports and errors say what a class is called.
    esbuild: {
      tsconfigRaw: '{ "compilerOptions": { "target": "es2022" } }',
      keepNames: true,
    },
  },
});
