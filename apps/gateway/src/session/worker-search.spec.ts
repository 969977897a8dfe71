import type { RailName } from '@voxrail/contracts';
import { FrameKind, RAIL_NAMES } from '@voxrail/contracts';

import { SessionBench } from './testing/session-bench';

/** A loss is noticed at the next renewal of the lease, after 500 ms at most. */
const NOTICED_MS = 500;
const RECOVERY_MS = 5_000;

/** Its only worker dies, and nobody else answers claims. */
function losesTheOnly(bench: SessionBench, rail: RailName): void {
  bench.workers.claims[rail] = 'no_responders';
  bench.loses(rail);
}

async function finds(bench: SessionBench, rail: RailName): Promise<void> {
  bench.workers.claims[rail] = 'claimed';
  await bench.pass(300);
}

describe('the search for another worker', () => {
  it.each(RAIL_NAMES)(
    'that finds an %s worker shortly before it is given up saves the session',
    async (rail) => {
      const bench = await SessionBench.open();
      losesTheOnly(bench, rail);
      await bench.pass(NOTICED_MS + RECOVERY_MS - 300);
      await finds(bench, rail);
      bench.answers('hello', 'Hi.', 300);
      await bench.pass(1_000);
      expect(bench.client.last('agent_text')).toMatchObject({ heard: 'Hi.' });
      expect(bench.client.all('error')).toEqual([]);
    },
  );

  it.each(RAIL_NAMES)(
    'that finds no %s worker in 5 s ends the session, which is told why and holds nothing',
    async (rail) => {
      const bench = await SessionBench.open();
      bench.answers('tell me a story', 'A long story.', 9_000);
      losesTheOnly(bench, rail);
      await bench.pass(NOTICED_MS + RECOVERY_MS - 100);
      expect(bench.ended).toBe(false);
      await bench.pass(200);
      expect(bench.client.all('error')).toEqual([
        { code: 'rail_unavailable', message: `the ${rail} rail has no worker`, fatal: true },
      ]);
      expect(bench.client.all('turn_metrics')).toHaveLength(1);
      expect([bench.client.closed, bench.ended]).toEqual([true, true]);
      expect(bench.leases.held).toBe(0);
      expect(bench.clock.pendingTimers).toBe(0);
      expect(bench.bus.subscriptionCount).toBe(bench.subscriptionsBefore);
    },
  );

  it('begins again with all of its time when the worker that it found is lost, too', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One ');
    losesTheOnly(bench, 'llm');
    await bench.pass(4_000);
    await finds(bench, 'llm');
    losesTheOnly(bench, 'llm');
    await bench.pass(4_000);
    await finds(bench, 'llm');
    expect(bench.llm.lastPayload(FrameKind.LLM_START)).toMatchObject({
      continueAfter: 'One ',
      worker: bench.workers.worker('llm'),
    });
    expect(bench.client.all('error')).toEqual([]);
  });

  it('gives back what it finds after the session has ended, at whatever step it is then', async () => {
    let givenBack = 0;
    for (let steps = 0; steps < 16; steps += 1) {
      const bench = await SessionBench.open();
      const lost = bench.workers.worker('tts');
      bench.loses('tts');
      bench.clock.advance(NOTICED_MS);
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      const heldAtEnd = bench.leases.held;
      bench.session.control('hangup');
      await bench.pass(1_000);
      const found = bench.workers.worker('tts');
      if (found !== lost && heldAtEnd < RAIL_NAMES.length) {
        expect(bench.workers.requests.at(-1)).toBe(`va.w.${found}.release`);
        givenBack += 1;
      }
      expect(bench.leases.held).toBe(0);
      expect(bench.clock.pendingTimers).toBe(0);
    }
    expect(givenBack).toBeGreaterThan(0);
  });

  it('leaves an answer dead that was interrupted meanwhile', async () => {
    const bench = await SessionBench.open();
    bench.hears('tell me a story');
    bench.generates('One ');
    losesTheOnly(bench, 'llm');
    await bench.pass(2_000);
    bench.hears('stop');
    await finds(bench, 'llm');
    const asked = bench.llm
      .payloads(FrameKind.LLM_START)
      .map(({ messages }) => messages.at(-1)?.content);
    expect(asked).toEqual(['tell me a story', 'stop', 'stop']);
    bench.generates('Fine.');
    bench.generated();
    bench.speaks(300);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('agent_text')).toMatchObject({ turn: 2, heard: 'Fine.' });
    expect(bench.client.all('turn_metrics').map(({ turn }) => turn)).toEqual([1, 2]);
  });

  it('does not lose the result of a tool that came meanwhile', async () => {
    const tools = [{ name: 'look_up', description: 'Looks up', parameters: {} }];
    const bench = await SessionBench.open({ tools });
    bench.hears('look it up');
    bench.calls('look_up');
    bench.generated('tool_calls');
    losesTheOnly(bench, 'llm');
    await bench.pass(2_000);
    const request = bench.client.last('tool_request');
    bench.session.toolResponse(request.request_id, { result: 'found' });
    await finds(bench, 'llm');
    const { messages, worker } = bench.llm.lastPayload(FrameKind.LLM_START);
    expect(messages.at(-1)).toMatchObject({ role: 'tool' });
    expect(worker).toBe(bench.workers.worker('llm'));
  });

  it('may take all of its time while a final is awaited, which is recognized then', async () => {
    const bench = await SessionBench.open();
    await bench.feed(1_000);
    const utterance = bench.speechStarts();
    bench.speechEnds(utterance);
    losesTheOnly(bench, 'asr');
    await bench.pass(NOTICED_MS + RECOVERY_MS - 300);
    await finds(bench, 'asr');
    bench.final('hello', utterance);
    expect(bench.client.last('transcript')).toMatchObject({ text: 'hello', turn: 1 });
    expect(bench.client.all('error')).toEqual([]);
  });

  it('lets be heard what was said while nobody listened', async () => {
    const bench = await SessionBench.open();
    await bench.feed(4_000);
    losesTheOnly(bench, 'asr');
    await bench.feed(3_000);
    await finds(bench, 'asr');
    const { firstSample } = bench.asr.lastPayload(FrameKind.ASR_START);
    expect(firstSample).toBeGreaterThan(2_000 * 16);
    expect(firstSample).toBeLessThanOrEqual(2_500 * 16);
    let nextSample = firstSample;
    for (const frame of bench.asr.of(FrameKind.ASR_AUDIO)) {
      if (frame.order !== bench.listening) continue;
      expect(frame.offset).toBe(nextSample);
      nextSample += frame.payload.byteLength / 2;
    }
    expect(nextSample).toBe(7_000 * 16);
  });
});
