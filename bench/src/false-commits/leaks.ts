import type { TurnRecord } from '@voxrail/caller';

import type { OrderOutput, OrderTap } from '../measure/order-tap';
import type { AnswerWatch } from './answer-watch';

export interface Leaks {
  /** Orders of which something was there when they were declared dead. */
  readonly discarded: number;
  /** Turns whose text or audio is not, to the byte, that of one order that was not discarded. */
  readonly turns: number;
}

function digest({ samples, audio }: Pick<OrderOutput, 'samples' | 'audio'>): string {
  return `${samples} ${audio.copy().digest('hex')}`;
}

/**
 * Looks for what was sent of answers that were thrown away. Turns that were cut off are not compared:
 * each of them is a false commit already.
 */
export function findLeaks(
  turns: Iterable<TurnRecord>,
  watch: AnswerWatch,
  orders: OrderTap,
): Leaks {
  const all = [...orders.generations.values(), ...orders.speeches.values()];
  const alive = all.filter(({ order }) => !orders.isDead(order));
  const texts = new Set(alive.map(({ text }) => text));
  const voices = new Set(alive.map(digest));
  const finished = [...turns].filter(({ metrics }) => metrics?.interrupted === false);
  const leaking = finished.filter(({ turn, agentText }) => {
    const heard = watch.audio.get(turn);
    return !texts.has(agentText) || (heard !== undefined && !voices.has(digest(heard)));
  });
  const discarded = all.filter(
    ({ order, text, samples }) => orders.isDead(order) && (text !== '' || samples > 0),
  );
  return { discarded: discarded.length, turns: leaking.length };
}
