import { VoxrailError } from '@voxrail/contracts';
import type { TokenMessage } from '@voxrail/contracts';
import { createLogger } from '@voxrail/observability';

import { ANYTHING, GatewayBench } from '../session/testing/gateway-bench';
import type { ClientStream } from './client-stream';
import type { StreamAdmitted } from './credentials/stream-admission';
import { StreamOpener } from './stream-opener';
import { RecordingWire } from './testing/recording-wire';

const EPOCH_MS = Date.UTC(2026, 0, 1);
const TOKEN_LIFE_MS = 600_000;

interface Call {
  readonly bench: GatewayBench;
  readonly wire: RecordingWire;
  readonly stream: ClientStream;
}

class Issuer {
  public broken = false;
  private issued = 0;

  public constructor(private readonly bench: GatewayBench) {}

  public issue(sid: string): Promise<TokenMessage> {
    if (this.broken) return Promise.reject(new VoxrailError('internal', 'no key'));
    const endsAtMs = EPOCH_MS + this.bench.clock.nowMs() + TOKEN_LIFE_MS;
    this.issued += 1;
    return Promise.resolve({
      token: `${this.issued} for ${sid.length} characters`,
      expires_at: new Date(endsAtMs).toISOString(),
    });
  }
}

function openerOf(bench: GatewayBench, tokens: Issuer | null): StreamOpener {
  return new StreamOpener({
    connections: bench.manager,
    tokens,
    clock: bench.clock,
    logger: createLogger('gateway', { level: 'silent' }),
    audioSpeedLimit: 1.5,
    timeOfDayMs: () => EPOCH_MS + bench.clock.nowMs(),
  });
}

