import { einsum } from '@plumbline/tensor';
import type { Calls } from '../../evaluate.ts';

const equations = [
  'bij,bjk->bik',
  'ij->ji',
  'ii->i',
  'ii',
  'i,j->ij',
  'ij,ij->',
  '...ij,jk->...ik',
  'ij,jk,kl->il',
  'bhqd,bhkd->bhqk',
];

export const einsums: Calls = Object.fromEntries(
  equations.map((equation) => [`einsum ${equation}`, (...xs) => einsum(equation, ...xs)]),
);
