import fc from 'fast-check';

import { WINDOW_MS, WINDOW_SAMPLES, windowsCovering } from '../stream/audio-window';
import type { ListeningRules } from '../stream/listening-rules';
import type { VadEvent } from './vad-event';
import { VadStateMachine } from './vad-state-machine';

const RULES: ListeningRules = {
  mode: 'auto',
  threshold: 0.5,
  silenceMs: 300,
  idleMs: 1_000,
  minSpeechMs: 64,
  prefixMs: 300,
  maxUtteranceMs: 60_000,
  speculate: false,
  speculateAfterMs: 64,
};

type Decision = VadEvent & { readonly atWindow: number };

class Listener {
  public readonly decisions: Decision[] = [];
  public readonly machine: VadStateMachine;
  private window = 0;

  public constructor(rules: Partial<ListeningRules> = {}) {
    this.machine = new VadStateMachine({ ...RULES, ...rules });
  }

  public hear(count: number, probability: number): this {
    for (let i = 0; i < count; i++) {
      const event = this.machine.decide(this.window * WINDOW_SAMPLES, probability);
      if (event !== null) this.decisions.push({ ...event, atWindow: this.window });
      this.window += 1;
    }
    return this;
  }

  public get kinds(): string[] {
    return this.decisions.map((decision) => decision.kind);
  }
}

