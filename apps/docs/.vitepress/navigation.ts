import type { DefaultTheme } from 'vitepress';
import { packages } from '../src/build/packages.ts';

export const nav: DefaultTheme.NavItem[] = [
  { text: 'Why residual networks train', link: '/' },
  { text: 'Packages', link: '/packages/tensor' },
];

export const sidebar: DefaultTheme.Sidebar = [
  {
    text: 'Packages',
    items: packages.map((name) => ({ text: `@plumbline/${name}`, link: `/packages/${name}` })),
  },
];
