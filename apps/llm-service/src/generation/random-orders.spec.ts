import type { Frame } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import * as fc from 'fast-check';

import { ScriptedSession } from '../testing/scripted-session';

type Step =
  | { readonly do: 'start'; readonly order: number }
  | { readonly do: 'interrupt'; readonly from: number; readonly to: number }
  | { readonly do: 'prepare' }
  | { readonly do: 'say' | 'finish' | 'lose'; readonly stream: number }
  | { readonly do: 'wait'; readonly ms: number };

const order = fc.integer({ min: 1, max: 12 });
const stream = fc.nat({ max: 15 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('start' as const), order }),
  fc.record({ do: fc.constant('interrupt' as const), from: order, to: order }),
  fc.record({ do: fc.constant('prepare' as const) }),
  fc.record({ do: fc.constantFrom('say' as const, 'finish' as const, 'lose' as const), stream }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 100, 3_000, 30_000) }),
);

const TERMINAL: ReadonlySet<number> = new Set([FrameKind.LLM_DONE, FrameKind.LLM_FAILED]);

function perform(session: ScriptedSession, action: Step): void {
  switch (action.do) {
    case 'start':
      session.start(action.order);
      break;
    case 'interrupt':
      session.rail.interrupt(action.from, action.to);
      break;
    case 'prepare':
      session.prepare();
      break;
    case 'say':
      session.model.streams[action.stream]?.say(' word <');
      break;
    case 'finish':
      session.model.streams[action.stream]?.finish(' end');
      break;
    case 'lose':
      session.model.streams[action.stream]?.fail('UNAVAILABLE');
      break;
    case 'wait':
      session.clock.advance(action.ms);
      break;
  }
}

/** Each order's frames count up from 0, their positions follow, and nothing comes after its end. */
function expectWellFormed(frames: readonly Frame[]): void {
  const orders = new Map<number, Frame[]>();
  for (const frame of frames) {
    orders.set(frame.order, [...(orders.get(frame.order) ?? []), frame]);
  }
  for (const ofOrder of orders.values()) {
    expect(ofOrder.map(({ seq }) => seq)).toEqual(ofOrder.map((_, index) => index));
    const ends = ofOrder.filter(({ kind }) => TERMINAL.has(kind));
    expect(ends.length).toBeLessThanOrEqual(1);
    if (ends[0] !== undefined) expect(ofOrder.at(-1)).toBe(ends[0]);
    const positions = ofOrder
      .filter(({ kind }) => kind !== FrameKind.LLM_FAILED)
      .map(({ offset }) => offset);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  }
}

describe('LlmRail under any order of events', () => {
  it('never speaks for a dead order, ends each once, and gives everything back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const session = new ScriptedSession();
        const frames: Frame[] = [];
        const dead = new Set<number>();
        for (const action of steps) {
          perform(session, action);
          const received = session.received();
          expect(received.filter((frame) => dead.has(frame.order))).toEqual([]);
          frames.push(...received);
          if (action.do !== 'interrupt') continue;
          for (let died = action.from; died <= action.to; died += 1) dead.add(died);
        }
        session.clock.advance(60_000);
        frames.push(...session.received());
        expectWellFormed(frames);
        const started = new Set(frames.map((frame) => frame.order));
        const ended = frames.filter(({ kind }) => TERMINAL.has(kind)).map((frame) => frame.order);
        for (const number of started) expect(dead.has(number) || ended.includes(number)).toBe(true);
        session.rail.close();
        expect(session.isReleased).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