describe('VadStateMachine', () => {
  it('goes from IDLE over USER_SPEAKING and END_OF_SPEECH back to IDLE', () => {
    const listener = new Listener();
    const states = [listener.machine.state];
    for (const [windows, probability] of [
      [20, 0.9],
      [10, 0.1],
      [32, 0.1],
    ] as const) {
      states.push(listener.hear(windows, probability).machine.state);
    }
    expect(states).toEqual(['IDLE', 'USER_SPEAKING', 'END_OF_SPEECH', 'IDLE']);
    expect(listener.kinds).toEqual(['speech_started', 'speech_ended', 'idle']);
  });

  it('starts speech only after min_speech_ms, at its first voiced window', () => {
    const listener = new Listener().hear(5, 0.1).hear(2, 0.9);
    expect(listener.decisions).toEqual([
      { kind: 'speech_started', startSample: 5 * WINDOW_SAMPLES, atWindow: 6 },
    ]);
  });

  it('does not take a single voiced window for speech', () => {
    expect(new Listener().hear(1, 0.9).hear(1, 0.1).hear(1, 0.9).hear(5, 0.1).kinds).toEqual([]);
  });

  it('counts 300 ms of silence as ten windows and ends at the last voiced window', () => {
    const listener = new Listener().hear(10, 0.9).hear(9, 0.1);
    expect(listener.kinds).toEqual(['speech_started']);
    listener.hear(1, 0.1);
    expect(listener.decisions[1]).toEqual({
      kind: 'speech_ended',
      endSample: 10 * WINDOW_SAMPLES,
      reason: 'silence',
      atWindow: 19,
    });
  });

  it('does not leave speech while the probability stays above threshold - 0.15', () => {
    expect(new Listener().hear(3, 0.6).hear(100, 0.36).kinds).toEqual(['speech_started']);
  });

  it('needs the whole threshold again once the voice has paused', () => {
    const listener = new Listener().hear(3, 0.6).hear(1, 0.3).hear(9, 0.4);
    expect(listener.decisions[1]).toMatchObject({ endSample: 3 * WINDOW_SAMPLES });
  });

  it('takes speech in END_OF_SPEECH for a new utterance without going idle between', () => {
    const listener = new Listener().hear(5, 0.9).hear(20, 0.1).hear(5, 0.9);
    expect(listener.kinds).toEqual(['speech_started', 'speech_ended', 'speech_started']);
    expect(listener.machine.state).toBe('USER_SPEAKING');
  });

  it('does not go idle while a word is beginning', () => {
    const listener = new Listener().hear(5, 0.9).hear(10, 0.1).hear(31, 0.1).hear(1, 0.9);
    expect(listener.kinds).toEqual(['speech_started', 'speech_ended']);
    listener.hear(1, 0.9);
    expect(listener.kinds).toEqual(['speech_started', 'speech_ended', 'speech_started']);
  });

  it('ends speech by force after max_utterance_ms, and goes on with what follows', () => {
    const listener = new Listener({ maxUtteranceMs: 1_000 }).hear(40, 0.9);
    expect(listener.decisions).toEqual([
      { kind: 'speech_started', startSample: 0, atWindow: 1 },
      {
        kind: 'speech_ended',
        endSample: 32 * WINDOW_SAMPLES,
        reason: 'max_utterance',
        atWindow: 31,
      },
      { kind: 'speech_started', startSample: 32 * WINDOW_SAMPLES, atWindow: 33 },
    ]);
  });

  it('does not end speech by silence in manual mode', () => {
    const listener = new Listener({ mode: 'manual' }).hear(5, 0.9).hear(200, 0);
    expect(listener.kinds).toEqual(['speech_started']);
    expect(listener.machine.end('flush')).toEqual({
      kind: 'speech_ended',
      endSample: 5 * WINDOW_SAMPLES,
      reason: 'flush',
    });
  });

  it('has nothing to end when nobody speaks', () => {
    const listener = new Listener().hear(10, 0.1);
    expect(listener.machine.end('flush')).toBeNull();
    expect(listener.machine.settle()).toBeNull();
  });

  it('forgets speech on reset, also speech that had just begun', () => {
    const listener = new Listener().hear(1, 0.9);
    listener.machine.reset();
    listener.hear(1, 0.9);
    expect(listener.kinds).toEqual([]);
    listener.hear(1, 0.9).machine.reset();
    listener.hear(100, 0.1);
    expect(listener.kinds).toEqual(['speech_started']);
  });

  it('takes a new configuration from the next window on', () => {
    const listener = new Listener().hear(5, 0.9).hear(3, 0.1);
    listener.machine.configure({ ...RULES, silenceMs: 128 });
    listener.hear(1, 0.1);
    expect(listener.kinds).toEqual(['speech_started', 'speech_ended']);
  });

  it('can always end speech, even when the threshold is below the hysteresis', () => {
    expect(new Listener({ threshold: 0.1 }).hear(5, 0.9).hear(10, 0).kinds).toEqual([
      'speech_started',
      'speech_ended',
    ]);
  });

  it('keeps its promises for any sequence of probabilities', () => {
    const rules = fc.record({
      threshold: fc.double({ min: 0, max: 1, noNaN: true }),
      silenceMs: fc.integer({ min: 0, max: 400 }),
      idleMs: fc.integer({ min: 0, max: 400 }),
      minSpeechMs: fc.integer({ min: 0, max: 200 }),
      maxUtteranceMs: fc.integer({ min: 1_000, max: 2_000 }),
    });
    const stretches = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0, max: 1, noNaN: true })),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(rules, stretches, (settings, heard) => {
        const listener = new Listener(settings);
        for (const [count, probability] of heard) listener.hear(count, probability);
        let open: (Decision & { kind: 'speech_started' }) | null = null;
        let previousEnd = 0;
        let ended = false;
        for (const decision of listener.decisions) {
          if (decision.kind === 'speech_started') {
            expect(open).toBeNull();
            expect(decision.startSample).toBeGreaterThanOrEqual(previousEnd);
            const runWindows = decision.atWindow + 1 - decision.startSample / WINDOW_SAMPLES;
            expect(runWindows).toBe(Math.max(1, windowsCovering(settings.minSpeechMs)));
            open = decision;
          } else if (decision.kind === 'speech_ended') {
            if (open === null) throw new Error('speech ended that had not started');
            expect(decision.endSample).toBeGreaterThan(open.startSample);
            const lengthMs = (decision.endSample - open.startSample) * (WINDOW_MS / WINDOW_SAMPLES);
            expect(lengthMs).toBeLessThan(settings.maxUtteranceMs + WINDOW_MS);
            previousEnd = decision.endSample;
            open = null;
            ended = true;
          } else {
            expect(open).toBeNull();
            expect(ended).toBe(true);
            ended = false;
          }
        }
      }),
    );
  });
});
