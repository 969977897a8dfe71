import type { StateTable } from './state-machine';

/**
 * What is wrong with a table beyond what the compiler sees: states that cannot be reached, states that
 * wait for ever, and states that have no way to an end.
 * @param waitsForOthers states that need no deadline: what they wait for has its own.
 */
export function tableDefects<S extends string, E extends string, D extends string>(
  table: StateTable<S, E, D>,
  initial: S,
  waitsForOthers: readonly S[] = [],
): string[] {
  const states = Object.keys(table) as S[];
  const targets = (state: S): S[] => Object.values(table[state].on) as S[];
  const isEnd = (state: S): boolean => targets(state).every((target) => target === state);
  const reached = reachable(initial, targets);
  return states.flatMap((state) => {
    const defects: string[] = [];
    if (!reached.has(state)) defects.push(`${state} cannot be reached`);
    if (isEnd(state)) return defects;
    if (table[state].deadline === null && !waitsForOthers.includes(state)) {
      defects.push(`${state} has no deadline`);
    }
    const afterDeadline = table[state].on.deadline ?? state;
    if (table[state].deadline !== null && afterDeadline === state) {
      defects.push(`${state} ignores its deadline`);
    }
    if (![...reachable(state, targets)].some(isEnd)) defects.push(`${state} never ends`);
    return defects;
  });
}

function reachable<S>(from: S, targets: (state: S) => readonly S[]): Set<S> {
  const seen = new Set([from]);
  for (const state of seen) for (const target of targets(state)) seen.add(target);
  return seen;
}
