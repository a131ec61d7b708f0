import { defineConfig } from 'vitepress';
import { packages } from '../src/packages.ts';

export default defineConfig({
  title: 'Plumbline',
  description: 'Train deep residual networks in TypeScript, and see where the gradient goes.',
  // For hosting under a sub-path: DOCS_BASE=/plumbline/ pnpm docs
  base: process.env['DOCS_BASE'] ?? '/',
  cleanUrls: false,
  srcExclude: ['README.md'],
  themeConfig: {
    search: { provider: 'local' },
    nav: [{ text: 'Packages', link: '/packages/tensor' }],
    sidebar: [
      {
        text: 'Packages',
        items: packages.map((name) => ({ text: `@plumbline/${name}`, link: `/packages/${name}` })),
      },
    ],
  },
});
