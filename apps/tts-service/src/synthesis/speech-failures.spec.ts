import { RecordedSpeech } from './testing/recorded-speech';

const SENTENCE = 'This is the first sentence of it. ';

function begun(recorded: RecordedSpeech): RecordedSpeech {
  recorded.sayAll(SENTENCE);
  return recorded;
}

function outcome(recorded: RecordedSpeech): unknown {
  return recorded.failures.map(({ code, retryable }) => ({ code, retryable }));
}

describe('A failing speech', () => {
  it('asks once more for a segment that failed before any audio', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.fail('UNAVAILABLE');
    expect(recorded.failures).toEqual([]);
    recorded.clock.advance(50);
    expect(recorded.streams.requested).toHaveLength(2);
    recorded.streams.current.audio(100);
    recorded.streams.current.end();
    expect(recorded.done).toHaveLength(1);
  });

  it('fails when the second attempt fails, too', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.fail('INTERNAL');
    recorded.clock.advance(50);
    recorded.streams.current.fail('INTERNAL');
    expect(outcome(recorded)).toEqual([{ code: 'model_failed', retryable: true }]);
    recorded.clock.advance(60_000);
    expect(recorded.failures).toHaveLength(1);
    expect(recorded.clock.pendingTimers).toBe(0);
  });

  it('fails at once when some of the audio has been sent', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.audio(100);
    recorded.streams.current.fail('UNAVAILABLE');
    expect(outcome(recorded)).toEqual([{ code: 'model_failed', retryable: true }]);
  });

  it('does not ask twice what the model refuses', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.fail('INVALID_ARGUMENT');
    expect(outcome(recorded)).toEqual([{ code: 'request_refused', retryable: false }]);
    expect(recorded.streams.requested).toHaveLength(1);
  });

  it('gives up a model that is silent, after two attempts of 4 s', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.clock.advance(8_049);
    expect(recorded.failures).toEqual([]);
    recorded.clock.advance(1);
    expect(outcome(recorded)).toEqual([{ code: 'model_silent', retryable: true }]);
    expect(recorded.streams.openCount).toBe(0);
  });

  it('gives up a model that falls silent within a segment', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.audio(100);
    recorded.clock.advance(3_000);
    expect(outcome(recorded)).toEqual([{ code: 'model_silent', retryable: true }]);
  });

  it('takes no audio for words as a failure', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.end();
    recorded.clock.advance(50);
    recorded.streams.current.end();
    expect(outcome(recorded)).toEqual([{ code: 'no_audio', retryable: true }]);
  });

  it('takes an answer that is no audio as a failure', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.audio(100);
    recorded.streams.current.nonsense();
    expect(outcome(recorded)).toEqual([{ code: 'model_failed', retryable: true }]);
  });

  it('takes a sample rate that no voice has, or that changes, as a failure', () => {
    for (const rates of [[1], [22_050, 24_000]]) {
      const recorded = begun(new RecordedSpeech());
      for (const rate of rates) recorded.streams.current.audio(100, 0.5, rate);
      recorded.clock.advance(50);
      if (rates.length === 1) recorded.streams.current.audio(100, 0.5, 1);
      expect(outcome(recorded)).toEqual([{ code: 'model_failed', retryable: true }]);
    }
  });

  it('stops a model that never ends, keeps what is plausible and goes on', () => {
    const recorded = begun(new RecordedSpeech());
    const longestSamples = Math.floor(((5_000 + 4 * 33 * 80) * 22_050) / 1_000);
    for (let second = 0; second < 60; second += 1) {
      recorded.clock.advance(100);
      recorded.streams.current.audio(22_050);
    }
    expect(recorded.cutShort).toEqual([0]);
    expect(recorded.done[0]?.samples).toBe(longestSamples);
    expect(recorded.streams.openCount).toBe(0);
  });

  it('fails when a message with text was lost', () => {
    const gap = new RecordedSpeech();
    gap.speech.addText(5, 'there');
    expect(outcome(gap)).toEqual([{ code: 'text_lost', retryable: true }]);
    const end = new RecordedSpeech();
    end.say('Hello');
    end.speech.endText(11);
    expect(outcome(end)).toEqual([{ code: 'text_lost', retryable: true }]);
  });

  it('fails when text is longer than a speech can be', () => {
    const recorded = new RecordedSpeech({}, { maxTextChars: 100 });
    recorded.say('a'.repeat(101));
    expect(outcome(recorded)).toEqual([{ code: 'text_too_long', retryable: false }]);
  });

  it('fails when no text comes in time', () => {
    const recorded = new RecordedSpeech({ deadlineMs: 2_000 });
    recorded.clock.advance(1_999);
    recorded.say(' ');
    recorded.clock.advance(1_999);
    expect(recorded.failures).toEqual([]);
    recorded.clock.advance(1);
    expect(outcome(recorded)).toEqual([{ code: 'input_timeout', retryable: true }]);
    expect(recorded.clock.pendingTimers).toBe(0);
  });

  it('fails when no credit comes in time, also after the model has finished', () => {
    const recorded = begun(new RecordedSpeech({ deadlineMs: 2_000, creditSamples: 10 }));
    recorded.streams.current.audio(100);
    recorded.streams.current.end();
    recorded.clock.advance(1_000);
    recorded.grant(20);
    recorded.clock.advance(1_999);
    expect(recorded.failures).toEqual([]);
    recorded.clock.advance(1);
    expect(outcome(recorded)).toEqual([{ code: 'input_timeout', retryable: true }]);
  });

  it('does not count the time in which the model works against the gateway', () => {
    const recorded = begun(new RecordedSpeech({ deadlineMs: 1_000 }));
    recorded.clock.advance(3_500);
    recorded.streams.current.audio(100);
    recorded.streams.current.end();
    expect(recorded.done).toHaveLength(1);
  });

  it('says nothing of the text or of the model’s message in its error', () => {
    const recorded = begun(new RecordedSpeech());
    recorded.streams.current.fail('INVALID_ARGUMENT');
    expect(recorded.failures[0]?.message).toBe('the speech model refused the request');
  });
});
