import { defineConfig } from 'vitepress';
import { keepLayerNames } from './keep-layer-names.ts';
import { nav, sidebar } from './navigation.ts';
import { boxedIndents, runnableFences } from './runnable-fences.ts';

// For hosting under a sub-path: DOCS_BASE=/plumbline/ pnpm docs
const base = process.env['DOCS_BASE'] ?? '/';

/** Guides before what they are about, and the pages of the reference before the members on them. */
function boostDocument(
  id: string,
  _term: string,
  stored?: Readonly<Record<string, unknown>>,
): number {
  if (id.includes('/guides/')) return 3;
  const isMember = Array.isArray(stored?.['titles']) && stored['titles'].length > 0;
  return id.includes('/reference/') && isMember ? 0.3 : 1;
}

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
  markdown: {
    config: (markdown) => {
      runnableFences(markdown);
      boxedIndents(markdown);
    },
    // The default colors are too weak on the blocks' background.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: '/logo.svg',
    search: { provider: 'local', options: { miniSearch: { searchOptions: { boostDocument } } } },
    nav,
    sidebar,
  },
  vite: {
    // The worker imports packages: it is a module, in pieces.
    worker: { format: 'es', plugins: () => [keepLayerNames()] },
    build: { target: 'es2022' },
    // A string: else esbuild reads the packages' tsconfig.json, and doesn't know its target yet.
    esbuild: { tsconfigRaw: '{ "compilerOptions": { "target": "es2022" } }' },
    plugins: [keepLayerNames()],
  },
});
