import { type FeatureMode, featureModes } from './assembler/feature-mode.ts';
import { FunctionBuilder } from './assembler/function-builder.ts';
import { floats } from './assembler/lanes.ts';
import { moduleBytes } from './assembler/module-builder.ts';
import { valueTypes } from './assembler/scalars.ts';
import { joinsVectors } from './joins-vectors.ts';

export { type FeatureMode, featureModes };

/** The best mode this runtime has. */
export function detectMode(): FeatureMode {
  return featureModes.find(supports) ?? 'scalar';
}

/** Found by validating a tiny module with a multiply-add; whether pairs are joined, by running one. */
export function supports(mode: FeatureMode): boolean {
  const probe = new FunctionBuilder('probe', valueTypes.f32);
  probe.return(floats(mode, 2).madd(3, 4).lane(0));
  const isValid = WebAssembly.validate(moduleBytes([probe], { sharedMemory: false, mode }));
  return isValid && (mode !== 'wide' || joinsVectors());
}
