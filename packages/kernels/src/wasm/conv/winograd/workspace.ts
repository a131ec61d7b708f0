import type { Scratch } from '../../scratch.ts';
import { scratchRegions } from '../../scratch.ts';

/** Scratch space by its parts: all are asked for first, then `allocate` gives them addresses. */
export class Workspace {
  readonly #parts: { readonly bytes: number; place(address: number): void }[] = [];

  /** Bytes of undefined content. */
  region(bytes: number): { readonly address: number } {
    const region = { address: 0 };
    this.#parts.push({
      bytes,
      place(address) {
        region.address = address;
      },
    });
    return region;
  }

  allocate(scratch: Scratch): void {
    const addresses = scratchRegions(
      scratch,
      this.#parts.map(({ bytes }) => bytes),
    );
    for (const [i, part] of this.#parts.entries()) part.place(addresses[i]!);
  }
}
