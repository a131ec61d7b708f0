import type { Reference } from './read-reference.ts';

/** Writes a page for each public name, and one for each package and sub-path that lists its names. */
export async function writeReference(
  { application, project }: Reference,
  folder: string,
): Promise<void> {
  const settings = {
    router: 'member',
    entryFileName: 'index',
    excludeScopesInPaths: true,
    hidePageHeader: true,
    sanitizeComments: true,
    parametersFormat: 'table',
    typeDeclarationFormat: 'table',
    pageTitleTemplates: { index: 'Reference', module: '{name}', member: '{name}' },
  };
  for (const [name, value] of Object.entries(settings)) application.options.setValue(name, value);
  await application.outputs.writeOutput({ name: 'markdown', path: folder }, project);
}
