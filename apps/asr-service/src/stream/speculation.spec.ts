import type { ListeningConfig } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';

import { FIRST_SAMPLE, ScriptedSession, start, VOICE } from '../testing/scripted-session';
import { WINDOW_SAMPLES } from './audio-window';
import { TAIL_SAMPLES } from './utterance-range';
import { MAX_FILL_SAMPLES } from './window-cutter';

/** 64 ms. */
const TAIL_WINDOWS = 2;

const WITH_CANDIDATE = ['SPEECH_STARTED', 'CANDIDATE', 'SPEECH_ENDED', 'FINAL'];
const WITHOUT = ['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL'];

function speculating(rules: Partial<ListeningConfig> = {}): ScriptedSession {
  return new ScriptedSession({ speculate: true, ...rules });
}

function textOf(windows: number): string {
  return String(windows * WINDOW_SAMPLES);
}

function finals(session: ScriptedSession): string[] {
  return session.of(FrameKind.ASR_FINAL).map(({ text }) => text);
}

function candidates(session: ScriptedSession): string[] {
  return session.of(FrameKind.ASR_CANDIDATE).map(({ text }) => text);
}

describe('A listening stream that speculates', () => {
  it('gives the candidate, the end of speech and the same text as the final', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(9, 0);
    expect(session.story).toEqual(WITH_CANDIDATE.slice(0, 2));
    await session.hear(1, 0);
    expect(session.story).toEqual(WITH_CANDIDATE);
    const [candidate] = session.of(FrameKind.ASR_CANDIDATE);
    const [final] = session.of(FrameKind.ASR_FINAL);
    expect(candidate?.text).toBe(textOf(30 + TAIL_WINDOWS));
    const { text, words, confidence, endSample } = candidate ?? {};
    expect(final).toMatchObject({ text, words, confidence, endSample, decodeMs: 0 });
    expect(session.latenciesMs).toEqual([0]);
    expect(session.sequences.size).toBe(0);
  });

  it('waits for whole windows of silence, rounded up', async () => {
    const session = await speculating({ speculateAfterMs: 65 }).hear(30, VOICE);
    await session.hear(2, 0);
    expect(candidates(session)).toEqual([]);
    await session.hear(1, 0);
    expect(candidates(session)).toEqual([textOf(33)]);
  });

  it('waits for one window at least', async () => {
    const session = await speculating({ speculateAfterMs: 0 }).hear(30, VOICE);
    await session.hear(10, 0);
    expect(session.story).toEqual(WITH_CANDIDATE);
    expect(finals(session)).toEqual([textOf(31)]);
  });

  it.each([
    ['silence ends speech no later', { silenceMs: 64 }, 2],
    ['it is not wanted', { speculate: false }, TAIL_SAMPLES / WINDOW_SAMPLES],
  ])('makes no candidate where %s', async (_, rules, tail) => {
    const session = await speculating(rules).hear(30, VOICE);
    await session.hear(12, 0);
    expect(session.story).toEqual(WITHOUT);
    expect(finals(session)).toEqual([textOf(30 + tail)]);
  });

  it('makes no candidate in push to talk, where a pause is no end', async () => {
    const session = await speculating({ mode: 'manual' }).hear(30, VOICE);
    await session.hear(20, 0);
    session.stream.flush();
    await session.settle();
    expect(session.story).toEqual(WITHOUT);
    expect(finals(session)).toEqual([String(30 * WINDOW_SAMPLES + TAIL_SAMPLES)]);
    expect(session.of(FrameKind.ASR_PARTIAL).at(-1)?.pausing).toBe(true);
  });

  it('has a candidate in every pause, and the last is the final', async () => {
    const session = speculating();
    for (let pause = 0; pause < 3; pause++) {
      await session.hear(10, VOICE);
      await session.hear(5, 0);
    }
    await session.hear(5, 0);
    expect(candidates(session)).toEqual([12, 27, 42].map(textOf));
    expect(finals(session)).toEqual([textOf(42)]);
  });

  it('ends the candidate and its pause by a flush: the candidate is the final', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(4, 0);
    session.stream.flush();
    expect(session.story).toEqual(WITH_CANDIDATE);
    expect(finals(session)).toEqual([textOf(32)]);
    expect(session.of(FrameKind.ASR_SPEECH_ENDED)[0]?.reason).toBe('flush');
  });

  it('takes a flush before the candidate is due for the end of what was heard', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(1, 0);
    session.stream.flush();
    await session.settle();
    expect(session.story).toEqual(WITHOUT);
    expect(finals(session)).toEqual([textOf(31)]);
  });

  it('lets a flush wait for the candidate that is under way', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(1, 0);
    session.decodeMs = 100;
    await session.hear(2, 0);
    session.stream.flush();
    session.stream.flush();
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'IDLE']);
    await session.clock.advanceAsync(100, 10);
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'IDLE', 'FINAL']);
    expect(finals(session)).toEqual([textOf(32)]);
  });

  it('takes the candidate for the final where the audio stops in a pause', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(3, 0);
    await session.clock.advanceAsync(600, 50);
    expect(session.story).toEqual(WITH_CANDIDATE);
    expect(session.of(FrameKind.ASR_SPEECH_ENDED)[0]?.reason).toBe('starved');
    expect(finals(session)).toEqual([textOf(32)]);
  });

  it('takes the candidate for the final where a hole in the audio follows', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(3, 0);
    session.position += MAX_FILL_SAMPLES + 1;
    await session.hear(1, VOICE);
    expect(session.story).toEqual(WITH_CANDIDATE);
    expect(finals(session)).toEqual([textOf(32)]);
  });

  it('loses no sample where speech is ended by force, in a pause or after it', async () => {
    // 32 windows: the end falls on a silent one, then on a voiced one.
    for (const [voiced, silent] of [
      [27, 5],
      [26, 5],
    ] as const) {
      const session = await speculating({ maxUtteranceMs: 1_000 }).hear(voiced, VOICE);
      await session.hear(silent, 0);
      await session.hear(32 - voiced - silent, VOICE);
      await session.settle();
      expect(session.of(FrameKind.ASR_SPEECH_ENDED)[0]?.reason).toBe('max_utterance');
      expect(session.story).toEqual(WITH_CANDIDATE);
      expect(candidates(session)).toEqual([textOf(voiced + TAIL_WINDOWS)]);
      expect(finals(session)).toEqual([textOf(silent + voiced === 32 ? voiced + 2 : 32)]);
    }
  });

  it('forgets a candidate with its utterance on reset, also one that is under way', async () => {
    for (const decodeMs of [0, 100]) {
      const session = await speculating().hear(30, VOICE);
      await session.hear(1, 0);
      session.decodeMs = decodeMs;
      await session.hear(2, 0);
      const told = session.told.length;
      session.stream.reset();
      await session.clock.advanceAsync(300, 10);
      expect(session.told).toHaveLength(told);
      expect(session.sequences.size).toBe(0);
      await session.hear(10, VOICE);
      await session.hear(20, 0);
      expect(session.of(FrameKind.ASR_FINAL)[0]?.utterance).toBe(start().firstUtterance + 1);
    }
  });

  it('leaves nothing behind when it is closed in a pause', async () => {
    for (const decodeMs of [0, 100]) {
      const session = await speculating().hear(30, VOICE);
      await session.hear(1, 0);
      session.decodeMs = decodeMs;
      await session.hear(2, 0);
      session.stream.close();
      const told = session.told.length;
      await session.clock.advanceAsync(1_000, 10);
      expect(session.told).toHaveLength(told);
      expect(session.sequences.size).toBe(0);
      expect(session.clock.pendingTimers).toBe(0);
    }
  });

  it('fails an utterance whose detector is gone although it has a candidate', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(3, 0);
    session.vadFails = true;
    await session.hear(160, 0);
    expect(session.story).toEqual(['SPEECH_STARTED', 'CANDIDATE', 'FAILED']);
    expect(session.sequences.size).toBe(0);
  });

  it('keeps the tail and the speculation with which an utterance began', async () => {
    for (const [from, to, story, tail] of [
      [true, false, WITH_CANDIDATE, TAIL_WINDOWS],
      [false, true, WITHOUT, TAIL_SAMPLES / WINDOW_SAMPLES],
    ] as const) {
      const session = await speculating({ speculate: from }).hear(30, VOICE);
      session.stream.configure(start({ speculate: to, speculateAfterMs: 128 }).config);
      await session.hear(12, 0);
      expect(session.story).toEqual(story);
      expect(finals(session)).toEqual([textOf(30 + tail)]);
    }
  });

  it('takes new thresholds at once: silence that is now long enough ends speech first', async () => {
    const session = await speculating().hear(30, VOICE);
    session.stream.configure(start({ speculate: true, silenceMs: 32 }).config);
    await session.hear(1, 0);
    expect(session.story).toEqual(WITHOUT);
    expect(finals(session)).toEqual([textOf(31)]);
  });

  it('gives a silence that is now longer to the candidate that was made', async () => {
    const session = await speculating().hear(30, VOICE);
    await session.hear(3, 0);
    session.stream.configure(
      start({ speculate: true, silenceMs: 960, speculateAfterMs: 320 }).config,
    );
    await session.hear(27, 0);
    expect(session.story).toEqual(WITH_CANDIDATE);
  });

  it('begins the next utterance where the tail of the one before ends', async () => {
    const session = await speculating({ prefixMs: 2_000 }).hear(10, VOICE);
    await session.hear(12, 0);
    await session.hear(10, VOICE);
    const [, second] = session.of(FrameKind.ASR_SPEECH_STARTED);
    expect(second?.prerollSample).toBe(FIRST_SAMPLE + (10 + TAIL_WINDOWS) * WINDOW_SAMPLES);
  });

  it('makes the same of an utterance that a lost worker left, given all of it at once', async () => {
    const lost = await speculating().hear(20, VOICE);
    await lost.hear(5, 0);
    await lost.hear(10, VOICE);
    await lost.hear(5, 0);
    lost.stream.close();
    const [begun] = lost.of(FrameKind.ASR_SPEECH_STARTED);

    const heir = new ScriptedSession({ speculate: true }, begun?.prerollSample);
    for (const [windows, amplitude] of [
      [20, VOICE],
      [5, 0],
      [10, VOICE],
      [5, 0],
    ] as const) {
      for (let i = 0; i < windows; i++) heir.push(amplitude);
    }
    await heir.clock.advanceAsync(500, 10);
    expect(candidates(heir).at(-1)).toBe(candidates(lost).at(-1));
    await heir.hear(10, 0);
    expect(heir.story.filter((name) => name !== 'CANDIDATE')).toEqual(WITHOUT);
    expect(finals(heir)).toEqual([candidates(lost).at(-1)]);
  });
});
