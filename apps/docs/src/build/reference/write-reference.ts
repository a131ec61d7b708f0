import { PageEvent } from 'typedoc';
import { PageRouter } from './page-router.ts';
import type { Reference } from './read-reference.ts';

const settings = {
  router: 'pages',
  entryFileName: 'index',
  excludeScopesInPaths: true,
  hidePageHeader: true,
  sanitizeComments: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  typeDeclarationFormat: 'table',
  typeDeclarationVisibility: 'compact',
  pageTitleTemplates: { index: 'Reference', module: '{name}', member: '{name}' },
};

/** For VitePress: a class for styles, members in the outline, no way from page to page but by links. */
const frontmatter = '---\npageClass: reference\noutline: [2, 3]\nprev: false\nnext: false\n---\n\n';

/** Writes a page for each public name, and one for each package and sub-path that lists its names. */
export async function writeReference(
  { application, project }: Reference,
  folder: string,
): Promise<void> {
  const { options, outputs, renderer, logger } = application;
  renderer.defineRouter('pages', PageRouter);
  for (const [name, value] of Object.entries(settings)) options.setValue(name, value);
  renderer.on(PageEvent.END, (page: PageEvent) => {
    page.contents = frontmatter + page.contents;
  });
  await outputs.writeOutput({ name: 'markdown', path: folder }, project);
  if (logger.hasErrors()) throw new Error('the reference was not written');
}
