import { Parameter } from '@plumbline/autograd';
import { formatShape } from '@plumbline/tensor';

/**
 * All of `given`, for JavaScript too. TypeError where that is no iterable of parameters, RangeError
 * where one of them is there twice.
 */
export function checkParameters(what: string, given: Iterable<Parameter>): Parameter[] {
  const found = new Set<Parameter>();
  for (const item of itemsOf(what, given)) {
    if (!(item instanceof Parameter)) throw noParameter(what, item);
    if (found.has(item)) {
      throw new RangeError(
        `${what}: a parameter of shape ${formatShape(item.shape)} is there twice; ` +
          'parameters() of a model has shared ones once',
      );
    }
    found.add(item);
  }
  return [...found];
}

/** TypeError unless `given` is iterable: `new SGD(model)`. */
export function itemsOf<Item>(what: string, given: Iterable<Item>): Item[] {
  if (isIterable(given)) return [...given];
  throw noParameter(what, given);
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** What to say of a model, a plain tensor, or anything else that is no parameter. */
export function noParameter(what: string, item: unknown): TypeError {
  const isObject = typeof item === 'object' && item !== null;
  const kind = isObject ? item.constructor.name : String(item);
  const [a, keys] = [/^[AEIOU]/.test(kind) ? 'an' : 'a', isObject ? Object.keys(item) : []];
  const got = kind === 'Object' ? `an object with ${keys.join(', ')}` : `${a} ${kind}`;
  return new TypeError(
    `${what}: expected parameters (model.parameters(), new Parameter(tensor)), got ${got}`,
  );
}
