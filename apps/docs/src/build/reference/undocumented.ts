import {
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  type SignatureReflection,
} from 'typedoc';

const needsDocstring =
  ReflectionKind.Module |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Variable |
  ReflectionKind.Enum |
  ReflectionKind.EnumMember |
  ReflectionKind.FunctionOrMethod |
  ReflectionKind.Property |
  ReflectionKind.Accessor;

/**
 * Public names that have no docstring: modules, what they export, and the members of classes and
 * interfaces. A type that is written out in place, as a function's result or a table's entries are,
 * has no name: what it stands in says what it is.
 */
export function undocumented(project: ProjectReflection): string[] {
  return project
    .getReflectionsByKind(needsDocstring)
    .filter((named) => !isInPlace(named) && !hasDocstring(named))
    .map((named) => named.getFullName());
}

function isInPlace(reflection: Reflection): boolean {
  const { parent } = reflection;
  if (parent === undefined) return false;
  return (
    parent.kindOf(ReflectionKind.TypeLiteral | ReflectionKind.SomeSignature) || isInPlace(parent)
  );
}

/** A function has it on each of its signatures, an accessor on the one that reads. */
function hasDocstring(reflection: Reflection): boolean {
  if (reflection.hasComment()) return true;
  if (!reflection.isDeclaration()) return false;
  const { signatures, getSignature, setSignature } = reflection;
  const read = getSignature ?? setSignature;
  const said: readonly SignatureReflection[] = read === undefined ? (signatures ?? []) : [read];
  return said.length > 0 && said.every((signature) => signature.hasComment());
}
