import { Parameter } from '@plumbline/autograd';
import { formatShape } from '@plumbline/tensor';
import { checkParameters, isIterable, itemsOf, noParameter } from './check-parameters.ts';
import type { GradientTransformation } from './gradient-transformation.ts';
import { partition } from './partition.ts';

/** Parameters with options of their own; what is left out is as for all groups. */
export type ParameterGroup<Options> = Partial<Options> & {
  readonly parameters: Iterable<Parameter>;
};

/** What an optimizer trains: parameters, or groups of them. */
export type ParametersOrGroups<Options> = Iterable<Parameter> | Iterable<ParameterGroup<Options>>;

/**
 * All parameters, and one transformation which treats each by the options of its group. RangeError
 * for a parameter that is there twice, in one group or in two; TypeError for what is no parameter.
 */
export function inGroups<Options>(
  optimizer: string,
  given: ParametersOrGroups<Options>,
  defaults: Options,
  transformation: (options: Options) => GradientTransformation,
): [parameters: Parameter[], transformation: GradientTransformation] {
  const groups = groupsOf(optimizer, given);
  const groupOf = new Map<Parameter, string>();
  for (const [i, { parameters }] of groups.entries()) {
    const name = `group${i}`;
    for (const parameter of parameters) {
      const before = groupOf.get(parameter) ?? name;
      if (before !== name) {
        const shape = formatShape(parameter.shape);
        throw new RangeError(
          `${optimizer}: a parameter of shape ${shape} is in both ${before} and ${name}`,
        );
      }
      groupOf.set(parameter, name);
    }
  }
  const names = [...groupOf.values()];
  const transformations = groups.map(
    ({ options }, i) => [`group${i}`, transformation({ ...defaults, ...options })] as const,
  );
  return [
    [...groupOf.keys()],
    partition<string>(Object.fromEntries(transformations), (_, index) => names[index] ?? ''),
  ];
}

interface Group<Options> {
  readonly parameters: readonly Parameter[];
  /** Its own. */
  readonly options?: Omit<ParameterGroup<Options>, 'parameters'>;
}

/** Parameters that stand alone are one group, without options of its own. */
function groupsOf<Options>(optimizer: string, given: ParametersOrGroups<Options>) {
  const groups: Group<Options>[] = [];
  const alone: Parameter[] = [];
  for (const item of itemsOf<Parameter | ParameterGroup<Options>>(optimizer, given)) {
    if (item instanceof Parameter) alone.push(item);
    else groups.push(groupOf(optimizer, item));
  }
  if (alone.length === 0) return groups;
  return [{ parameters: checkParameters(optimizer, alone) }, ...groups];
}

/** TypeError unless it has `parameters`: PyTorch's `params` are none. */
function groupOf<Options>(optimizer: string, group: ParameterGroup<Options>): Group<Options> {
  const { parameters, ...options } = group;
  if (!isIterable(parameters)) throw noParameter(`${optimizer}: a group { parameters }`, group);
  return { parameters: checkParameters(optimizer, parameters), options };
}
