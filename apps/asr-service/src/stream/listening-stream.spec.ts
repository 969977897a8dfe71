import { FrameKind } from '@voxrail/contracts';

import { WINDOW_MS, WINDOW_SAMPLES } from './audio-window';
import {
  FIRST_SAMPLE,
  FIRST_UTTERANCE,
  ScriptedSession,
  start,
  VOICE,
} from '../testing/scripted-session';
import { TAIL_SAMPLES } from './utterance-range';
import { MAX_FILL_SAMPLES } from './window-cutter';

function at(window: number): number {
  return FIRST_SAMPLE + window * WINDOW_SAMPLES;
}

describe('ListeningStream', () => {
  it('tells an utterance from its start to idle', async () => {
    const session = new ScriptedSession();
    await session.hear(20, 0);
    await session.hear(30, VOICE);
    await session.hear(60, 0);
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL', 'IDLE']);
    expect(session.of(FrameKind.ASR_SPEECH_STARTED)[0]).toMatchObject({
      utterance: FIRST_UTTERANCE,
      startSample: at(20),
      prerollSample: at(20) - 4_800,
    });
    expect(session.of(FrameKind.ASR_SPEECH_ENDED)[0]).toMatchObject({
      utterance: FIRST_UTTERANCE,
      endSample: at(50),
      reason: 'silence',
    });
    expect(session.of(FrameKind.ASR_FINAL)[0]).toMatchObject({
      utterance: FIRST_UTTERANCE,
      endSample: at(50),
    });
    expect(session.of(FrameKind.ASR_IDLE)[0]?.utterance).toBe(FIRST_UTTERANCE);
  });

  it('recognizes exactly the samples from the pre-roll to the tail, in the session’s language', async () => {
    const session = new ScriptedSession();
    await session.hear(20, 0);
    await session.hear(30, VOICE);
    await session.hear(20, 0);
    const samples = 30 * WINDOW_SAMPLES + 4_800 + TAIL_SAMPLES;
    expect(session.of(FrameKind.ASR_FINAL)[0]?.text).toBe(String(samples));
    expect([...session.languages]).toEqual(['en']);
  });

  it('gives the times of its decisions by its own clock', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    await session.hear(10, 0);
    const [ended] = session.of(FrameKind.ASR_SPEECH_ENDED);
    expect(ended?.atMs).toBe(20 * WINDOW_MS);
    expect(session.latenciesMs).toEqual([0]);
  });

  it('tells partials at least every 500 ms of speech', async () => {
    const session = new ScriptedSession();
    await session.hear(10, 0);
    await session.hear(95, VOICE);
    const samples = [at(10), ...session.of(FrameKind.ASR_PARTIAL).map((p) => p.endSample)];
    const gaps = samples.slice(1).map((sample, i) => sample - (samples[i] ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(6);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8_000);
    const revisions = session.of(FrameKind.ASR_PARTIAL).map((p) => p.revision);
    expect(revisions).toEqual(revisions.map((_, i) => i));
  });

  it('takes speech that goes on before idle for the next utterance, with no sample in both', async () => {
    const session = new ScriptedSession({ prefixMs: 2_000 });
    await session.hear(10, VOICE);
    await session.hear(12, 0);
    await session.hear(10, VOICE);
    await session.hear(12, 0);
    const [first, second] = session.of(FrameKind.ASR_SPEECH_STARTED);
    const [ended] = session.of(FrameKind.ASR_SPEECH_ENDED);
    expect(second?.utterance).toBe(FIRST_UTTERANCE + 1);
    expect(first?.prerollSample).toBe(FIRST_SAMPLE);
    expect(second?.prerollSample).toBe((ended?.endSample ?? 0) + TAIL_SAMPLES);
    expect(session.story.filter((name) => name === 'FINAL')).toHaveLength(2);
  });

  it('recognizes a minute of speech in one piece and cuts longer speech without losing a sample', async () => {
    const session = new ScriptedSession({ maxUtteranceMs: 10_000 });
    await session.hear(1_250, VOICE);
    session.stream.flush();
    await session.settle();
    const starts = session.of(FrameKind.ASR_SPEECH_STARTED);
    const texts = session.of(FrameKind.ASR_FINAL).map((final) => Number(final.text));
    expect(starts).toHaveLength(4);
    expect(texts.reduce((sum, samples) => sum + samples, 0)).toBe(1_250 * WINDOW_SAMPLES);
    const reasons = session.of(FrameKind.ASR_SPEECH_ENDED).map((ended) => ended.reason);
    expect(reasons).toEqual(['max_utterance', 'max_utterance', 'max_utterance', 'flush']);
  });

  it('never asks the recognizer about a minute of silence', async () => {
    const session = new ScriptedSession();
    await session.hear(60_000 / WINDOW_MS, 0);
    expect(session.told).toEqual([]);
    expect(session.sequences.size).toBe(0);
    expect(session.clock.pendingTimers).toBe(0);
  });

  it('ends speech on a flush, at its last voiced window', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    await session.hear(3, 0);
    session.stream.flush();
    await session.settle();
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL']);
    expect(session.of(FrameKind.ASR_SPEECH_ENDED)[0]).toMatchObject({
      endSample: at(10),
      reason: 'flush',
    });
    expect(session.of(FrameKind.ASR_FINAL)[0]?.text).toBe(String(13 * WINDOW_SAMPLES));
  });

  it('takes a flush to be after all audio that came before it, judged or not', async () => {
    const session = new ScriptedSession();
    for (let i = 0; i < 10; i++) session.push(VOICE);
    session.stream.flush();
    for (let i = 0; i < 10; i++) session.push(VOICE);
    await session.settle();
    expect(session.of(FrameKind.ASR_SPEECH_ENDED)[0]?.endSample).toBe(at(10));
    expect(session.of(FrameKind.ASR_SPEECH_STARTED)[1]?.startSample).toBe(at(10));
  });

  it('answers a flush without speech with an empty final of its own number', async () => {
    const session = new ScriptedSession();
    await session.hear(10, 0);
    session.stream.flush();
    expect(session.of(FrameKind.ASR_FINAL)[0]).toMatchObject({
      utterance: FIRST_UTTERANCE,
      text: '',
      endSample: at(10),
    });
    await session.hear(10, VOICE);
    expect(session.of(FrameKind.ASR_SPEECH_STARTED)[0]?.utterance).toBe(FIRST_UTTERANCE + 1);
  });

  it('does not answer a flush twice while a final is on its way', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    session.stream.flush();
    session.stream.flush();
    await session.settle();
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'IDLE', 'FINAL']);
  });

  it('waits for the flush in manual mode, through silence and without audio', async () => {
    const session = new ScriptedSession({ mode: 'manual' });
    await session.hear(10, VOICE);
    await session.hear(100, 0);
    await session.hear(10, VOICE);
    await session.clock.advanceAsync(5_000, 50);
    expect(session.story).toEqual(['SPEECH_STARTED']);
    session.stream.flush();
    await session.settle();
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL']);
    expect(session.of(FrameKind.ASR_FINAL)[0]?.text).toBe(String(120 * WINDOW_SAMPLES));
  });

  it('forgets an utterance on reset, and does not reach back before it', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    session.stream.reset();
    await session.hear(10, 0);
    expect(session.story).toEqual(['SPEECH_STARTED']);
    expect(session.sequences.size).toBe(0);
    await session.hear(5, VOICE);
    expect(session.of(FrameKind.ASR_SPEECH_STARTED)[1]?.prerollSample).toBe(at(20) - 4_800);
    session.stream.reset();
    await session.hear(5, VOICE);
    expect(session.of(FrameKind.ASR_SPEECH_STARTED)[2]?.prerollSample).toBe(at(25));
  });

  it('still gives the final of an utterance that had ended before the reset', async () => {
    const session = new ScriptedSession();
    for (let i = 0; i < 10; i++) session.push(VOICE);
    session.stream.flush();
    session.stream.reset();
    await session.settle();
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'IDLE', 'FINAL']);
  });

  it('takes a configuration for the audio after it', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    session.stream.configure(start({ silenceMs: 600 }).config);
    await session.hear(18, 0);
    expect(session.story).toEqual(['SPEECH_STARTED']);
    await session.hear(1, 0);
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL']);
  });

  it('ends speech as starved when no audio comes for half a second, and then goes idle', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    await session.clock.advanceAsync(400, 50);
    expect(session.story).toEqual(['SPEECH_STARTED']);
    await session.clock.advanceAsync(150, 10);
    expect(session.of(FrameKind.ASR_SPEECH_ENDED)[0]?.reason).toBe('starved');
    await session.clock.advanceAsync(1_100, 50);
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL', 'IDLE']);
    expect(session.clock.pendingTimers).toBe(0);
  });

  it('goes on after a hole that is too long to fill, and ends what was said before it', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    session.position += MAX_FILL_SAMPLES + 1;
    const resumedAt = session.position;
    await session.hear(10, VOICE);
    expect(session.story).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL', 'SPEECH_STARTED']);
    const [, second] = session.of(FrameKind.ASR_SPEECH_STARTED);
    expect(second).toMatchObject({ startSample: resumedAt, prerollSample: resumedAt });
  });

  it('counts audio that cannot be used, and listens on', async () => {
    const session = new ScriptedSession();
    session.stream.audio(0, new Uint8Array(641));
    session.stream.audio(FIRST_SAMPLE, new Uint8Array(0));
    session.stream.audio(FIRST_SAMPLE, new Uint8Array(40_000));
    session.stream.audio(Number.MAX_SAFE_INTEGER, new Uint8Array(640));
    expect(session.dropped).toEqual([
      'audio_odd_length',
      'audio_empty',
      'audio_too_large',
      'audio_out_of_range',
    ]);
    await session.hear(10, VOICE);
    expect(session.story).toEqual(['SPEECH_STARTED']);
  });

  it('fails the utterance when the detector is gone, and hears the next one when it is back', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    session.vadFails = true;
    await session.hear(160, 0);
    expect(session.story).toEqual(['SPEECH_STARTED', 'FAILED']);
    expect(session.of(FrameKind.ASR_FAILED)[0]).toMatchObject({
      utterance: FIRST_UTTERANCE,
      code: 'asr_failed',
      retryable: true,
      fatal: false,
    });
    session.vadFails = false;
    await session.hear(50, 0);
    await session.hear(10, VOICE);
    await session.hear(20, 0);
    expect(session.story.slice(2)).toEqual(['SPEECH_STARTED', 'SPEECH_ENDED', 'FINAL']);
    expect(session.sequences.size).toBe(0);
  });

  it('does not fail an utterance again that the recognizer has failed', async () => {
    const session = new ScriptedSession();
    session.recognizerFails = true;
    await session.hear(40, VOICE);
    session.vadFails = true;
    await session.hear(160, 0);
    const failed = session.of(FrameKind.ASR_FAILED).map(({ utterance }) => utterance);
    expect(failed).toEqual([FIRST_UTTERANCE, undefined]);
  });

  it('loses nothing when the detector is away for four seconds', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    session.vadFails = true;
    await session.hear(125, VOICE);
    session.vadFails = false;
    await session.hear(30, 0);
    expect(session.of(FrameKind.ASR_FINAL)[0]?.text).toBe(
      String(135 * WINDOW_SAMPLES + TAIL_SAMPLES),
    );
  });

  it('fails only the utterance that the recognizer failed', async () => {
    const session = new ScriptedSession();
    session.recognizerFails = true;
    await session.hear(30, VOICE);
    await session.hear(40, 0);
    session.recognizerFails = false;
    await session.hear(10, VOICE);
    await session.hear(20, 0);
    expect(session.of(FrameKind.ASR_FAILED).map((failed) => failed.utterance)).toEqual([
      FIRST_UTTERANCE,
    ]);
    expect(session.of(FrameKind.ASR_FINAL).map((final) => final.utterance)).toEqual([
      FIRST_UTTERANCE + 1,
    ]);
  });

  it('leaves nothing behind when it is closed in mid-word', async () => {
    const session = new ScriptedSession();
    await session.hear(10, VOICE);
    session.push(VOICE);
    session.stream.close();
    const told = session.told.length;
    await session.clock.advanceAsync(10_000, 100);
    expect(session.told).toHaveLength(told);
    expect(session.sequences.size).toBe(0);
    expect(session.clock.pendingTimers).toBe(0);
    expect(session.vad.openChannels).toBe(0);
  });
});
