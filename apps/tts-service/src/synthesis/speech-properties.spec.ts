import fc from 'fast-check';

import { RecordedSpeech } from './testing/recorded-speech';

/** What the gateway, the model and time do to a speech, in any order. */
type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end' | 'final' | 'error' | 'cancel' }
  | { readonly kind: 'audio' | 'credit' | 'time'; readonly amount: number };

/** Tags, whole and in two deltas, and what looks like them. */
const TAGGED = ['[laugh]', '[Clear throat]', '[clear', 'throat]', '[laugh](x)', '[1]'];

const words = fc
  .array(
    fc.constantFrom(
      'Hello',
      'you.',
      'there,',
      'are',
      'fine!',
      '🙂',
      '\n',
      '3.14',
      'well?',
      ...TAGGED,
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.map((part) => `${part} `).join(''));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: words.map((text): Step => ({ kind: 'text', text })) },
  { weight: 9, arbitrary: fc.nat(9_000).map((amount): Step => ({ kind: 'audio', amount })) },
  { weight: 6, arbitrary: fc.constant<Step>({ kind: 'final' }) },
  { weight: 3, arbitrary: fc.nat(9_000).map((amount): Step => ({ kind: 'credit', amount })) },
  { weight: 3, arbitrary: fc.nat(900).map((amount): Step => ({ kind: 'time', amount })) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: 'end' }, { kind: 'error' }) },
);

const steps = fc.array(step, { maxLength: 80 });

/** One run, with what was checked after each step. */
class Run {
  public readonly recorded: RecordedSpeech;
  public text = '';
  private credit: number;

  public constructor(creditSamples: number) {
    this.credit = creditSamples;
    this.recorded = new RecordedSpeech({ creditSamples }, {}, ['laugh', 'clear throat']);
  }

  public take(all: readonly Step[]): void {
    for (const next of all) {
      this.apply(next);
      expect(this.recorded.sentSamples).toBeLessThanOrEqual(this.credit);
      expect(this.recorded.done.length + this.recorded.failures.length).toBeLessThanOrEqual(1);
    }
  }

  /** Lets the model and the gateway do all that is still to be done. */
  public finish(): void {
    const { recorded } = this;
    this.apply({ kind: 'end' });
    for (let turn = 0; turn < 500 && !this.over; turn += 1) {
      this.apply({ kind: 'credit', amount: 100_000 });
      this.apply({ kind: 'audio', amount: 100 });
      this.apply({ kind: 'final' });
      this.apply({ kind: 'time', amount: 60 });
    }
    recorded.clock.advance(10_000);
  }

  public get over(): boolean {
    return this.recorded.done.length + this.recorded.failures.length > 0;
  }

  private apply(next: Step): void {
    const { recorded } = this;
    const stream = recorded.streams.requested.at(-1);
    switch (next.kind) {
      case 'text':
        this.text += next.text;
        recorded.say(next.text);
        return;
      case 'end':
        recorded.endText();
        return;
      case 'audio':
        if (stream?.open === true) stream.audio(next.amount);
        return;
      case 'final':
        if (stream?.open === true) stream.end();
        return;
      case 'error':
        if (stream?.open === true) stream.fail('UNAVAILABLE');
        return;
      case 'credit':
        this.credit += next.amount;
        recorded.grant(this.credit);
        return;
      case 'time':
        recorded.clock.advance(next.amount);
        return;
      case 'cancel':
        recorded.speech.cancel();
    }
  }
}

function expectContiguous(recorded: RecordedSpeech): void {
  let at = 0;
  for (const frame of recorded.frames) {
    expect(frame.offset).toBe(at);
    expect(frame.samples.length).toBeGreaterThan(0);
    expect(frame.samples.length).toBeLessThanOrEqual(2_205);
    at += frame.samples.length;
  }
}

describe('Any speech, whatever comes in whatever order', () => {
  const textBeforeEnd = steps.filter(
    (all) =>
      !all.some((one, i) => one.kind === 'end' && all.slice(i).some((s) => s.kind === 'text')),
  );

  it('sends frames without gap or overlap, never beyond its credit, and ends once', () => {
    fc.assert(
      fc.property(steps, fc.nat(20_000), (all, credit) => {
        const run = new Run(credit);
        run.take(all);
        run.finish();
        expect(run.over).toBe(true);
        expectContiguous(run.recorded);
        expect(run.recorded.streams.openCount).toBe(0);
        expect(run.recorded.clock.pendingTimers).toBe(0);
      }),
    );
  });

  it('aligns all of its text with all of its samples when it is done', () => {
    fc.assert(
      fc.property(textBeforeEnd, fc.nat(20_000), (all, credit) => {
        const run = new Run(credit);
        run.take(all);
        run.finish();
        const [done] = run.recorded.done;
        if (done === undefined) return;
        const complete = run.recorded.alignments.filter(({ sampleEnd }) => sampleEnd !== null);
        let text = 0;
        let samples = 0;
        for (const [index, alignment] of complete.entries()) {
          expect(alignment).toMatchObject({
            segment: index,
            textStart: text,
            sampleStart: samples,
          });
          expect(alignment.sampleEnd).toBeGreaterThanOrEqual(samples);
          text = alignment.textEnd;
          samples = alignment.sampleEnd ?? samples;
        }
        expect(text).toBe(run.text.length);
        expect(samples).toBe(done.samples);
        expect(run.recorded.sentSamples).toBe(done.samples);
        expect(done.segments).toBe(complete.length);
      }),
    );
  });

  it('does nothing more once it was cancelled', () => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const run = new Run(20_000);
        run.take([...before, { kind: 'cancel' }]);
        const { events } = run.recorded;
        run.take(after);
        run.recorded.clock.advance(60_000);
        expect(run.recorded.events).toBe(events);
        expect(run.recorded.streams.openCount).toBe(0);
        expect(run.recorded.clock.pendingTimers).toBe(0);
      }),
    );
  });
});
