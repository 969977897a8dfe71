import { Caller } from '@voxrail/caller';
import {
  claimSubject,
  encodeFrame,
  endSubject,
  FrameKind,
  interruptSubject,
  RAIL_NAMES,
  railSubject,
} from '@voxrail/contracts';
import { connectMessageBus } from '@voxrail/messaging';
import { synthesize } from '@voxrail/speech';
import { until } from '@voxrail/testing';

import { RawClient } from './support/raw-client';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const GARBAGE = [
  new Uint8Array(0),
  new Uint8Array(Buffer.from('not a frame, not JSON')),
  new Uint8Array(Buffer.from('{"pattern":"x"}')),
  new Uint8Array(Buffer.from('null')),
  new Uint8Array(4_096).fill(0xff),
];

describe('failures around a conversation', () => {
  let stack: RunningStack;
  let speech: Int16Array;

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic' });
    speech = (await synthesize('Where is the next train station', 'rms')).samples;
  }, 90_000);

  afterAll(async () => {
    await stack.stop();
  }, 20_000);

  async function holdTurn(caller: Caller): Promise<void> {
    const before = [...caller.record.turns.values()].filter(({ metrics }) => metrics).length;
    caller.speak(speech);
    await caller.until(
      'a whole turn',
      () =>
        [...caller.record.turns.values()].filter(({ metrics }) => metrics).length > before &&
        caller.settled,
      25_000,
    );
    expect([...caller.record.turns.values()].at(-1)?.audioMs).toBeGreaterThan(0);
  }

  function ready(title: string): Promise<true> {
    const plan = stack.stack.services.find((entry) => entry.title === title);
    return until(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${plan?.internalPort ?? 0}/ready`).catch(
          () => undefined,
        );
        return answer?.ok === true ? true : undefined;
      },
      30_000,
      `${title} to be ready`,
    );
  }

  it('drops malformed messages on every subject and goes on', async () => {
    const caller = new Caller({ url: stack.gatewayUrl });
    const { session_id: sid } = await caller.call();
    const bus = await connectMessageBus({
      url: `nats://127.0.0.1:${stack.ports.nats}`,
      name: 'malformed',
    });
    const subjects = [
      ...RAIL_NAMES.map(claimSubject),
      ...RAIL_NAMES.flatMap((rail) => [
        railSubject(sid, rail, 'in'),
        railSubject(sid, rail, 'out'),
      ]),
      interruptSubject(sid),
    ];
    for (const subject of subjects) {
      for (const data of GARBAGE) bus.publish(subject, data);
      for (const kind of Object.values(FrameKind)) {
        const payload = new Uint8Array(Buffer.from('{"text":5}'));
        if (kind === FrameKind.END) continue;
        bus.publish(subject, encodeFrame({ kind, order: 99_999, seq: 0, offset: 0, payload }));
      }
    }
    bus.publish(endSubject(sid), new Uint8Array(Buffer.from('not a frame')));
    await bus.flush();
    await holdTurn(caller);
    expect(caller.record.errors).toEqual([]);
    expect(stack.failures).toEqual([]);
    await bus.close();
    await caller.hangUp();
  }, 60_000);

  it.each(['asr-service', 'llm-service', 'tts-service'])(
    'says which rail is missing when %s is not there, and takes sessions again once it is back',
    async (title) => {
      await stack.stack.stopService(title);
      const refused = new RawClient(stack.gatewayUrl);
      await until(() => refused.refusal !== undefined, 8_000, 'a refusal');
      expect(refused.refusal?.code).toBe('rail_unavailable');
      expect(refused.refusal?.message).toContain(title.split('-')[0]);
      stack.stack.startService(title);
      await ready(title);
      const caller = new Caller({ url: stack.gatewayUrl });
      await caller.call();
      await holdTurn(caller);
      await caller.hangUp();
    },
    90_000,
  );

  it('tells a session whose rail has died, or goes on without the person noticing more than a pause', async () => {
    const caller = new Caller({ url: stack.gatewayUrl });
    await caller.call();
    await holdTurn(caller);
    await stack.stack.stopService('llm-service');
    stack.stack.startService('llm-service');
    await ready('llm-service');
    if (caller.client.connected) await holdTurn(caller);
    else expect(caller.record.errors.map(({ code }) => code)).toContain('rail_unavailable');
    await caller.hangUp();
  }, 90_000);

  it('refuses sessions at once while NATS is gone, and holds conversations again once it is back', async () => {
    await stack.stack.stopService('nats-server');
    const refused = new RawClient(stack.gatewayUrl);
    await until(() => refused.refusal !== undefined, 8_000, 'a refusal');
    expect(refused.refusal?.code).toBe('rail_unavailable');
    stack.stack.startBroker();
    for (const { title } of stack.stack.services) await ready(title);
    const caller = new Caller({ url: stack.gatewayUrl });
    await caller.call();
    await holdTurn(caller);
    await caller.hangUp();
    expect(stack.failures).toEqual([]);
  }, 90_000);

  it('fails a turn, and not the session, when the models are gone, and recovers when they return', async () => {
    const caller = new Caller({ url: stack.gatewayUrl });
    await caller.call();
    await holdTurn(caller);
    await stack.stack.stopService('model-server');
    caller.client.text('Is anybody there?');
    await caller.until('an error', () => caller.record.errors.length > 0, 20_000);
    expect(['llm_failed', 'tts_failed']).toContain(caller.record.errors[0]?.code);
    expect(caller.client.connected).toBe(true);
    stack.stack.startService('model-server');
    for (const title of ['model-server', 'asr-service', 'llm-service', 'tts-service']) {
      await ready(title);
    }
    await holdTurn(caller);
    await caller.hangUp();
  }, 120_000);
});
