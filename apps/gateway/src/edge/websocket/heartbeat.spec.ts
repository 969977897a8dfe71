import { VirtualClock } from '@voxrail/clock';

import { Heartbeat } from './heartbeat';

describe('Heartbeat', () => {
  let clock: VirtualClock;
  let pings: number;
  let silent: number;

  beforeEach(() => {
    clock = new VirtualClock();
    pings = 0;
    silent = 0;
  });

  function start(answers: () => boolean): Heartbeat {
    const heartbeat: Heartbeat = new Heartbeat(
      clock,
      () => {
        pings += 1;
        if (answers()) heartbeat.pong();
      },
      () => {
        silent += 1;
      },
    );
    return heartbeat;
  }

  it('goes on for as long as it is answered', () => {
    const heartbeat = start(() => true);
    clock.advance(150_000);
    expect(pings).toBe(10);
    expect(silent).toBe(0);
    heartbeat.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up 15 s after the last answer, once', () => {
    start(() => false);
    clock.advance(14_999);
    expect(silent).toBe(0);
    clock.advance(1);
    expect(silent).toBe(1);
    clock.advance(60_000);
    expect({ pings, silent }).toEqual({ pings: 1, silent: 1 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not content with an answer that came before the question', () => {
    const heartbeat = start(() => false);
    clock.advance(9_000);
    heartbeat.pong();
    clock.advance(6_000);
    expect(silent).toBe(1);
  });

  it('says nothing when it was stopped while it waited', () => {
    const heartbeat = start(() => false);
    clock.advance(12_000);
    heartbeat.stop();
    clock.advance(60_000);
    expect(silent).toBe(0);
  });
});
