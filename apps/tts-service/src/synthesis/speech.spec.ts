import { RecordedSpeech, TRACEPARENT } from './testing/recorded-speech';

const SENTENCE = 'This is the first sentence of it. ';
const NEXT_SENTENCE = 'And here comes a second one, too. ';

describe('Speech', () => {
  it('requests a segment with voice and language, and lets its audio out as it comes', () => {
    const recorded = new RecordedSpeech({ language: 'de' });
    recorded.say(`${SENTENCE}And`);
    expect(recorded.streams.current.text).toBe(SENTENCE.trim());
    const { request, traceparent } = recorded.streams.current;
    expect(request?.model).toBe('chatterbox');
    expect(
      Buffer.from(request?.inputs[2]?.data ?? [])
        .subarray(4)
        .toString(),
    ).toBe('de');
    expect(traceparent).toBe(TRACEPARENT);
    recorded.streams.current.audio(500);
    expect(recorded.sentSamples).toBe(500);
    expect(recorded.frames[0]?.samples[0]).toBe(16_384);
  });

  it('cuts frames of at most 100 ms, the first of at most 40', () => {
    const recorded = new RecordedSpeech();
    recorded.sayAll(SENTENCE);
    recorded.streams.current.audio(6_000);
    expect(recorded.frames.map((frame) => frame.samples.length)).toEqual([882, 2_205, 2_205, 708]);
    expect(recorded.frames.map((frame) => frame.offset)).toEqual([0, 882, 3_087, 5_292]);
  });

  it('aligns each segment at its first audio and at its end, and ends with the total', () => {
    const recorded = new RecordedSpeech();
    recorded.sayAll(SENTENCE + NEXT_SENTENCE);
    recorded.clock.advance(30);
    recorded.streams.current.audio(1_000);
    recorded.streams.current.audio(500);
    recorded.streams.current.end();
    recorded.streams.current.audio(700);
    recorded.streams.current.end();
    const first = { segment: 0, textStart: 0, textEnd: 34, sampleStart: 0 };
    const second = { segment: 1, textStart: 34, textEnd: 68, sampleStart: 1_500 };
    expect(recorded.alignments).toEqual([
      { ...first, sampleEnd: null },
      { ...first, sampleEnd: 1_500 },
      { ...second, sampleEnd: null },
      { ...second, sampleEnd: 2_200 },
    ]);
    expect(recorded.done).toEqual([{ samples: 2_200, segments: 2, firstAudioMs: 30 }]);
    expect(recorded.firstAudioMs).toEqual([30]);
  });

  it('begins the next segment when the model has finished one, on a stream opened before', () => {
    const recorded = new RecordedSpeech();
    recorded.sayAll(SENTENCE + NEXT_SENTENCE);
    recorded.clock.advance(1);
    expect(recorded.streams.all).toHaveLength(2);
    expect(recorded.streams.requested).toHaveLength(1);
    recorded.streams.current.audio(22_050);
    recorded.streams.current.end();
    expect(recorded.streams.all).toHaveLength(2);
    expect(recorded.streams.current.text).toBe(NEXT_SENTENCE.trim());
  });

  it('sends no sample without credit, and goes on where it stopped', () => {
    const recorded = new RecordedSpeech({ creditSamples: 1_000 });
    recorded.sayAll(SENTENCE + NEXT_SENTENCE);
    recorded.streams.current.audio(3_000);
    recorded.streams.current.end();
    expect(recorded.sentSamples).toBe(1_000);
    expect(recorded.streams.requested).toHaveLength(1);
    recorded.grant(3_000);
    expect(recorded.sentSamples).toBe(3_000);
    expect(recorded.streams.requested).toHaveLength(1);
    recorded.grant(2_000);
    recorded.grant(3_001);
    expect(recorded.streams.requested).toHaveLength(2);
    recorded.streams.current.audio(2);
    recorded.streams.current.end();
    expect(recorded.done).toEqual([]);
    recorded.grant(10_000);
    expect(recorded.done[0]?.samples).toBe(3_002);
  });

  it('ends at once where nothing can be spoken, also without credit', () => {
    const empty = new RecordedSpeech({ creditSamples: 0 });
    empty.endText();
    expect(empty.done).toEqual([{ samples: 0, segments: 0, firstAudioMs: null }]);
    const silent = new RecordedSpeech();
    silent.sayAll('🙂 ...');
    expect(silent.alignments).toEqual([
      { segment: 0, textStart: 0, textEnd: 6, sampleStart: 0, sampleEnd: 0 },
    ]);
    expect(silent.done).toEqual([{ samples: 0, segments: 1, firstAudioMs: null }]);
    expect(silent.streams.all).toHaveLength(0);
  });

  it('speaks what is there when no more text comes for a while', () => {
    const recorded = new RecordedSpeech();
    recorded.say('One moment.');
    recorded.clock.advance(399);
    expect(recorded.streams.all).toHaveLength(0);
    recorded.clock.advance(1);
    expect(recorded.streams.current.text).toBe('One moment.');
  });

  it('waits longer for text while there is audio to be played', () => {
    const recorded = new RecordedSpeech();
    recorded.say(`${SENTENCE}And`);
    recorded.streams.current.audio(2 * 22_050);
    recorded.streams.current.end();
    recorded.clock.advance(1_599);
    expect(recorded.streams.requested).toHaveLength(1);
    recorded.clock.advance(1);
    expect(recorded.streams.current.text).toBe('And');
  });

  it('resamples all segments as one stream', async () => {
    const recorded = new RecordedSpeech();
    recorded.sayAll(SENTENCE + NEXT_SENTENCE);
    for (let segment = 0; segment < 2; segment += 1) {
      recorded.streams.current.audio(12_000, 0.5, 24_000);
      recorded.streams.current.audio(12_000, 0.5, 24_000);
      recorded.streams.current.end();
    }
    // Only the first speech at a rate has to load its resampler.
    expect(recorded.done).toEqual([]);
    while (recorded.done.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(recorded.done[0]?.samples).toBe(44_100);
    expect(recorded.sentSamples).toBe(44_100);
    const all = recorded.frames.flatMap((frame) => [...frame.samples]);
    const middle = all.slice(200, -200);
    expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(40);
    expect(recorded.alignments.at(-1)).toMatchObject({ sampleStart: 22_050, sampleEnd: 44_100 });
  });

  it('gives nothing, and gives everything back, once it is cancelled', () => {
    const recorded = new RecordedSpeech({ creditSamples: 100 });
    recorded.say(SENTENCE + NEXT_SENTENCE);
    recorded.streams.current.audio(5_000);
    recorded.speech.cancel();
    const { events } = recorded;
    recorded.streams.current.audio(5_000);
    recorded.streams.current.end();
    recorded.grant(1_000_000);
    recorded.sayAll(SENTENCE);
    recorded.speech.cancel();
    recorded.clock.advance(60_000);
    expect(recorded.events).toBe(events);
    expect(recorded.streams.openCount).toBe(0);
    expect(recorded.clock.pendingTimers).toBe(0);
  });

  it('leaves no stream and no timer after its end', () => {
    const recorded = new RecordedSpeech();
    recorded.say(`${SENTENCE}And`);
    recorded.endText();
    for (let segment = 0; segment < 2; segment += 1) {
      recorded.streams.current.audio(100);
      recorded.streams.current.end();
    }
    expect(recorded.done).toHaveLength(1);
    recorded.clock.advance(5_000);
    expect(recorded.streams.openCount).toBe(0);
    expect(recorded.clock.pendingTimers).toBe(0);
  });

  it('skips text that has come already', () => {
    const recorded = new RecordedSpeech();
    recorded.speech.addText(0, 'Hello there,');
    recorded.speech.addText(0, 'Hello there,');
    recorded.speech.addText(6, 'there, my friend.');
    recorded.speech.endText(23);
    recorded.speech.advance();
    expect(recorded.streams.current.text).toBe('Hello there, my friend.');
  });

  it('takes a tag that cannot be heard for a segment without audio, and speaks on', () => {
    const recorded = new RecordedSpeech({}, {}, ['happy']);
    recorded.say(`${SENTENCE}And`);
    recorded.streams.current.audio(500);
    recorded.streams.current.end();
    recorded.clock.advance(1_000);
    recorded.streams.current.audio(100);
    recorded.streams.current.end();
    recorded.say(' [Happy]');
    recorded.endText();
    expect(recorded.streams.current.text).toBe('[happy]');
    recorded.streams.current.end();
    expect(recorded.failures).toEqual([]);
    expect(recorded.alignments.at(-1)).toEqual({
      segment: 2,
      textStart: SENTENCE.length + 3,
      textEnd: SENTENCE.length + 11,
      sampleStart: 600,
      sampleEnd: 600,
    });
    expect(recorded.done).toEqual([{ samples: 600, segments: 3, firstAudioMs: 0 }]);
  });

  it('aligns the sound of a tag with the tag', () => {
    const recorded = new RecordedSpeech({}, {}, ['laugh']);
    recorded.sayAll('[laugh]');
    recorded.streams.current.audio(700);
    recorded.streams.current.end();
    expect(recorded.alignments.at(-1)).toMatchObject({ textStart: 0, textEnd: 7, sampleEnd: 700 });
  });
});
