import { afterEach, expect, test, vi } from 'vitest';
import { EnvironmentError, engine, zeros } from '../src/index.ts';

afterEach(() => void vi.unstubAllEnvs());

// Where it throws no engine is made: the next call reads the environment anew.
test.each([
  ['PLUMBLINE_THREADS', '99', 'a whole number from 1 to 32'],
  ['PLUMBLINE_THREADS', '33', 'a whole number from 1 to 32'],
  ['PLUMBLINE_THREADS', '1.5', 'a whole number from 1 to 32'],
  ['PLUMBLINE_THREADS', '0', 'a whole number from 1 to 32'],
  ['PLUMBLINE_THREADS', '-1', 'a whole number from 1 to 32'],
  ['PLUMBLINE_THREADS', 'abc', 'a whole number from 1 to 32'],
  ['PLUMBLINE_THREADS', 'Infinity', 'a whole number from 1 to 32'],
  ['PLUMBLINE_ENGINE', 'native', "'wasm', 'reference'"],
  ['PLUMBLINE_MODE', 'fast', "'wide', 'relaxed', 'simd', 'scalar'"],
  ['PLUMBLINE_WINOGRAD', 'yes', "'on', 'off'"],
])("%s is '%s': refused by its name", (name, value, expected) => {
  vi.stubEnv(name, value);
  const make = () => zeros([1]);
  expect(make).toThrow(EnvironmentError);
  expect(make).toThrow(`${name} is '${value}': expected ${expected}`);
});

test('what is in the range is taken, and an empty value is none', () => {
  vi.stubEnv('PLUMBLINE_THREADS', '1');
  vi.stubEnv('PLUMBLINE_ENGINE', '');
  expect(engine().name).toBe('wasm');
});
