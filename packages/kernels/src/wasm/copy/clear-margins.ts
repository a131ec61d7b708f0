import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { storeI32 } from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';

/**
 * Writes zeros around what will be an image, in planes without gaps. Parameters: `address`, `planes`;
 * `above`, `inside` and `below`, rows of a plane; `left`, `middle` and `right`, elements of a row.
 */
export function clearMargins(): FunctionBuilder {
  const f = new FunctionBuilder('clearMargins');
  const [address, planes] = [f.i32(), f.i32()];
  const [above, inside, below] = [f.i32(), f.i32(), f.i32()];
  const [left, middle, right] = [f.i32(), f.i32(), f.i32()];
  const row = f.let(left.add(middle).add(right));
  const rowsLeft = f.let(i32(0));
  f.while(planes.gt(0), () => {
    zeros(f, address, above.mul(row));
    f.set<I32>(rowsLeft, inside);
    f.while(rowsLeft.gt(0), () => {
      zeros(f, address, left);
      f.advance(address, middle.shl(2));
      zeros(f, address, right);
      f.advance(rowsLeft, -1);
    });
    zeros(f, address, below.mul(row));
    f.advance(planes, -1);
  });
  return f;
}

function zeros(f: FunctionBuilder, address: Local<I32>, count: I32): void {
  const left = f.let<I32>(count);
  f.while(left.gt(0), () => {
    f.do(storeI32(address, i32(0)));
    f.advance(address, 4);
    f.advance(left, -1);
  });
}
