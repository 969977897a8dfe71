import {
  endSubject,
  encodeFrame,
  FrameKind,
  interruptSubject,
  railSubject,
} from '@voxrail/contracts';
import { WINDOW_SAMPLES, windowsCovering } from './stream/audio-window';
import { TAIL_SAMPLES } from './stream/utterance-range';
import type { Utterance } from '@voxrail/speech';
import { loadRecordings } from '@voxrail/speech';
import { until } from '@voxrail/testing';

import type { AsrStack } from './testing/asr-stack';
import { startAsrStack } from './testing/asr-stack';
import { ListeningCaller } from './testing/listening-caller';
import { recognizedDirectly } from './testing/recognized-directly';

/** Where nothing is measured, audio runs this much faster than it was spoken. */
const FAST = 6;

/** For a recognizer that shares its cores with other tests. */
const SOON_MS = 1_000;

let stack: AsrStack;
let recordings: Utterance[];
const callers: ListeningCaller[] = [];

beforeAll(async () => {
  [stack, recordings] = await Promise.all([startAsrStack(), loadRecordings()]);
});

afterEach(async () => {
  await Promise.all(callers.splice(0).map(async (caller) => caller.stop()));
});

afterAll(async () => {
  await stack.stop();
});

function caller(): ListeningCaller {
  const added = new ListeningCaller(stack);
  callers.push(added);
  return added;
}

function recording(name: string): Utterance {
  const found = recordings.find((utterance) => utterance.name === name);
  if (found === undefined) throw new Error(`no recording ${name}`);
  return found;
}

async function activeSessions(): Promise<number> {
  const { body } = await stack.asr.get('/health');
  return (JSON.parse(body) as { active_sessions: number }).active_sessions;
}

