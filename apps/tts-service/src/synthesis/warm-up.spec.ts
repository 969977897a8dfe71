import { VirtualClock } from '@voxrail/clock';

import { ResamplerPool } from './resampler-pool';
import { ScriptedStreams } from './testing/scripted-streams';
import { warmUp } from './warm-up';

describe('warmUp', () => {
  const clock = new VirtualClock();
  let streams: ScriptedStreams;

  function begin(): Promise<void> {
    streams = new ScriptedStreams();
    return warmUp({ clock, streams, resamplers: new ResamplerPool(), model: 'cosyvoice2' });
  }

  it('resolves with the first audio, and leaves nothing open', async () => {
    const warm = begin();
    expect(streams.current.request?.model).toBe('cosyvoice2');
    streams.current.audio(10);
    await warm;
    expect(streams.openCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('rejects when the model cannot speak', async () => {
    const warm = begin();
    streams.current.fail('INVALID_ARGUMENT');
    await expect(warm).rejects.toMatchObject({ code: 'request_refused' });
    expect(streams.openCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
