import {
  AdaptiveAvgPool2d,
  Dropout,
  Flatten,
  Identity,
  LayerScale,
  Residual,
  ResidualBlock,
  ReZero,
  Sequential,
  SkipInit,
  ZeroPad,
} from '@plumbline/layers';
import { addFields, type Field, scaleField, unknownField } from './field.ts';
import { type Arrival, meanSquareOf, type Passage, ruleFor } from './passage.ts';

const same = ({ field }: Arrival): Passage => ({ field, back: (gradient) => gradient });

function scaled(field: Field, square: number): Passage {
  return {
    field: scaleField(field, square),
    back: (gradient) => (square === 0 ? 0 : gradient * square),
  };
}

function sequential(layers: Sequential, { field, visit }: Arrival): Passage {
  const passages: Passage[] = [];
  for (const layer of layers) passages.push(visit(layer, passages.at(-1)?.field ?? field));
  return {
    field: passages.at(-1)?.field ?? field,
    back: (gradient) => passages.reduceRight((at, passage) => passage.back(at), gradient),
  };
}

/**
 * q -> s² q + q of the branch, two terms that are independent of each other; both gradients arrive at x
 * and add up in squares (Yang and Schoenholz 2017).
 */
function residual(block: Residual, { field, visit }: Arrival): Passage {
  const { preActivation, scale } = block;
  const before = preActivation === null ? scaled(field, 1) : visit(preActivation, field);
  const shortcut = visit(block.shortcut, before.field);
  const branch = visit(block.branch, before.field);
  const skipped = scaled(shortcut.field, block.shortcutScale ** 2);
  const transformed =
    typeof scale === 'number' ? scaled(branch.field, scale ** 2) : visit(scale, branch.field);
  const sum = addFields(skipped.field, transformed.field);
  const after = block.activation === null ? scaled(sum, 1) : visit(block.activation, sum);
  return {
    field: after.field,
    back: (gradient) => {
      const parts = after.back(gradient);
      return before.back(shortcut.back(skipped.back(parts)) + branch.back(transformed.back(parts)));
    },
  };
}

/** A channel is a unit of one position before, as many as positions after. */
function flatten({ startAxis }: Flatten, { field, inputShape }: Arrival): Passage {
  const [samples = 0] = inputShape;
  const { meanSquare: q, correlation } = field;
  const shared = samples === 1 ? q : (q + (samples - 1) * q * correlation) / samples;
  return {
    field: startAxis === 1 ? { ...field, sharedSquare: shared } : unknownField,
    back: (gradient) => gradient,
  };
}

function dropout({ p, training }: Dropout, arrival: Arrival): Passage {
  if (!training || p === 0) return same(arrival);
  const { meanSquare, correlation } = arrival.field;
  return {
    field: {
      ...arrival.field,
      meanSquare: meanSquare / (1 - p),
      correlation: correlation * (1 - p),
      sharedSquare: Number.NaN,
      abnormal: meanSquare / (1 - p),
    },
    back: (gradient) => gradient / (1 - p),
  };
}

/** The new channels are zeros, and rows and columns that a stride leaves out get no gradient. */
function zeroPad({ channels }: ZeroPad, { field, inputShape, outputShape }: Arrival): Passage {
  const [, inputs = 0, rows = 1, columns = 1] = inputShape;
  const [, , outRows = 1, outColumns = 1] = outputShape;
  return {
    field: scaleField(field, inputs / channels),
    back: (gradient) => (gradient * outRows * outColumns) / (rows * columns),
  };
}

/** What a mean over the image leaves depends on how its positions are correlated: not known here. */
function adaptiveAvgPool(_: AdaptiveAvgPool2d, { inputShape, outputShape }: Arrival): Passage {
  const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);
  const ratio = size(outputShape) / size(inputShape);
  return { field: unknownField, back: (gradient) => gradient * ratio ** 2 };
}

export const structureRules = [
  ruleFor(Sequential, sequential),
  ruleFor(Residual, residual),
  ruleFor(ResidualBlock, residual),
  ruleFor(Identity, (_, arrival) => same(arrival)),
  ruleFor(Flatten, flatten),
  ruleFor(Dropout, dropout),
  ruleFor(SkipInit, ({ alpha }, { field }) => scaled(field, meanSquareOf(alpha))),
  ruleFor(ReZero, ({ alpha }, { field }) => scaled(field, meanSquareOf(alpha))),
  ruleFor(LayerScale, ({ gamma }, { field }) => scaled(field, meanSquareOf(gamma))),
  ruleFor(ZeroPad, zeroPad),
  ruleFor(AdaptiveAvgPool2d, adaptiveAvgPool),
];
