/** What is used of the package, which has no types of its own. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  /** A decoder for one file, in WebAssembly's memory. Its methods throw a number for what is wrong. */
  interface JPEGDecoder {
    /** Room for the file. */
    getEncodedBuffer(size: number): Uint8Array;
    readHeader(): void;
    getFrameInfo(): {
      readonly width: number;
      readonly height: number;
      readonly componentCount: number;
    };
    decode(): void;
    /** A view of the pixels, [height, width, componentCount]. */
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  interface Codec {
    readonly JPEGDecoder: new () => JPEGDecoder;
  }
  export default function load(): Promise<Codec>;
}
