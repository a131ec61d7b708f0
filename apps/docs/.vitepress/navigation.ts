import type { DefaultTheme } from 'vitepress';
import { guides } from '../src/build/guides.ts';
import { packages } from '../src/build/packages.ts';
import { entryPoints } from '../src/build/reference/entry-points.ts';
import { catalog } from '../src/experiments/catalog.ts';

export const nav: DefaultTheme.NavItem[] = [
  { text: 'Why residual networks train', link: '/' },
  { text: 'Guides', link: '/guides/', activeMatch: '/guides/' },
  { text: 'Experiments', link: '/experiments/', activeMatch: '/experiments/' },
  { text: 'Diagnose', link: '/diagnose' },
  { text: 'Packages', link: '/packages/', activeMatch: '/packages/' },
  { text: 'Reference', link: '/reference/', activeMatch: '/reference/' },
];

const pages: DefaultTheme.SidebarItem[] = [
  {
    text: 'Guides',
    link: '/guides/',
    items: guides.map(({ name, title }) => ({ text: title, link: `/guides/${name}` })),
  },
  {
    text: 'Experiments',
    items: Object.entries(catalog).map(([name, { title }]) => {
      return { text: title, link: `/experiments/${name}` };
    }),
  },
  {
    text: 'Packages',
    link: '/packages/',
    items: packages.map((name) => ({ text: `@plumbline/${name}`, link: `/packages/${name}` })),
  },
];

const reference: DefaultTheme.SidebarItem = {
  text: 'Reference',
  link: '/reference/',
  items: entryPoints.map(({ folder }) => ({ text: folder, link: `/reference/${folder}/` })),
};

export const sidebar: DefaultTheme.SidebarMulti = { '/': pages, '/reference/': [reference] };
