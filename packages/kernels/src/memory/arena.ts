const pageBytes = 65536;
const alignment = 64;
/** 32-bit WebAssembly addresses 4 GiB; the last page stays unused so that no end wraps to 0. */
const maximumPages = 65535;
/** Kernels that read whole vectors may read so many bytes behind the last block. */
const overhang = 64;
/** Address 0 stands for "nowhere". */
const firstAddress = alignment;
const growthFactor = 0.25;

/** The memory can't grow to hold what was asked for. */
export class OutOfMemoryError extends Error {
  /** Always `OutOfMemoryError`. */
  override readonly name = 'OutOfMemoryError';
}

/**
 * Hands out blocks of one WebAssembly memory and takes them back. Sizes are rounded up to a class
 * (eight classes between two powers of two, so that at most an eighth is lost), and a freed block
 * serves the next request of its class: a training step asks for the same sizes again and again.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly #maximumBytes: number;
  readonly #freeByClass = new Map<number, number[]>();
  #top = firstAddress;

  /** `shared`: other threads may work in the memory. */
  constructor(options: { maximumBytes?: number; shared?: boolean } = {}) {
    this.#maximumBytes = Math.min(
      options.maximumBytes ?? Number.POSITIVE_INFINITY,
      maximumPages * pageBytes,
    );
    const { shared = false } = options;
    this.memory = new WebAssembly.Memory({ initial: 16, maximum: maximumPages, shared });
  }

  /** Bytes taken from the system. */
  get reserved(): number {
    return this.memory.buffer.byteLength;
  }

  /** The address of a 64-byte aligned block of at least `bytes` bytes, of undefined content. */
  allocate(bytes: number): number {
    const size = classSize(bytes);
    const recycled = this.#freeByClass.get(size)?.pop();
    if (recycled !== undefined) return recycled;
    const address = this.#top;
    this.#reserve(address + size + overhang, bytes);
    this.#top = address + size;
    return address;
  }

  /** Takes back the block that `allocate(bytes)` returned. */
  free(address: number, bytes: number): void {
    const size = classSize(bytes);
    const free = this.#freeByClass.get(size);
    if (free === undefined) this.#freeByClass.set(size, [address]);
    else free.push(address);
  }

  #reserve(end: number, asked: number): void {
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    if (end > this.#maximumBytes) throw limitReached(asked, this.#maximumBytes);
    const generous = Math.max(missing, this.memory.buffer.byteLength * growthFactor);
    for (const wanted of [generous, missing]) {
      if (this.#grow(wanted)) return;
    }
    throw limitReached(asked, this.memory.buffer.byteLength);
  }

  #grow(bytes: number): boolean {
    try {
      this.memory.grow(Math.ceil(bytes / pageBytes));
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}

function limitReached(asked: number, limit: number): OutOfMemoryError {
  return new OutOfMemoryError(
    `${asked} bytes were asked for, and the memory ends at ${limit} bytes`,
  );
}

/** The smallest class that holds `bytes`: a multiple of an eighth of the power of two below it. */
export function classSize(bytes: number): number {
  const aligned = Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
  if (aligned <= 8 * alignment) return aligned;
  const step = 2 ** (31 - Math.clz32(aligned - 1) - 3);
  return Math.ceil(aligned / step) * step;
}
