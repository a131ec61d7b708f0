import { type FeatureMode, featureModes } from './assembler/feature-mode.ts';
import { FunctionBuilder } from './assembler/function-builder.ts';
import { floats } from './assembler/lanes.ts';
import { moduleBytes } from './assembler/module-builder.ts';
import { valueTypes } from './assembler/scalars.ts';
import { takesRequest } from './assembler/wide-vectors.ts';
import { joinsVectors } from './joins-vectors.ts';

export { type FeatureMode, featureModes };

/** The best mode this runtime has. */
export function detectMode(): FeatureMode {
  return featureModes.find(supports) ?? 'scalar';
}

/** The best mode, without a look at whether asking for joined pairs brings any: `ByWork` does that. */
export function likelyMode(): FeatureMode {
  return takesRequest() && isValid('wide') ? 'wide' : detectMode();
}

export function supports(mode: FeatureMode): boolean {
  return isValid(mode) && (mode !== 'wide' || joinsVectors());
}

/** Whether a tiny module with a multiply-add is. */
function isValid(mode: FeatureMode): boolean {
  const probe = new FunctionBuilder('probe', valueTypes.f32);
  probe.return(floats(mode, 2).madd(3, 4).lane(0));
  return WebAssembly.validate(moduleBytes([probe], { sharedMemory: false, mode }));
}
