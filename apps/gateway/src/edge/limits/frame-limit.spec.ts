import { VirtualClock } from '@voxrail/clock';

import { FrameLimit } from './frame-limit';

describe('FrameLimit', () => {
  it('takes the two frames of each 10 ms of audio at 1.5 times real time for ever', () => {
    const clock = new VirtualClock();
    const limit = new FrameLimit(clock);
    for (let second = 0; second < 60; second += 1) {
      for (let frame = 0; frame < 300; frame += 1) expect(limit.message()).toBe(true);
      clock.advance(1_000);
    }
  });

  it('ends at a flood of messages, and at one of pings', () => {
    const limit = new FrameLimit(new VirtualClock());
    const messages = Array.from({ length: 2_000 }, () => limit.message());
    expect(messages.filter(Boolean)).toHaveLength(1_200);
    const pings = Array.from({ length: 100 }, () => limit.ping());
    expect(pings.filter(Boolean)).toHaveLength(40);
  });
});
