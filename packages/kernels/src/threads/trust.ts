/** One that takes twice as long as this one, and this, is more of a loss than a help. */
const toleratedMilliseconds = 0.2;
/** About every third time. */
const slowEnough = 1.7;
const [leastAlone, mostAlone] = [10, 1000];

/**
 * Whether another thread is in time. Where it often takes much longer than this one, something else
 * has its processor: the work stays here for a while, and each time for twice as long, since to try
 * again costs some steps. That is forgiven as slowly: by so much time in which it was in time.
 */
export class Trust {
  readonly #isBlind: boolean;
  /** The share of slow times of late, about: 5 if all were. */
  #slowness = 0;
  /** Milliseconds without the other thread, and their end. */
  #alone = 0;
  #aloneUntil = 0;

  /** A blind one is never lost. */
  constructor(isBlind: boolean) {
    this.#isBlind = isBlind;
  }

  get isLost(): boolean {
    return this.#alone > 0 && performance.now() < this.#aloneUntil;
  }

  /** How long this thread waited for the other one, having worked itself: milliseconds. */
  judge(waited: number, worked: number): void {
    if (this.#isBlind) return;
    const isSlow = waited > worked + toleratedMilliseconds;
    this.#slowness = this.#slowness * 0.8 + (isSlow ? 1 : 0);
    if (this.#alone === 0 && !isSlow) return;
    const now = performance.now();
    // Now and then a thread is late because it has to wake up.
    if (this.#slowness >= slowEnough) {
      this.#slowness = slowEnough / 2;
      this.#alone = Math.min(mostAlone, Math.max(leastAlone, this.#alone * 2));
      this.#aloneUntil = now + this.#alone;
    } else if (now > this.#aloneUntil + this.#alone) {
      this.#alone = this.#alone > leastAlone ? this.#alone / 2 : 0;
      this.#aloneUntil = now;
    }
  }
}
