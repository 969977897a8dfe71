import { FrameKind } from '@voxrail/contracts';
import fc from 'fast-check';

import { refusalOf } from './testing/refusal-of';
import { SessionBench } from './testing/session-bench';

/** One thing that may happen to a session at any time, in whatever state it is. */
type Step = (bench: SessionBench) => void;

/** Does what needs an order only if there has been one. */
function ordered(rail: 'llm' | 'tts', kind: FrameKind, step: Step): Step {
  return (bench) => {
    if (bench[rail].of(kind).length > 0) step(bench);
  };
}

const FAILURE = { code: 'unavailable', message: 'no', retryable: true };

const STEPS: Readonly<Record<string, Step>> = {
  speechStarts: (bench) => bench.speechStarts(),
  speechEnds: (bench) => {
    bench.speechEnds();
  },
  final: (bench) => {
    bench.final('some words');
  },
  partial: (bench) => {
    bench.partial('some');
  },
  pausingPartial: (bench) => {
    bench.partial('some words', true);
  },
  candidate: (bench) => {
    bench.candidate('some words');
  },
  idle: (bench) => {
    bench.idles();
  },
  unfinishedFinal: (bench) => {
    bench.final('some words and');
  },
  emptyFinal: (bench) => {
    bench.final('');
  },
  utterance: (bench) => {
    bench.hears('hello there');
  },
  delta: ordered('llm', FrameKind.LLM_START, (bench) => {
    bench.generates('Well, that is ');
  }),
  toolCall: ordered('llm', FrameKind.LLM_START, (bench) => {
    bench.calls('look_up');
    bench.generated('tool_calls');
  }),
  generated: ordered('llm', FrameKind.LLM_START, (bench) => {
    bench.generated();
  }),
  generationFails: ordered('llm', FrameKind.LLM_START, (bench) => {
    bench.llm.send(FrameKind.LLM_FAILED, bench.order('llm', FrameKind.LLM_START), FAILURE);
  }),
  audio: ordered('tts', FrameKind.TTS_START, (bench) => {
    bench.speaks(700);
  }),
  oldAudio: ordered('tts', FrameKind.TTS_START, (bench) => {
    const [first] = bench.tts.of(FrameKind.TTS_START);
    if (first !== undefined) bench.speaks(200, first.order);
  }),
  spoken: ordered('tts', FrameKind.TTS_START, (bench) => {
    bench.spoken();
  }),
  speechFails: ordered('tts', FrameKind.TTS_START, (bench) => {
    bench.tts.send(FrameKind.TTS_FAILED, bench.order('tts', FrameKind.TTS_START), FAILURE);
  }),
  toolResponse: (bench) => {
    const request = bench.client.all('tool_request').at(-1);
    refusalOf(() => {
      bench.session.toolResponse(request?.request_id ?? 'call_none', { result: 1 });
    });
  },
  type: (bench) => {
    bench.session.type('typed');
  },
  say: (bench) => {
    refusalOf(() => {
      bench.session.say('By the way.', {});
    });
  },
  sayNow: (bench) => {
    bench.session.say('Listen!', { interrupt: true, interruptible: false });
  },
  cancel: (bench) => {
    bench.session.control('cancel');
  },
  commit: (bench) => {
    bench.session.control('commit');
  },
  mute: (bench) => {
    bench.session.control('mute');
  },
  unmute: (bench) => {
    bench.session.control('unmute');
  },
  asrLost: (bench) => {
    bench.session.onRailLost('asr');
  },
  asrReplaced: (bench) => {
    bench.asr.becomeAnotherWorker();
    bench.session.onRailReplaced('asr');
  },
  llmReplaced: (bench) => {
    bench.llm.becomeAnotherWorker();
    bench.session.onRailReplaced('llm');
  },
  ttsReplaced: (bench) => {
    bench.tts.becomeAnotherWorker();
    bench.session.onRailReplaced('tts');
  },
  report: (bench) => {
    refusalOf(() => {
      bench.session.reportPlayback(1, 100);
    });
  },
  noOp: () => undefined,
};

const moment = fc.record({
  step: fc.constantFrom(...Object.keys(STEPS)),
  thenMs: fc.constantFrom(0, 0, 1, 40, 250, 900, 4_000, 11_000),
});

const CONFIGS = [
  {},
  { interruption: { mode: 'off' as const } },
  { interruption: { mode: 'confirm' as const } },
  { modalities: ['text' as const] },
].map((config) => ({
  ...config,
  tools: [{ name: 'look_up', description: 'Looks up', parameters: {} }],
  tool_timeout_ms: 3_000,
}));

function advance(bench: SessionBench, ms: number): void {
  bench.bus.deliver();
  bench.clock.advance(ms);
  bench.bus.deliver();
}

function turnsWith(bench: SessionBench, name: string): number[] {
  const entries = bench.client.log.filter((entry) => entry.name === name);
  return entries.flatMap((entry) => (entry.turn === undefined ? [] : [entry.turn]));
}

function checkNoAudioAfterInterruption(bench: SessionBench): void {
  let deadUpTo = 0;
  for (const { name, turn } of bench.client.log) {
    if (name === 'interrupted') deadUpTo = turn ?? 0;
    if (name === 'audio') expect(turn).toBeGreaterThan(deadUpTo);
  }
}

function checkMetrics(bench: SessionBench): void {
  const ended = turnsWith(bench, 'turn_metrics');
  expect(new Set(ended).size).toBe(ended.length);
  for (const name of ['agent_text', 'audio', 'audio_end', 'interrupted', 'tool_request']) {
    for (const turn of turnsWith(bench, name)) expect(ended).toContain(turn);
  }
  const lastOf = new Map<number, string>();
  for (const { name, turn } of bench.client.log) {
    if (turn !== undefined && name !== 'error' && name !== 'transcript') lastOf.set(turn, name);
  }
  for (const turn of ended) expect(lastOf.get(turn)).toBe('turn_metrics');
}

describe('a session, whatever happens in whatever order,', () => {
  it('sends no audio of an interrupted turn, ends each turn once, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CONFIGS),
        fc.array(moment, { minLength: 1, maxLength: 60 }),
        async (config, moments) => {
          const bench = await SessionBench.open(config);
          for (const { step, thenMs } of moments) {
            STEPS[step]?.(bench);
            advance(bench, thenMs);
          }
          checkNoAudioAfterInterruption(bench);
          bench.session.control('hangup');
          checkMetrics(bench);
          expect(bench.clock.pendingTimers).toBe(0);
          expect(bench.scheduler.pending).toBe(0);
          expect(bench.bus.subscriptionCount).toBe(bench.subscriptionsBefore);
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('falls silent within the deadlines when everybody else does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 40 }), async (moments) => {
        const bench = await SessionBench.open(CONFIGS[0]);
        for (const { step, thenMs } of moments) {
          STEPS[step]?.(bench);
          advance(bench, thenMs);
        }
        // The longest chain of waits: an utterance by force, its final, and what is queued to be said.
        for (let waited = 0; waited < 250_000; waited += 5_000) advance(bench, 5_000);
        const state = bench.client.all('agent_state').at(-1);
        if (state !== undefined) expect(state).toEqual({ speaking: false, processing: false });
        expect(bench.scheduler.pending).toBe(0);
        bench.session.control('hangup');
        checkMetrics(bench);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