/** What is to be sent leaves after the work that caused it. */
async function written(bench: GatewayBench): Promise<void> {
  bench.bus.deliver();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a stream', () => {
  let bench: GatewayBench;
  let issuer: Issuer;

  beforeEach(() => {
    bench = new GatewayBench();
    issuer = new Issuer(bench);
  });

  async function open(
    admitted: Partial<StreamAdmitted> = {},
    tokens: Issuer | null = issuer,
  ): Promise<Call> {
    const sid = await bench.manager.create({ limits: { idle_s: 86_400 } }, ANYTHING);
    const wire = new RecordingWire();
    const stream = await openerOf(bench, tokens).open(
      { sid, expiresAtMs: null, refreshable: false, created: true, ...admitted },
      wire,
    );
    wire.onceClosed(() => {
      stream.lost();
    });
    stream.start();
    await written(bench);
    return { bench, wire, stream };
  }

  async function pass(ms: number): Promise<void> {
    await bench.clock.advanceAsync(ms, 10_000);
    await written(bench);
  }

  async function nothingIsHeld(): Promise<void> {
    await written(bench);
    expect(bench.manager.count).toBe(0);
    expect(bench.leases.held).toBe(0);
    expect(bench.clock.pendingTimers).toBe(bench.timersBefore);
  }

  it('begins with `connected` and the token to come back with', async () => {
    const { wire, stream } = await open();
    expect(wire.messages[0]?.name).toBe('connected');
    expect(wire.all('connected')[0]).toMatchObject({
      token: expect.stringContaining('1 for') as unknown,
      expires_at: '2026-01-01T00:10:00.000Z',
      resumed: false,
    });
    stream.left();
    await nothingIsHeld();
  });

  it('ends in mid-call when its credentials do', async () => {
    const { wire } = await open({ expiresAtMs: EPOCH_MS + 90_000 });
    await pass(80_000);
    expect(wire.all('session_ending')).toEqual([]);
    await pass(10_000);
    expect(wire.all('session_ending')).toMatchObject([{ reason: 'expired' }]);
    expect(wire.closedFor).toBe('expired');
    await nothingIsHeld();
  });

  it('lasts as long as the token that it was given where its credentials can be renewed', async () => {
    const { wire } = await open({ expiresAtMs: EPOCH_MS + 90_000, refreshable: true });
    await pass(599_000);
    expect(wire.closedFor).toBeUndefined();
    await pass(1_000);
    expect(wire.closedFor).toBe('expired');
    await nothingIsHeld();
  });

  it('goes on for as long as it is refreshed', async () => {
    const { wire, stream } = await open({ expiresAtMs: EPOCH_MS + 90_000, refreshable: true });
    stream.session.receive('refresh', { event_id: 'e1' });
    await written(bench);
    expect(wire.all('token')).toHaveLength(1);
    await pass(1_200_000);
    expect(wire.all('token').length).toBeGreaterThanOrEqual(3);
    expect(wire.closedFor).toBeUndefined();
    stream.left();
    await nothingIsHeld();
  });

  it('says what went wrong with a refresh, under the id of the message', async () => {
    const { wire, stream } = await open();
    issuer.broken = true;
    stream.session.receive('refresh', { event_id: 'e1' });
    await written(bench);
    expect(wire.all('error')).toMatchObject([{ code: 'internal', event_id: 'e1' }]);
    stream.left();
    await nothingIsHeld();
  });

  it('answers a refresh where no tokens are issued', async () => {
    const { wire, stream } = await open({}, null);
    expect(wire.all('connected')[0]?.token).toBeUndefined();
    stream.session.receive('refresh', {});
    await written(bench);
    expect(wire.all('error')).toMatchObject([{ code: 'conflict' }]);
    stream.left();
    await nothingIsHeld();
  });

  describe('whose client wants another voice', () => {
    beforeEach(() => {
      bench.workers.offers.asr = [{ languages: ['en', 'de'] }];
      bench.workers.offers.tts = [{ voices: ['default', 'anna'], languages: ['en'] }];
    });

    function update(stream: ClientStream, session: object): void {
      stream.session.receive('session_update', { session, event_id: 'u1' });
    }

    it.each([
      [{ voice: 'bert' }, 'session.voice bert is not known; known are default, anna'],
      [{ language: 'de' }, 'session.language de is not known; known are en'],
      [{ voice: 'anna', language: 'fr' }, 'session.language fr is not known; known are en, de'],
    ])('refuses %j as at its creation, and changes nothing', async (session, message) => {
      const { wire, stream } = await open();
      update(stream, { instructions: 'Be brief.', ...session });
      await written(bench);
      expect(wire.all('error')).toEqual([{ code: 'bad_request', message, event_id: 'u1' }]);
      update(stream, { greeting: null });
      await written(bench);
      expect(wire.all('session_updated')).toEqual([
        expect.not.objectContaining({ instructions: 'Be brief.' }),
      ]);
      expect(wire.all('session_updated')[0]).toMatchObject({ voice: 'default', language: 'en' });
      stream.left();
      await nothingIsHeld();
    });

    it('takes one that is known whole, before what was sent behind it', async () => {
      const { wire, stream } = await open();
      update(stream, { voice: 'anna', instructions: 'Be brief.' });
      update(stream, { voice: 'bert', instructions: 'Be long.' });
      update(stream, { instructions: 'Be kind.' });
      expect(wire.all('session_updated')).toEqual([]);
      await written(bench);
      expect(wire.all('session_updated')).toMatchObject([
        { voice: 'anna', instructions: 'Be brief.' },
        { voice: 'anna', instructions: 'Be kind.' },
      ]);
      expect(wire.all('error')).toHaveLength(1);
      const asked = bench.workers.requests.length;
      update(stream, { voice: 'anna', greeting: null });
      expect(bench.workers.requests).toHaveLength(asked);
      stream.left();
      await nothingIsHeld();
    });

    it('takes any where the models name none', async () => {
      bench.workers.offers.asr = [{}];
      bench.workers.offers.tts = [{}];
      const { wire, stream } = await open();
      update(stream, { voice: 'bert', language: 'tlh' });
      await written(bench);
      expect(wire.all('session_updated')).toMatchObject([{ voice: 'bert', language: 'tlh' }]);
      stream.left();
      await nothingIsHeld();
    });

    it('lets a hang-up pass, and does nothing for a connection that is gone', async () => {
      const { wire, stream } = await open();
      update(stream, { voice: 'anna' });
      stream.session.receive('control', { action: 'hangup' });
      await written(bench);
      expect(wire.all('session_ending')).toMatchObject([{ reason: 'hangup' }]);
      expect(wire.all('session_updated')).toEqual([]);
      await nothingIsHeld();
    });

    it('ends it when it is wrong again and again', async () => {
      const { wire, stream } = await open();
      for (let count = 0; count < 9; count += 1) update(stream, { voice: 'bert' });
      await written(bench);
      update(stream, { voice: 'bert' });
      await written(bench);
      expect(wire.all('error')).toHaveLength(10);
      expect(wire.closedFor).toBe('bad_requests');
      await nothingIsHeld();
    });
  });

  it('ends a client that sends too much, and hears nothing of it any more', async () => {
    const { wire, stream } = await open();
    for (let count = 0; count < 100; count += 1)
      stream.session.receive('control', { action: 'mute' });
    await written(bench);
    expect(wire.all('session_ending')).toMatchObject([{ reason: 'too_fast' }]);
    expect(wire.closedFor).toBe('too_fast');
    const said = wire.messages.length;
    stream.session.receive('nonsense', {});
    await written(bench);
    expect(wire.messages).toHaveLength(said);
    await nothingIsHeld();
  });

  it('ends a client that sends what is no message', async () => {
    const { wire, stream } = await open();
    for (let count = 0; count < 10; count += 1) stream.session.misread('the message is not JSON');
    await written(bench);
    expect(wire.all('error')).toHaveLength(10);
    expect(wire.closedFor).toBe('bad_requests');
    await nothingIsHeld();
  });

  it('ends a client that does not take what it is sent', async () => {
    const { wire, stream } = await open();
    wire.isRead = false;
    wire.waitingBytes = 300 * 1024;
    stream.session.receive('nonsense', {});
    await written(bench);
    expect(wire.all('session_ending')).toMatchObject([{ reason: 'slow' }]);
    expect(wire.closedFor).toBe('slow');
    expect(wire.destroyed).toBe(false);
    bench.clock.advance(1_000);
    expect(wire.destroyed).toBe(true);
    await nothingIsHeld();
  });

  it('leaves nothing of a session that was made for it and could not be opened', async () => {
    bench.workers.claims.llm = 'no_responders';
    const sid = await bench.manager.create({}, ANYTHING);
    const admitted = { sid, expiresAtMs: null, refreshable: false };
    const opener = openerOf(bench, issuer);
    await expect(
      opener.open({ ...admitted, created: false }, new RecordingWire()),
    ).rejects.toMatchObject({ code: 'rail_unavailable' });
    expect(bench.manager.count).toBe(1);
    await expect(
      opener.open({ ...admitted, created: true }, new RecordingWire()),
    ).rejects.toMatchObject({ code: 'rail_unavailable' });
    await nothingIsHeld();
  });

  it('may be come back to when it was lost, and not when the client said goodbye', async () => {
    const { stream } = await open();
    stream.lost();
    expect(bench.manager.count).toBe(1);
    await pass(30_000);
    await nothingIsHeld();
    const other = await open();
    other.stream.left();
    await nothingIsHeld();
  });
});
