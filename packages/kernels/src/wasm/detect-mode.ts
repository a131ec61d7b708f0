import type { FeatureMode } from './assembler/feature-mode.ts';
import { FunctionBuilder } from './assembler/function-builder.ts';
import { floats } from './assembler/lanes.ts';
import { moduleBytes } from './assembler/module-builder.ts';
import { valueTypes } from './assembler/scalars.ts';

export type { FeatureMode };

/** The best mode this runtime has, found by validating a tiny module for each. */
export function detectMode(): FeatureMode {
  for (const mode of ['relaxed', 'simd'] as const) {
    if (supports(mode)) return mode;
  }
  return 'scalar';
}

export function supports(mode: FeatureMode): boolean {
  const probe = new FunctionBuilder('probe', valueTypes.f32);
  probe.return(floats(mode, 2).madd(3, 4).lane(0));
  return WebAssembly.validate(moduleBytes([probe], { sharedMemory: false }));
}
