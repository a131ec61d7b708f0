import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import { checkPixels, type Pixels } from './pixels.ts';

/** The first bytes of every PNG file. */
export const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where the width and the height of every PNG file are read. */
const headerEnd = 24;

/** Any PNG, with 8 bits of each component. Throws where it is damaged or cut. */
export function decodePng(file: Uint8Array): Pixels {
  // The first chunk is IHDR, whose first two numbers are width and height.
  if (file.length < headerEnd) throw new Error(`cut: it has ${file.length} bytes`);
  const header = new DataView(file.buffer, file.byteOffset, file.byteLength);
  checkPixels(header.getUint32(20), header.getUint32(16));
  // A copy, so that no chunk reaches beyond the file into the buffer that it is in.
  const png = decodeWhole(new Uint8Array(file));
  const { width, height, palette } = png;
  checkPixels(height, width);
  const size = { rows: height, columns: width };
  if (palette !== undefined && png.channels === 1) {
    return { ...size, components: palette[0]?.length ?? 0, bytes: convertIndexedToRgb(png) };
  }
  return { ...size, components: png.channels, bytes: bytesOf(png) };
}

function decodeWhole(file: Uint8Array): DecodedPng {
  try {
    return decode(file, { checkCrc: true });
  } catch (cause) {
    // What a DataView says of an offset beyond its end is of no use to anybody.
    if (cause instanceof RangeError) throw new Error('cut, or damaged', { cause });
    throw cause;
  }
}

/** The upper 8 of 16 bits; 1, 2 and 4 spread over 0 to 255. */
function bytesOf(png: DecodedPng): Uint8Array {
  const { data, depth } = png;
  if (data instanceof Uint16Array) return Uint8Array.from(data, (value) => value >> 8);
  return depth < 8 ? unpacked(png) : new Uint8Array(data);
}

/** Grey of less than 8 bits: several pixels a byte, the first in the highest bits. */
function unpacked({ data, width, height, depth }: DecodedPng): Uint8Array {
  const most = 2 ** depth - 1;
  const bytesPerRow = Math.ceil((width * depth) / 8);
  const out = new Uint8Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * bytesPerRow + (bit >> 3)]!;
    out[i] = (((byte >> (8 - depth - (bit & 7))) & most) * 255) / most;
  }
  return out;
}