describe('asr-service', () => {
  it('tells a recorded sentence from its first syllable to its final words', async () => {
    const listener = await caller().open();
    await listener.beSilent(500, FAST);
    await listener.speak(recording('goforward').samples, 1);
    await listener.beSilent(1_500, 1);
    const [started] = await listener.next(FrameKind.ASR_SPEECH_STARTED);
    const [ended] = await listener.next(FrameKind.ASR_SPEECH_ENDED);
    const [final] = await listener.next(FrameKind.ASR_FINAL);
    const [idle] = await listener.next(FrameKind.ASR_IDLE);
    expect(final?.text).toBe('go forward ten meters');
    expect(final?.words.map((word) => word.word).join(' ')).toBe(final?.text);
    expect(final?.confidence).toBeGreaterThan(0);
    expect(started?.prerollSample).toBe((started?.startSample ?? 0) - 4_800);
    expect(ended).toMatchObject({ reason: 'silence', endSample: final?.endSample });
    expect(idle?.utterance).toBe(final?.utterance);
    const partials = listener.of(FrameKind.ASR_PARTIAL);
    expect(partials.length).toBeGreaterThanOrEqual(2);
    const times = [started?.startSample ?? 0, ...partials.map((p) => p.endSample)];
    const gaps = times.slice(1).map((sample, i) => sample - (times[i] ?? 0));
    // The first may wait for the first word; between two there are at most 500 ms.
    expect(Math.max(...gaps.slice(1))).toBeLessThanOrEqual(8_000);
  });

  it('recognizes what the engine recognizes when it is given the same samples directly', async () => {
    for (const { name, samples } of recordings) {
      const listener = await caller().open();
      const lead = new Int16Array(8_000);
      const trail = new Int16Array(16_000);
      const whole = Int16Array.from([...lead, ...samples, ...trail]);
      await listener.speak(whole, FAST);
      const utterances = await until(() => {
        const starts = listener.of(FrameKind.ASR_SPEECH_STARTED);
        const finals = listener.of(FrameKind.ASR_FINAL);
        return finals.length === starts.length && starts.length > 0
          ? { starts, finals }
          : undefined;
      }, 10_000);
      for (const final of utterances.finals) {
        const start = utterances.starts.find((event) => event.utterance === final.utterance);
        const range = whole.subarray(start?.prerollSample, final.endSample + TAIL_SAMPLES);
        expect([name, final.text]).toEqual([
          name,
          await recognizedDirectly(stack.inference, range),
        ]);
      }
      await listener.stop();
    }
  }, 180_000);

  it('decides soon after the last silent window has come, and has the final soon after', async () => {
    const listener = await caller().open();
    const { samples } = recording('goforward');
    await listener.beSilent(500, 1);
    await listener.speak(samples, 1);
    const trail = listener.beSilent(1_000, 1);
    const [ended] = await listener.next(FrameKind.ASR_SPEECH_ENDED);
    const [final] = await listener.next(FrameKind.ASR_FINAL);
    await trail;
    const decidingSample = (ended?.endSample ?? 0) + windowsCovering(300) * WINDOW_SAMPLES;
    const decidedMs = listener.receivedMs(FrameKind.ASR_SPEECH_ENDED);
    // A few milliseconds each on a machine that has nothing else to do, which the benchmarks measure.
    expect(decidedMs - listener.sentMs(decidingSample)).toBeLessThan(SOON_MS);
    expect(listener.receivedMs(FrameKind.ASR_FINAL) - decidedMs).toBeLessThan(SOON_MS);
    const { body } = await stack.asr.get('/metrics');
    expect(body).toMatch(/^voice_agent_asr_latency_seconds_count\{[^}]*\} [1-9]/m);
    expect(final?.decodeMs).toBeCloseTo((final?.atMs ?? 0) - (ended?.atMs ?? 0), 3);
  });

  it('recognizes several sessions at once, each its own words', async () => {
    const names = ['goforward', 'something'];
    const listeners = await Promise.all(names.map(async () => caller().open()));
    await Promise.all(
      listeners.map(async (listener, i) => {
        await listener.beSilent(500, FAST);
        await listener.speak(recording(names[i] ?? '').samples, 2);
        await listener.beSilent(1_000, 2);
      }),
    );
    const texts = await Promise.all(
      listeners.map(async (listener) => (await listener.next(FrameKind.ASR_FINAL))[0]?.text),
    );
    expect(texts[0]).toBe('go forward ten meters');
    expect(texts[1]).not.toBe(texts[0]);
  });

  it('lets an utterance wait for a recognizer while all of them hear others', async () => {
    // One more than model-server has by default.
    const listeners = await Promise.all([1, 2, 3, 4].map(async () => caller().open()));
    const texts = await Promise.all(
      listeners.map(async (listener, i) => {
        await listener.beSilent(300 + 200 * i, 1);
        await listener.speak(recording('goforward').samples, 1);
        await listener.beSilent(1_000, 1);
        return (await listener.next(FrameKind.ASR_FINAL))[0]?.text;
      }),
    );
    expect(texts).toEqual(texts.map(() => 'go forward ten meters'));
  });

  it('takes 40 s of speech without a pause for one utterance', async () => {
    const words = recording('goforward');
    const speech = words.samples.subarray(2_400, words.endOfSpeechSample);
    const long = new Int16Array(40 * 16_000);
    for (let at = 0; at < long.length; at += speech.length) {
      long.set(speech.subarray(0, long.length - at), at);
    }
    const listener = await caller().open();
    for (let at = 0; at < long.length; at += 16_000) {
      // A recognizer that lags is not given more than a person could say.
      const heard = listener.of(FrameKind.ASR_PARTIAL).at(-1)?.endSample ?? 0;
      const speed = listener.position - heard > 32_000 ? 1 : FAST;
      await listener.speak(long.subarray(at, at + 16_000), speed);
    }
    await listener.beSilent(1_000, FAST);
    const [final] = await listener.next(FrameKind.ASR_FINAL, 1, 20_000);
    expect(listener.of(FrameKind.ASR_SPEECH_STARTED)).toHaveLength(1);
    expect(final?.words.length).toBeGreaterThan(40);
  });

  it('does not ask the recognizer about a minute of silence or of noise', async () => {
    const statistics = async (): Promise<number> =>
      (await stack.inference.modelStatistics('parakeet_tdt'))[0]?.inferenceCount ?? -1;
    const before = await statistics();
    const listener = await caller().open();
    await listener.beSilent(60_000, 12);
    let seed = 1;
    const noise = Int16Array.from({ length: 20 * 16_000 }, () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return (seed % 600) - 300;
    });
    await listener.speak(noise, 12);
    await listener.beSilent(1_500, FAST);
    listener.send(FrameKind.ASR_FLUSH, {});
    // All windows are judged before.
    const finals = await listener.next(FrameKind.ASR_FINAL, 1, 40_000);
    expect(finals.map((final) => final.text).join('')).toBe('');
    expect(listener.of(FrameKind.ASR_FAILED)).toEqual([]);
    if (listener.of(FrameKind.ASR_SPEECH_STARTED).length === 0) {
      expect(await statistics()).toBe(before);
    }
  });

  it('ends a turn on flush and forgets one on reset', async () => {
    const listener = await caller().open({ mode: 'manual' });
    const { samples } = recording('goforward');
    await listener.speak(samples, FAST);
    await listener.next(FrameKind.ASR_SPEECH_STARTED);
    listener.send(FrameKind.ASR_RESET, {});
    await listener.beSilent(500, FAST);
    await listener.speak(samples, FAST);
    await listener.beSilent(1_000, FAST);
    listener.send(FrameKind.ASR_FLUSH, {});
    const [final] = await listener.next(FrameKind.ASR_FINAL);
    expect(final?.text).toBe('go forward ten meters');
    expect(final?.utterance).toBe(listener.of(FrameKind.ASR_SPEECH_STARTED).at(-1)?.utterance);
  });

  it('is unharmed by malformed messages on every subject', async () => {
    const listener = await caller().open();
    const { bus } = stack;
    await listener.beSilent(500, FAST);
    const junk = [
      new Uint8Array(0),
      Uint8Array.of(1, 2, 3),
      new TextEncoder().encode('{"half'),
      encodeFrame({ kind: FrameKind.ASR_START, order: 1, seq: 0, offset: 0 }),
      encodeFrame({ kind: FrameKind.ASR_CONFIG, order: 1, seq: 0, offset: 0 }),
      encodeFrame({
        kind: FrameKind.ASR_AUDIO,
        order: 1,
        seq: 0,
        offset: 0,
        payload: new Uint8Array(3),
      }),
    ];
    const subjects = [
      railSubject(listener.rail.sid, 'asr', 'in'),
      interruptSubject(listener.rail.sid),
      endSubject(listener.rail.sid),
      'va.asr.claim',
      `va.w.${listener.rail.worker}.lease`,
      `va.w.${listener.rail.worker}.claim`,
      `va.w.${listener.rail.worker}.release`,
    ];
    for (const subject of subjects) for (const bytes of junk) bus.publish(subject, bytes);
    await listener.speak(recording('goforward').samples, FAST);
    await listener.beSilent(1_000, FAST);
    const [final] = await listener.next(FrameKind.ASR_FINAL);
    expect(final?.text).toBe('go forward ten meters');
  });

  it('goes on listening when everything is interrupted', async () => {
    const listener = await caller().open();
    const { samples } = recording('goforward');
    await listener.beSilent(500, FAST);
    await listener.speak(samples.subarray(0, 8_000), FAST);
    listener.rail.interrupt(0, 1_000);
    await listener.speak(samples.subarray(8_000), FAST);
    await listener.beSilent(1_000, FAST);
    const [final] = await listener.next(FrameKind.ASR_FINAL);
    expect(final?.text).toBe('go forward ten meters');
  });

  it('gives a session back within 250 ms of its end, in mid-word', async () => {
    const speakers = await Promise.all([1, 2].map(async () => caller().open()));
    const [released, ended] = speakers;
    if (released === undefined || ended === undefined) throw new Error('two callers');
    for (const speaker of speakers) await speaker.speak(recording('goforward').samples, FAST);
    await Promise.all(speakers.map(async (s) => s.next(FrameKind.ASR_SPEECH_STARTED)));
    ended.rail.endSession();
    await released.rail.release();
    await until(async () => (await activeSessions()) === 0, 250, 'no session is held');
    for (const speaker of speakers) speaker.rail.stopRenewing();
  });

  it('gives a session back when its lease is not renewed', async () => {
    const listener = await caller().open();
    listener.rail.stopRenewing();
    await until(async () => (await activeSessions()) === 0, 10_000, 'the lease ran out');
    const lease = await listener.rail.renew();
    expect(lease.unknown).toEqual([listener.rail.sid]);
  });
});
