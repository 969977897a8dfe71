import type { StateTable } from './state-machine';

/** A table as a Mermaid state diagram; waits that begin anew are left out. */
export function drawStates<S extends string, E extends string, D extends string>(
  table: StateTable<S, E, D>,
  initial: S,
): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${initial}`];
  for (const from of Object.keys(table) as S[]) {
    const byTarget = new Map<S, string[]>();
    for (const [event, target] of Object.entries(table[from].on) as [string, S][]) {
      if (target === from) continue;
      const { deadline } = table[from];
      const label = event === 'deadline' ? `after ${deadline ?? 'ever'}` : event;
      byTarget.set(target, [...(byTarget.get(target) ?? []), label]);
    }
    for (const [target, events] of byTarget)
      lines.push(`  ${from} --> ${target}: ${events.join(', ')}`);
    if (byTarget.size === 0) lines.push(`  ${from} --> [*]`);
  }
  return lines.join('\n');
}
