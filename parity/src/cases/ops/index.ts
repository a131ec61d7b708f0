import { cancelled, elementwise, exact, summed } from '../../tolerance.ts';
import { calls, type Section } from '../section.ts';
import { activations } from './activations.ts';
import { creation } from './creation.ts';
import { einsums } from './einsum.ts';
import { indexing } from './indexing.ts';
import { movement, repetition } from './movement.ts';
import { order, scans } from './order.ts';
import { pointwise, saturating } from './pointwise.ts';
import { cancelling, products } from './products.ts';
import { largeLogits, reduce } from './reduce.ts';

export const opSections: readonly Section[] = [
  calls(pointwise, elementwise),
  calls({ ...saturating, ...activations }, summed),
  calls({ ...reduce, ...scans, ...repetition, ...indexing }, summed),
  calls({ ...products, ...einsums }, summed),
  calls({ ...cancelling, ...largeLogits }, cancelled),
  calls({ ...movement, ...order }, exact),
  calls(creation, exact),
];
