import { evaluateLayer } from '../../evaluate-layer.ts';
import { summed } from '../../tolerance.ts';
import { type Section, section } from '../section.ts';
import { activations } from './activations.ts';
import { images } from './images.ts';
import { normalizations } from './normalizations.ts';
import { residual } from './residual.ts';
import { sequences } from './sequences.ts';

const layers = { ...images, ...normalizations, ...sequences, ...activations, ...residual };

export const layerSections: readonly Section[] = [section(layers, evaluateLayer, summed)];
