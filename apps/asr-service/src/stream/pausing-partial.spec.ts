import { FrameKind } from '@voxrail/contracts';

import { recognitionOf } from '../testing/scripted-recognizer';
import { ScriptedUtterance } from '../testing/scripted-utterance';
import { WINDOW_SAMPLES } from './audio-window';

interface Shown {
  readonly windows: number;
  readonly pausing: boolean;
}

/** The partials with the windows that they are the text of. */
function partials(utterance: ScriptedUtterance): Shown[] {
  return utterance.of(FrameKind.ASR_PARTIAL).map(({ endSample, pausing }) => ({
    windows: endSample / WINDOW_SAMPLES,
    pausing: pausing === true,
  }));
}

function spoken(windows: number): Shown {
  return { windows, pausing: false };
}

function paused(windows: number): Shown {
  return { windows, pausing: true };
}

describe('A partial transcript with speculation', () => {
  it('is asked for every 128 ms of speech', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    expect(partials(utterance)).toEqual([4, 8, 12, 16, 20].map(spoken));
  });

  it('is asked for no more often than the recognizer answers', async () => {
    const utterance = await new ScriptedUtterance().voice(3);
    utterance.recognizer.isHeld = true;
    await utterance.voice(27);
    expect(utterance.recognizer.requests).toHaveLength(1);
    await utterance.release();
    await utterance.release();
    expect(partials(utterance)).toEqual([4, 30].map(spoken));
  });

  it('is told again as a pause begins, and then that of all that may be sent', async () => {
    const utterance = await new ScriptedUtterance().voice(18);
    const before = utterance.of(FrameKind.ASR_PARTIAL).length;
    await utterance.silence(1);
    expect(partials(utterance).slice(before)).toEqual([paused(16), paused(19)]);
    const revisions = utterance.of(FrameKind.ASR_PARTIAL).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, i) => i));
  });

  it('is told again at once, whatever the recognizer does', async () => {
    const utterance = await new ScriptedUtterance().voice(18);
    utterance.recognizer.isHeld = true;
    await utterance.silence(1);
    expect(partials(utterance).at(-1)).toEqual(paused(16));
  });

  it('is not told again where it lacks more than 160 ms of the speech', async () => {
    for (const [windows, isTold] of [
      [5, true],
      [6, false],
    ] as const) {
      const utterance = await new ScriptedUtterance().voice(16);
      utterance.recognizer.isHeld = true;
      await utterance.voice(windows);
      const before = utterance.told.length;
      await utterance.silence(1);
      expect(utterance.told.length > before).toBe(isTold);
    }
  });

  it('that was asked for before the pause says that speech pauses now', async () => {
    const utterance = await new ScriptedUtterance().voice(19);
    utterance.recognizer.isHeld = true;
    await utterance.voice(1);
    await utterance.silence(1);
    await utterance.release();
    expect(partials(utterance).at(-1)).toEqual(paused(20));
    await utterance.release();
    expect(partials(utterance).at(-1)).toEqual(paused(21));
  });

  it('that was asked for in a pause does not say so once speech goes on', async () => {
    const utterance = await new ScriptedUtterance().voice(18);
    utterance.recognizer.isHeld = true;
    await utterance.silence(1);
    await utterance.voice(1);
    await utterance.release();
    expect(partials(utterance).at(-1)).toEqual(spoken(19));
  });

  it('with the same text is told in every pause, and otherwise only after 300 ms', async () => {
    const utterance = new ScriptedUtterance();
    utterance.recognizer.recognitionOf = (samples) => ({ ...recognitionOf(samples), text: 'go' });
    await utterance.voice(18);
    await utterance.silence(1);
    await utterance.voice(11);
    await utterance.silence(1);
    expect(partials(utterance)).toEqual([
      ...[spoken(4), spoken(16)],
      ...[paused(16), paused(19)],
      ...[paused(27), paused(31)],
    ]);
  });

  it('is the candidate before, where that is the newest text', async () => {
    const utterance = await new ScriptedUtterance().voice(18);
    await utterance.silence(2);
    await utterance.voice(2);
    const before = utterance.of(FrameKind.ASR_PARTIAL).length;
    await utterance.silence(1);
    expect(partials(utterance).slice(before)).toEqual([paused(20), paused(23)]);
  });

  it('is not told without a text, as long as there was none', async () => {
    const utterance = new ScriptedUtterance();
    utterance.recognizer.recognitionOf = (samples) => ({ ...recognitionOf(samples), text: '' });
    await utterance.voice(18);
    await utterance.silence(3);
    await utterance.voice(3);
    await utterance.silence(3);
    await utterance.end();
    expect(partials(utterance)).toEqual([]);
    expect(utterance.story).toEqual(['CANDIDATE', 'CANDIDATE', 'FINAL']);
  });

  it('is not told after the utterance has failed', async () => {
    const utterance = await new ScriptedUtterance().voice(16);
    utterance.recognizer.script = Array.from({ length: 20 }, () => 'fails' as const);
    await utterance.voice(4);
    await utterance.clock.advanceAsync(1_000, 50);
    await utterance.silence(4);
    expect(utterance.told.at(-1)?.kind).toBe(FrameKind.ASR_FAILED);
  });
});

describe('A partial transcript without speculation', () => {
  it('is asked for every 300 ms, and says nothing of pauses', async () => {
    const utterance = new ScriptedUtterance(undefined, { speculate: false });
    await utterance.voice(30);
    await utterance.silence(9);
    const told = utterance.of(FrameKind.ASR_PARTIAL);
    expect(told.map(({ endSample }) => endSample / WINDOW_SAMPLES)).toEqual([12, 24, 36]);
    expect(told.every((partial) => !('pausing' in partial))).toBe(true);
    expect(utterance.story).toEqual([]);
  });

  it('is told again with the same text', async () => {
    const utterance = new ScriptedUtterance(undefined, { speculate: false });
    utterance.recognizer.recognitionOf = (samples) => ({ ...recognitionOf(samples), text: 'go' });
    await utterance.voice(30);
    expect(partials(utterance)).toEqual([12, 24].map(spoken));
  });
});
