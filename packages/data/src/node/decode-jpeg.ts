/// <reference path="./libjpeg-turbo.d.ts" />
import load from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import { checkPixels, type Pixels } from './pixels.ts';

/** The first bytes of every JPEG file. */
export const jpegSignature = [0xff, 0xd8, 0xff];

let codec: ReturnType<typeof load> | null = null;

/**
 * Grey and YCbCr JPEG, baseline and progressive, by libjpeg-turbo, so that pixels are the same as
 * those that torchvision gets from Pillow. Throws where the file is damaged or cut.
 */
export async function decodeJpeg(file: Uint8Array): Promise<Pixels> {
  codec ??= load();
  const { JPEGDecoder } = await codec;
  const decoder = new JPEGDecoder();
  try {
    decoder.getEncodedBuffer(file.length).set(file);
    attempt(() => decoder.readHeader());
    const { width, height, componentCount } = decoder.getFrameInfo();
    checkPixels(height, width);
    attempt(() => decoder.decode());
    const bytes = Uint8Array.from(decoder.getDecodedBuffer());
    return { rows: height, columns: width, components: componentCount, bytes };
  } finally {
    decoder.delete();
  }
}

/** What the codec throws is the address of a C++ exception, which says nothing. */
function attempt(step: () => void): void {
  try {
    step();
  } catch (cause) {
    throw new Error('damaged, cut, or neither grey nor YCbCr', { cause });
  }
}
