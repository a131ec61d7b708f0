import type { Member } from './member.ts';

/** A part in a thread's queue. */
export interface GivenPart {
  readonly member: Member;
  readonly index: number;
  /** Where it is claimed; see `CallQueue.claim`. */
  readonly claim: number;
  /** The position in the queue after it. */
  readonly end: number;
  isTakenBack: boolean;
}

/** Whether the part is this thread's again, because the other one has not begun it. */
export function takeBack(part: GivenPart): boolean {
  part.isTakenBack ||= part.member.queue.claim(part.claim);
  return part.isTakenBack;
}

export function waitFor(parts: readonly GivenPart[]): void {
  for (const { member, end } of parts) member.waitUntil(() => member.queue.isPast(end));
}
