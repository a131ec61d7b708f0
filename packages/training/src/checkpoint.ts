import { detach } from '@plumbline/autograd';
import type { OptimizerStateDict } from '@plumbline/optimizers';
import type { Safetensors } from '@plumbline/safetensors';
import { getRngState, setRngState, Tensor } from '@plumbline/tensor';
import { CheckpointError } from './checkpoint-error.ts';
import { type CheckpointHeader, encodeHeader, parseHeader } from './checkpoint-header.ts';
import type {
  Checkpointed,
  CheckpointedLoader,
  CheckpointedState,
  Progress,
} from './checkpointed.ts';

/**
 * Everything that a run needs to go on with the same bits, as the content of a safetensors file:
 * tensors called `model.fc.weight`, `optimizer.group0.trace.0`, and numbers, the global generator's
 * state and the loader's place as JSON in the metadata. No copies: it stays as it is when training
 * goes on, and whoever takes it releases the tensors.
 */
export function captureCheckpoint(parts: Checkpointed, progress: Progress = {}): Safetensors {
  const tensors: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(parts.model.stateDict())) {
    tensors[`model.${name}`] = detach(tensor);
  }
  const numbers = (part: 'optimizer' | 'average') => {
    const state = parts[part]?.stateDict();
    if (state === undefined) return {};
    const { tensors: found, numbers } = separate(state);
    for (const [name, tensor] of Object.entries(found)) tensors[`${part}.${name}`] = tensor;
    return { [part]: numbers };
  };
  const header: CheckpointHeader = {
    version: 1,
    random: getRngState(),
    ...(parts.loader === undefined ? {} : { loader: placeOf(parts.loader) }),
    ...numbers('optimizer'),
    ...numbers('average'),
    progress,
  };
  return { tensors, metadata: encodeHeader(header) };
}

function placeOf(loader: CheckpointedLoader) {
  const { settings } = loader;
  return { ...loader.state(), ...(settings === undefined ? {} : { settings: { ...settings } }) };
}

/** A place in other batches would be taken for one in these. Loaders that don't tell aren't compared. */
function checkSettings(
  saved: CheckpointedLoader['settings'] = {},
  given: CheckpointedLoader['settings'] = {},
): void {
  const mine = new Map<string, unknown>(Object.entries(given));
  const other = Object.entries(saved).filter(
    ([key, value]) => mine.has(key) && mine.get(key) !== value,
  );
  if (other.length === 0) return;
  const texts = other.map(([key, value]) => `${key} ${value}, this one has ${mine.get(key)}`);
  throw new Error(
    `it was saved with a loader of ${texts.join('; ')}; make it as it was, or restore without the loader`,
  );
}

function separate(state: OptimizerStateDict) {
  const [tensors, numbers]: [Record<string, Tensor>, Record<string, number>] = [{}, {}];
  for (const [name, leaf] of Object.entries(state)) {
    if (leaf instanceof Tensor) tensors[name] = leaf;
    else numbers[name] = leaf;
  }
  return { tensors, numbers };
}

/**
 * Puts a run back to where `captureCheckpoint` was called: the given parts, which are made as they
 * were then, and the global generator. Parts that are not given are left out. Returns `progress`.
 *
 * CheckpointError, which calls the file `name`, for one that is no checkpoint, lacks a part, or
 * doesn't fit; all parts are then as they were.
 */
export function restoreCheckpoint(
  { tensors, metadata }: Safetensors,
  { model, optimizer, average, loader }: Checkpointed,
  name = 'checkpoint',
): Progress {
  const header = parseHeader(metadata, name);
  const undo: (() => void)[] = [];
  const load = (part: 'optimizer' | 'average', target: CheckpointedState | undefined) => {
    if (target === undefined) return;
    const before = target.stateDict();
    undo.push(() => target.loadStateDict(before));
    const numbers = header[part] ?? missing(name, part);
    target.loadStateDict({ ...withPrefix(tensors, `${part}.`), ...numbers });
  };
  try {
    if (loader !== undefined) {
      const before = loader.state();
      undo.push(() => loader.restore(before));
      const { settings, ...place } = header.loader ?? missing(name, 'loader');
      checkSettings(settings, loader.settings);
      loader.restore(place);
    }
    load('optimizer', optimizer);
    load('average', average);
    // The last: it changes nothing where it fails.
    model.loadStateDict(withPrefix(tensors, 'model.'));
  } catch (cause) {
    for (const step of undo) step();
    if (cause instanceof CheckpointError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`${name}: not of a run like this one: ${why}`, { cause });
  }
  setRngState(header.random);
  return header.progress;
}

function missing(file: string, part: string): never {
  throw new CheckpointError(`${file}: it was saved without the ${part} that is to be restored`);
}

/** Those whose names start so, without it. */
function withPrefix(tensors: Readonly<Record<string, Tensor>>, prefix: string) {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}
