import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena, classSize, OutOfMemoryError } from '../src/memory/arena.ts';

describe('classSize', () => {
  test('holds what was asked and wastes at most an eighth above 512 bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (bytes) => {
        const size = classSize(bytes);
        expect(size).toBeGreaterThanOrEqual(bytes);
        expect(size % 64).toBe(0);
        expect(classSize(size)).toBe(size);
        if (bytes > 512) expect(size).toBeLessThanOrEqual(bytes * 1.125 + 64);
      }),
    );
  });
});

describe('Arena', () => {
  test('live blocks never overlap and are aligned (generated allocations and frees)', () => {
    const action = fc.record({ bytes: fc.integer({ min: 0, max: 100_000 }), free: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const arena = new Arena();
        const live: { address: number; bytes: number }[] = [];
        for (const { bytes, free } of actions) {
          const address = arena.allocate(bytes);
          expect(address % 64).toBe(0);
          expect(address).toBeGreaterThan(0);
          // Kernels may read a little further.
          expect(address + bytes + 64).toBeLessThanOrEqual(arena.reserved);
          for (const other of live) {
            const apart =
              address + bytes <= other.address || other.address + other.bytes <= address;
            expect(apart).toBe(true);
          }
          live.push({ address, bytes: Math.max(1, bytes) });
          const [freed] = free < live.length ? live.splice(free, 1) : [];
          if (freed !== undefined) arena.free(freed.address, freed.bytes);
        }
      }),
    );
  });

  test('serves the same sizes again from what was freed', () => {
    const arena = new Arena();
    const sizes = [10, 1000, 100_000, 3_000_000];
    const round = () => {
      for (const { bytes, address } of sizes.map((bytes) => ({
        bytes,
        address: arena.allocate(bytes),
      }))) {
        arena.free(address, bytes);
      }
    };
    round();
    const { reserved } = arena;
    for (let i = 0; i < 100; i++) round();
    expect(arena.reserved).toBe(reserved);
  });

  test('ends with an error, not a crash, and goes on working', () => {
    const arena = new Arena({ maximumBytes: 2 << 20 });
    expect(() => arena.allocate(3 << 20)).toThrow(OutOfMemoryError);
    expect(() => arena.allocate(2 ** 33)).toThrow('8589934592 bytes were asked for');
    expect(arena.allocate(100)).toBeGreaterThan(0);
  });
});
