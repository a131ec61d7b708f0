import { expect, test } from 'vitest';
import { signed, unsigned } from '../src/wasm/assembler/encoding.ts';
import { FunctionBuilder } from '../src/wasm/assembler/function-builder.ts';
import { loadF32, storeF32 } from '../src/wasm/assembler/memory-access.ts';
import { compile } from '../src/wasm/assembler/module-builder.ts';
import { type I32, i32, valueTypes } from '../src/wasm/assembler/scalars.ts';

test('LEB128 as in the examples of the DWARF standard', () => {
  expect(unsigned(2)).toEqual([2]);
  expect(unsigned(128)).toEqual([0x80, 1]);
  expect(unsigned(12857)).toEqual([0xb9, 0x64]);
  expect(unsigned(0xffffffff)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  expect(signed(2)).toEqual([2]);
  expect(signed(-2)).toEqual([0x7e]);
  expect(signed(127)).toEqual([0xff, 0]);
  expect(signed(-129)).toEqual([0xff, 0x7e]);
});

test('a loop with a result', () => {
  const f = new FunctionBuilder('triangle', valueTypes.i32);
  const n = f.i32();
  const sum = f.let<I32>(i32(0));
  f.while(n.gt(0), () => {
    f.set<I32>(sum, sum.add(n));
    f.advance(n, -1);
  });
  f.return<I32>(sum);
  const triangle = compile(f, new WebAssembly.Memory({ initial: 1 }));
  expect(triangle(100)).toBe(5050);
  expect(triangle(0)).toBe(0);
});

test('the same function over a memory that threads share', () => {
  const f = new FunctionBuilder('addOne');
  const address = f.i32();
  f.do(storeF32(address, loadF32(address).add(loadF32(address, 4))));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65535, shared: true });
  const heap = new Float32Array(memory.buffer);
  heap.set([1.5, 2]);
  compile(f, memory)(0);
  expect(heap[0]).toBe(3.5);
});

test('a parameter after a local is an error in the generator', () => {
  const f = new FunctionBuilder('wrong');
  f.let(i32(1));
  expect(() => f.i32()).toThrow('wrong: parameters come before locals');
});
