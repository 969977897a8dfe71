import type { Clock } from '@voxrail/clock';

import { Deadline } from '../deadline';

/** What holds in one state. */
export interface StateRule<S extends string, E extends string, D extends string> {
  /** How long the state may last before `deadline` is fired; null where nothing is waited for, or what is has a deadline of its own. */
  readonly deadline: D | null;
  /** Where events lead. The state itself: the wait begins anew. What is not named changes nothing. */
  readonly on: Readonly<Partial<Record<E | 'deadline', S>>>;
}

export type StateTable<S extends string, E extends string, D extends string> = Readonly<
  Record<S, StateRule<S, E, D>>
>;

/** Follows a table. Entering a state, also again, begins its wait; at its end `onDeadline` is called. */
export class StateMachine<S extends string, E extends string, D extends string> {
  private current: S;
  private readonly wait: Deadline;

  /** @param lastsMs how long each kind of wait may last. @param onDeadline called after the move. */
  public constructor(
    private readonly table: StateTable<S, E, D>,
    initial: S,
    clock: Clock,
    private readonly lastsMs: (deadline: D) => number,
    onDeadline: (left: S) => void,
  ) {
    this.current = initial;
    this.wait = new Deadline(clock, () => {
      const left = this.current;
      this.move('deadline');
      onDeadline(left);
    });
  }

  public get state(): S {
    return this.current;
  }

  public fire(event: E): S {
    this.move(event);
    return this.current;
  }

  private move(event: E | 'deadline'): void {
    const next = this.table[this.current].on[event];
    if (next === undefined) return;
    this.current = next;
    const { deadline } = this.table[next];
    if (deadline === null) this.wait.clear();
    else this.wait.arm(this.lastsMs(deadline));
  }
}
