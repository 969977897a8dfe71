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

import { readSubjects } from './support/resources';
import { untilServicesReady } from './support/services';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import { TestSessions } from './support/test-sessions';
import { holdTurn, untilOver } from './support/turns';

const SHORT_ANSWERS = {
  VOXRAIL_SYNTHETIC_LLM_WORDS: '6',
  VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '10',
};

const SERVICES = RAIL_NAMES.map((rail) => `${rail}-service`);

/** The listening order of a session, which is open from its start, and one that never is. */
const ORDERS = [1, 99_999];

/** Neither the JSON of any kind that has any, nor whole samples. */
const WRONG_PAYLOAD = new Uint8Array(Buffer.from('{"text":55}'));

const MALFORMED: readonly Uint8Array[] = [
  new Uint8Array(0),
  new Uint8Array(Buffer.from('not a frame, not JSON')),
  new Uint8Array(Buffer.from('{"pattern":"x"}')),
  new Uint8Array(Buffer.from('{"pattern":"x","id":"1","data":{"sid":"../..","gateway":5}}')),
  new Uint8Array(Buffer.from('null')),
  new Uint8Array(4_096).fill(0xff),
  ...Object.values(FrameKind).flatMap((kind) =>
    ORDERS.map((order) => encodeFrame({ kind, order, seq: 0, offset: 0, payload: WRONG_PAYLOAD })),
  ),
];

const SESSION_END = /^va\.s\.([^.]+)\.end$/;
const OF_WORKER = /^va\.w\.[^.]+\.(claim|lease|release)$/;

/** Every subject that the contract has for a session and its claims; those of workers have names to be found. */
function subjectsOf(sid: string): string[] {
  return [
    ...RAIL_NAMES.map(claimSubject),
    ...RAIL_NAMES.flatMap((rail) => [railSubject(sid, rail, 'in'), railSubject(sid, rail, 'out')]),
    interruptSubject(sid),
    endSubject(sid),
  ];
}

describe('failures around a conversation', () => {
  let stack: RunningStack;
  let sessions: TestSessions;
  let speech: Int16Array;

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', env: SHORT_ANSWERS });
    speech = (await synthesize('Where is the next train station', 'rms')).samples;
  }, 90_000);

  beforeEach(async () => {
    sessions = await TestSessions.begin(stack);
  });

  afterEach(async () => {
    await sessions.end();
    expect(stack.failures).toEqual([]);
  });

  afterAll(async () => {
    await stack.stop();
  });

  /** How a session is refused at the moment. */
  async function refusal(): Promise<{ readonly code: unknown; readonly message: string }> {
    const client = sessions.connect();
    return until(() => client.refusal, 15_000, 'a refusal');
  }

  it('drops malformed messages on every subject and goes on', async () => {
    const [caller, neighbour] = [await sessions.call(), await sessions.call()];
    const url = `nats://127.0.0.1:${stack.ports.nats}`;
    const bus = await connectMessageBus({ url, name: 'malformed' });
    const subjects = await readSubjects(stack);
    const sids = subjects.flatMap((subject) => SESSION_END.exec(subject)?.[1] ?? []);
    expect(sids).toHaveLength(2);
    expect(subjects).toEqual(expect.arrayContaining(sids.flatMap(subjectsOf)));
    expect(subjects.filter((subject) => OF_WORKER.test(subject))).toHaveLength(9);
    for (const subject of subjects) {
      for (const data of MALFORMED) bus.publish(subject, data);
    }
    await bus.close();
    await Promise.all([holdTurn(caller, speech), holdTurn(neighbour, speech)]);
    expect(caller.record.errors).toEqual([]);
    expect(neighbour.record.errors).toEqual([]);
  });

  it.each(RAIL_NAMES)(
    'says which rail is missing when no %s worker is there, and takes sessions again once one is',
    async (rail) => {
      const title = `${rail}-service`;
      await stack.stack.stopService(title);
      expect(await refusal()).toEqual({
        code: 'rail_unavailable',
        message: `the ${rail} rail has no worker`,
      });
      stack.stack.startService(title);
      await untilServicesReady(stack, title);
      await holdTurn(await sessions.call(), speech);
    },
  );

  it('refuses sessions while NATS is gone, and goes on with those that were open once it is back', async () => {
    const [caller, neighbour] = [await sessions.call(), await sessions.call()];
    await holdTurn(caller, speech);
    await stack.stack.stopService('nats-server');
    expect(await refusal()).toMatchObject({ code: 'rail_unavailable' });
    stack.stack.startBroker();
    await untilServicesReady(stack, ...stack.stack.services.map(({ title }) => title));
    await Promise.all([holdTurn(caller, speech), holdTurn(neighbour, speech)]);
    for (const { record } of [caller, neighbour]) {
      expect(record.errors).toEqual([
        {
          code: 'rail_unavailable',
          message: 'the message broker cannot be reached at the moment',
        },
      ]);
    }
    await holdTurn(await sessions.call(), speech);
  });

  it('fails turns, and no session, while there is no model-server, and recovers when it is back', async () => {
    const [caller, neighbour] = [await sessions.call(), await sessions.call()];
    await holdTurn(caller, speech);
    await stack.stack.stopService('model-server');
    caller.client.text('Is anybody there?');
    const failed = await untilOver(caller, 2);
    expect(failed.metrics).toMatchObject({ interrupted: false });
    expect(caller.record.errors).toMatchObject([{ code: 'llm_failed', turn: 2 }]);
    expect(await refusal()).toMatchObject({ code: 'rail_unavailable' });
    stack.stack.startService('model-server');
    await untilServicesReady(stack, 'model-server', ...SERVICES);
    await Promise.all([holdTurn(caller, speech), holdTurn(neighbour, speech)]);
  });
});
