import { join } from 'node:path';
import {
  Application,
  Comment,
  type Context,
  Converter,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
} from 'typedoc';
import { entryPoints, root } from './entry-points.ts';

/** All public names with their docstrings, and the application that can write them. */
export interface Reference {
  readonly application: Application;
  readonly project: ProjectReflection;
}

/** Reads the public names from the packages' sources: some seconds. Error if a docstring is malformed. */
export async function readReference(): Promise<Reference> {
  const application = await Application.bootstrapWithPlugins({
    entryPoints: entryPoints.map(({ file }) => file),
    tsconfig: join(root, 'apps/docs/tsconfig.reference.json'),
    plugin: ['typedoc-plugin-markdown'],
    name: 'Reference',
    readme: 'none',
    basePath: root,
    // The type checker has its own command.
    skipErrorChecking: true,
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    sort: ['alphabetical'],
    sortEntryPoints: false,
    logLevel: 'Warn',
  });
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) =>
    nameModules(project),
  );
  application.converter.on(Converter.EVENT_RESOLVE_END, ({ project }: Context) =>
    leaveToTheBase(project),
  );
  const project = await application.convert();
  if (project === undefined || application.logger.hasErrors() || application.logger.hasWarnings()) {
    throw new Error('TypeDoc could not read the packages; its messages stand above');
  }
  return { application, project };
}

/** A module is called what one imports it by. */
function nameModules(project: ProjectReflection): void {
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    const file = project.getSymbolIdFromReflection(module)?.fileName;
    const entry = entryPoints.find((candidate) => candidate.file === file);
    if (entry === undefined) continue;
    module.name = entry.name;
    const { description } = entry;
    if (description !== undefined)
      module.comment = new Comment([{ kind: 'text', text: description }]);
  }
}

/** A member that a class has from another public one stands on the other's page alone. */
function leaveToTheBase(project: ProjectReflection): void {
  const members = project.getReflectionsByKind(ReflectionKind.ClassMember);
  const inherited = members.filter(
    (member): member is DeclarationReflection =>
      member.isDeclaration() && member.inheritedFrom?.reflection !== undefined,
  );
  for (const member of inherited) project.removeReflection(member);
}
