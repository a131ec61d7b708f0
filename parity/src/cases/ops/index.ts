import { cancelled, elementwise, exact, summed } from '../../tolerance.ts';
import { calls, type Section } from '../section.ts';
import { creation } from './creation.ts';
import { movement } from './movement.ts';
import { pointwise, saturating } from './pointwise.ts';
import { cancelling, products } from './products.ts';
import { reduce } from './reduce.ts';

export const opSections: readonly Section[] = [
  calls(pointwise, elementwise),
  calls(saturating, summed),
  calls(reduce, summed),
  calls(products, summed),
  calls(cancelling, cancelled),
  calls(movement, exact),
  calls(creation, exact),
];
