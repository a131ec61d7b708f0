import { type CaseName, caseNames } from '../cases/case.ts';

export interface Settings {
  readonly cases: readonly CaseName[];
  readonly rounds: number;
  /** About how long a tool works when it is its turn. */
  readonly turnMilliseconds: number;
  /** How long each limit of the machine is measured. */
  readonly limitMilliseconds: number;
  /** What is measured without a peer: how many times. Null: not at all. */
  readonly engineRepeats: number | null;
}

export interface Options {
  readonly rounds?: number;
  readonly case?: CaseName;
  readonly quick: boolean;
}

/** At least 5 rounds tell a steady ratio from a lucky one. */
export const defaultRounds = 7;
export const quickRounds = 2;

export function settingsFrom({ rounds, case: only, quick }: Options): Settings {
  return {
    cases: only === undefined ? caseNames : [only],
    rounds: rounds ?? (quick ? quickRounds : defaultRounds),
    turnMilliseconds: quick ? 100 : 500,
    limitMilliseconds: quick ? 200 : 1000,
    engineRepeats: only !== undefined ? null : quick ? 3 : 9,
  };
}
