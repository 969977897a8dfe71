import { FrameKind } from '@voxrail/contracts';

import { recognitionOf, ScriptedRecognizer } from '../testing/scripted-recognizer';
import { ScriptedUtterance, windowsSent } from '../testing/scripted-utterance';
import { WINDOW_MS, WINDOW_SAMPLES } from './audio-window';

/** 64 ms: the silence that a candidate waits for in these tests, and so the tail. */
const TAIL = 2;

function textOf(windows: number): string {
  return String(windows * WINDOW_SAMPLES);
}

function windows(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

function candidateTexts(utterance: ScriptedUtterance): string[] {
  return utterance.of(FrameKind.ASR_CANDIDATE).map(({ text }) => text);
}

function finalTexts(utterance: ScriptedUtterance): string[] {
  return utterance.of(FrameKind.ASR_FINAL).map(({ text }) => text);
}

describe('A candidate', () => {
  it('is the text of the utterance with the silence that it waited for', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(TAIL - 1);
    expect(candidateTexts(utterance)).toEqual([]);
    await utterance.silence(1);
    expect(utterance.of(FrameKind.ASR_CANDIDATE)).toEqual([
      expect.objectContaining({
        ...recognitionOf((20 + TAIL) * WINDOW_SAMPLES),
        utterance: 1,
        endSample: 20 * WINDOW_SAMPLES,
        decodeMs: 0,
      }),
    ]);
  });

  it('is made once in a pause', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(9);
    expect(candidateTexts(utterance)).toEqual([textOf(20 + TAIL)]);
  });

  it('is the final, at once, and nothing is decoded again', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(9);
    const { requests } = utterance.recognizer;
    const decoded = requests.length;
    await utterance.end();
    expect(utterance.of(FrameKind.ASR_FINAL)[0]).toMatchObject({
      ...recognitionOf((20 + TAIL) * WINDOW_SAMPLES),
      endSample: 20 * WINDOW_SAMPLES,
      decodeMs: 0,
    });
    expect(requests.slice(decoded)).toEqual([
      expect.objectContaining({ end: true, decode: 'no', audio: new Int16Array(0) }),
    ]);
    expect(utterance.recognizer.live).toBe(0);
  });

  it('says how long it took after the last window that it needed', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(1);
    utterance.recognizer.isHeld = true;
    await utterance.silence(3);
    await utterance.release();
    expect(utterance.of(FrameKind.ASR_CANDIDATE)[0]?.decodeMs).toBe(3 * WINDOW_MS);
  });

  it('has the next revision, like everything that is told of the text', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(4);
    await utterance.voice(10);
    await utterance.silence(4);
    await utterance.end();
    const revisions = utterance.told.map(
      ({ payload }) => 'revision' in payload && payload.revision,
    );
    expect(utterance.story).toEqual(['CANDIDATE', 'CANDIDATE', 'FINAL']);
    expect(revisions).toEqual(revisions.map((_, i) => i));
  });

  it('that is still decoded when the end is decided becomes the final when it arrives', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(1);
    utterance.recognizer.isHeld = true;
    await utterance.silence(8);
    await utterance.end();
    expect(utterance.story).toEqual([]);
    utterance.clock.advance(7);
    await utterance.release();
    expect(utterance.story).toEqual(['FINAL']);
    expect(finalTexts(utterance)).toEqual([textOf(20 + TAIL)]);
    expect(utterance.of(FrameKind.ASR_FINAL)[0]?.decodeMs).toBe(7);
    await utterance.release();
    expect(utterance.recognizer.requests.at(-1)).toMatchObject({ end: true, decode: 'no' });
    expect(utterance.recognizer.live).toBe(0);
  });

  it('is void when speech goes on, and the next pause has its own', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(5);
    await utterance.voice(10);
    await utterance.silence(5);
    await utterance.end();
    expect(candidateTexts(utterance)).toEqual([textOf(20 + TAIL), textOf(35 + TAIL)]);
    expect(finalTexts(utterance)).toEqual([textOf(35 + TAIL)]);
    expect(windowsSent(utterance.recognizer)).toEqual(windows(35 + TAIL));
  });

  it('is void although speech ends before anything more could be decoded', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(5);
    await utterance.endOnVoice();
    expect(finalTexts(utterance)).toEqual([textOf(26)]);
  });

  it('that arrives after speech has gone on is not told', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(1);
    utterance.recognizer.isHeld = true;
    await utterance.silence(2);
    await utterance.voice(1);
    utterance.recognizer.isHeld = false;
    await utterance.release();
    expect(candidateTexts(utterance)).toEqual([]);
    await utterance.voice(9);
    await utterance.silence(5);
    await utterance.end();
    expect(candidateTexts(utterance)).toEqual([textOf(33 + TAIL)]);
    expect(finalTexts(utterance)).toEqual([textOf(33 + TAIL)]);
    expect(windowsSent(utterance.recognizer)).toEqual(windows(33 + TAIL));
  });

  it('that arrives in the next pause is not taken for that of the pause', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(1);
    utterance.recognizer.isHeld = true;
    await utterance.silence(2);
    await utterance.voice(2);
    await utterance.silence(4);
    await utterance.release();
    expect(candidateTexts(utterance)).toEqual([]);
    await utterance.release();
    expect(candidateTexts(utterance)).toEqual([textOf(25 + TAIL)]);
  });

  it('goes before a partial that has not been asked for yet', async () => {
    const utterance = await new ScriptedUtterance().voice(17);
    utterance.recognizer.isHeld = true;
    await utterance.voice(3);
    const asked = utterance.recognizer.requests.length;
    await utterance.silence(4);
    await utterance.release();
    await utterance.release();
    const decodes = utterance.recognizer.requests.slice(asked).map(({ decode }) => decode);
    expect(decodes).toEqual(['final']);
    expect(candidateTexts(utterance)).toEqual([textOf(20 + TAIL)]);
  });

  it('is not waited for where the end is decided before it could be asked for', async () => {
    const utterance = await new ScriptedUtterance().voice(17);
    utterance.recognizer.isHeld = true;
    await utterance.voice(3);
    await utterance.silence(9);
    await utterance.end();
    utterance.recognizer.isHeld = false;
    await utterance.release();
    expect(utterance.story).toEqual(['FINAL']);
    expect(utterance.recognizer.requests.at(-1)).toMatchObject({ end: true, decode: 'final' });
    expect(finalTexts(utterance)).toEqual([textOf(20 + TAIL)]);
  });

  it('is made from all of the audio again after its request has failed', async () => {
    const utterance = await new ScriptedUtterance(undefined, { silenceMs: 1_000 }).voice(20);
    await utterance.silence(1);
    utterance.recognizer.script = ['fails'];
    await utterance.silence(12);
    expect(candidateTexts(utterance)).toEqual([textOf(20 + TAIL)]);
    expect(windowsSent(utterance.recognizer)).toEqual(windows(20 + TAIL));
    await utterance.silence(18);
    await utterance.end();
    expect(utterance.story).toEqual(['CANDIDATE', 'FINAL']);
    expect(utterance.recognizer.live).toBe(0);
  });

  it('whose request has failed leaves the final to the end', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(1);
    utterance.recognizer.script = ['fails'];
    await utterance.silence(4);
    await utterance.end();
    await utterance.clock.advanceAsync(300, 10);
    expect(utterance.story).toEqual(['FINAL']);
    expect(finalTexts(utterance)).toEqual([textOf(20 + TAIL)]);
    expect(utterance.recognizer.live).toBe(0);
  });

  it('whose request fails after the end leaves the final to the next attempt', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(1);
    utterance.recognizer.isHeld = true;
    await utterance.silence(8);
    await utterance.end();
    utterance.recognizer.isHeld = false;
    utterance.recognizer.script = ['fails'];
    await utterance.release();
    await utterance.clock.advanceAsync(300, 10);
    expect(utterance.story).toEqual(['FINAL']);
    expect(finalTexts(utterance)).toEqual([textOf(20 + TAIL)]);
    expect(utterance.clock.pendingTimers).toBe(0);
  });

  it('whose request fails twice is the failure of the utterance, once', async () => {
    const utterance = await new ScriptedUtterance(undefined, { silenceMs: 1_000 }).voice(20);
    await utterance.silence(1);
    utterance.recognizer.script = ['fails', 'fails'];
    await utterance.silence(30);
    await utterance.voice(5);
    await utterance.silence(5);
    await utterance.end();
    expect(utterance.story).toEqual(['FAILED']);
    const partials = utterance.told.findIndex(({ kind }) => kind === FrameKind.ASR_FAILED);
    expect(partials).toBe(utterance.told.length - 1);
  });

  it('is not made while no recognizer is free, and the final comes when one is', async () => {
    const recognizer = new ScriptedRecognizer();
    recognizer.script = Array.from({ length: 4 }, () => 'is busy' as const);
    const utterance = await new ScriptedUtterance(recognizer).voice(20);
    await utterance.silence(9);
    await utterance.end();
    await utterance.clock.advanceAsync(1_000, 10);
    expect(utterance.story).toEqual(['FINAL']);
    expect(finalTexts(utterance)).toEqual([textOf(20 + TAIL)]);
  });

  it('is made late in the pause, when a recognizer becomes free in it', async () => {
    const recognizer = new ScriptedRecognizer();
    recognizer.script = ['is busy', 'is busy', 'is busy'];
    const utterance = new ScriptedUtterance(recognizer, { silenceMs: 1_000 });
    await utterance.voice(20);
    await utterance.silence(20);
    expect(candidateTexts(utterance)).toEqual([textOf(20 + TAIL)]);
  });

  it('is not made where the end is decided before: all that was heard is the utterance', async () => {
    const utterance = await new ScriptedUtterance().voice(20);
    await utterance.silence(TAIL - 1);
    await utterance.end();
    expect(utterance.story).toEqual(['FINAL']);
    expect(finalTexts(utterance)).toEqual([textOf(20 + TAIL - 1)]);
  });

  it('is told no more after the utterance is forgotten, and the recognizer is free', async () => {
    for (const known of [false, true]) {
      const utterance = await new ScriptedUtterance().voice(20);
      await utterance.silence(1);
      utterance.recognizer.isHeld = !known;
      await utterance.silence(2);
      const told = utterance.told.length;
      utterance.utterance.cancel();
      await utterance.release();
      await utterance.release();
      expect(utterance.told).toHaveLength(told);
      expect(utterance.recognizer.requests.at(-1)).toMatchObject({ end: true, decode: 'no' });
      expect(utterance.recognizer.live).toBe(0);
    }
  });
});
