import { full } from '@plumbline/tensor';
import { writeSafetensors } from '../src/node.ts';

/** Writes a tensor of a number, then of the next one, over and over; says so after the first. */
const [path = '', times = '1'] = process.argv.slice(2);
for (let i = 0; i < Number(times); i++) {
  await writeSafetensors(path, { x: full([2 ** 18], i) });
  if (i === 0) process.send?.('written');
}
