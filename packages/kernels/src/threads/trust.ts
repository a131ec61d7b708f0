/** A thread that takes half as long again, and this, is not alone on its processor. */
const toleratedMilliseconds = 0.2;
/** About every third time. */
const slowEnough = 1.7;
const [leastAlone, mostAlone] = [10, 1000];

/**
 * Whether another thread is in time. Where it often takes much longer than this one, something else
 * has its processor: the work stays here for a while, and for longer if that happens again.
 */
export class Trust {
  /** The share of slow times of late, about: 5 if all were. */
  #slowness = 0;
  /** Milliseconds without the other thread, and their end. */
  #alone = 0;
  #aloneUntil = 0;
  readonly #isBlind: boolean;

  /** A blind one is never lost. */
  constructor({ isBlind = false } = {}) {
    this.#isBlind = isBlind;
  }

  get isLost(): boolean {
    return this.#alone > 0 && performance.now() < this.#aloneUntil;
  }

  /** How long this thread waited for the other one, having worked itself: milliseconds. */
  judge(waited: number, worked: number): void {
    if (this.#isBlind) return;
    const isSlow = waited > worked / 2 + toleratedMilliseconds;
    this.#slowness = this.#slowness * 0.8 + (isSlow ? 1 : 0);
    if (this.#slowness < 0.5) this.#alone = 0;
    // Now and then a thread is late because it has to wake up.
    if (this.#slowness < slowEnough) return;
    this.#slowness = slowEnough / 2;
    this.#alone = Math.min(mostAlone, Math.max(leastAlone, this.#alone * 2));
    this.#aloneUntil = performance.now() + this.#alone;
  }
}
