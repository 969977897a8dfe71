import type { INestApplication } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { VirtualClock } from '@voxrail/clock';
import type { ClaimReply, LeaseReply, ReleaseReply } from '@voxrail/contracts';
import {
  FrameKind,
  LEASE_TTL_MS,
  claimSubject,
  encodeJsonFrame,
  endSubject,
  interruptSubject,
  railSubject,
  workerSubject,
} from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';
import {
  ControlClient,
  MESSAGE_BUS,
  MessagingModule,
  connectMessageBus,
  controlTransport,
} from '@voxrail/messaging';
import { createLogger, createRegistry } from '@voxrail/observability';
import type { ServiceParts } from '@voxrail/service';
import { ServiceModule, createServiceParts } from '@voxrail/service';
import type { NatsServer } from '@voxrail/testing';
import { startNatsServer, until } from '@voxrail/testing';

import { SessionRegistry } from '../claims/session-registry';
import { FrameSender } from '../frames/frame-sender';
import { subscribeFrames } from '../frames/subscribe-frames';
import type { RailSession, RailSessionFactory } from '../rail-session';
import { RailModule } from './rail.module';

const WORKER = 'tts-worker1';
const GATEWAY = 'gateway-1';
const VERBS = ['claim', 'lease', 'release'] as const;

/** Answers each frame with one of the same order, and notes what is broadcast. */
class EchoSession implements RailSession {
  public readonly interrupts: string[] = [];
  private readonly subscription: { unsubscribe(): void };

  public constructor(bus: MessageBus, sid: string) {
    const sender = new FrameSender(bus, railSubject(sid, 'tts', 'out'));
    this.subscription = subscribeFrames(bus, railSubject(sid, 'tts', 'in'), (frame) => {
      sender.send(FrameKind.TTS_AUDIO, frame.order, frame.offset, frame.payload);
    });
  }

  public interrupt(from: number, to: number): void {
    this.interrupts.push(`${from}-${to}`);
  }

  public close(): void {
    this.subscription.unsubscribe();
  }
}

@Injectable()
class EchoFactory implements RailSessionFactory<EchoSession> {
  public ready = true;
  public readonly opened: EchoSession[] = [];

  public constructor(@Inject(MESSAGE_BUS) private readonly bus: MessageBus) {}

  public isReady(): boolean {
    return this.ready;
  }

  public open(sid: string): EchoSession {
    if (sid === 'unopenable') throw new Error('defect');
    const session = new EchoSession(this.bus, sid);
    this.opened.push(session);
    return session;
  }
}

class EchoModule {}

class WorkerModule {}

describe('a rail worker', () => {
  const clock = new VirtualClock();
  let server: NatsServer;
  let app: INestApplication;
  let parts: ServiceParts;
  let bus: MessageBus;
  let control: ControlClient;
  let workerBus: MessageBus;
  let registry: SessionRegistry;
  let factory: EchoFactory;
  let idle: { subscriptions: number; timers: number };

  async function ask<T>(subject: string, payload: object): Promise<T> {
    return control.request<object, T>(subject, payload, 10_000);
  }

  async function claim(sid: string): Promise<ClaimReply> {
    return ask<ClaimReply>(claimSubject('tts'), { sid, gateway: GATEWAY });
  }

  async function release(sid: string): Promise<ReleaseReply> {
    return ask<ReleaseReply>(workerSubject(WORKER, 'release'), { sid, gateway: GATEWAY });
  }

  async function lease(...sids: string[]): Promise<LeaseReply> {
    return ask<LeaseReply>(workerSubject(WORKER, 'lease'), { gateway: GATEWAY, sids });
  }

  /** Everything that sessions had is given back. */
  function isIdle(): boolean {
    return (
      registry.size === 0 &&
      workerBus.subscriptionCount === idle.subscriptions &&
      clock.pendingTimers === idle.timers
    );
  }

  beforeAll(async () => {
    server = await startNatsServer();
    const endpoint = { url: server.url, name: 'tts-service' };
    parts = createServiceParts(
      createLogger('tts-service', { level: 'silent' }),
      createRegistry('tts-service'),
      clock,
    );
    const echo = { module: EchoModule, providers: [EchoFactory], exports: [EchoFactory] };
    const worker = {
      module: WorkerModule,
      imports: [
        ServiceModule.forRoot(parts),
        MessagingModule.forRoot(endpoint),
        RailModule.forRoot({
          rail: 'tts',
          capacity: 2,
          workerId: WORKER,
          imports: [echo],
          factory: EchoFactory,
        }),
      ],
    };
    app = await NestFactory.create(worker, { logger: false });
    app.connectMicroservice(controlTransport(endpoint));
    await app.init();
    await app.startAllMicroservices();
    workerBus = app.get<MessageBus>(MESSAGE_BUS);
    registry = app.get(SessionRegistry);
    factory = app.get(EchoFactory, { strict: false });
    bus = await connectMessageBus({ url: server.url, name: 'gateway' });
    control = new ControlClient({ url: server.url, name: 'gateway' });
    idle = { subscriptions: workerBus.subscriptionCount, timers: clock.pendingTimers };
  });

  afterEach(async () => {
    for (const sid of ['session-1', 'session-2', 'session-3']) await release(sid);
    expect(isIdle()).toBe(true);
  });

  afterAll(async () => {
    await bus.close();
    await control.close();
    await app.close();
    await server.stop();
  });

  it('hears the first frame that follows its answer, a hundred times out of a hundred', async () => {
    const echoed: number[] = [];
    const subscription = subscribeFrames(bus, railSubject('session-1', 'tts', 'out'), (frame) => {
      echoed.push(frame.order);
    });
    const sender = new FrameSender(bus, railSubject('session-1', 'tts', 'in'));
    for (let order = 1; order <= 100; order += 1) {
      const reply = await claim('session-1');
      sender.send(FrameKind.TTS_TEXT, order, 0, { text: 'a' });
      expect(reply).toMatchObject({ status: 'claimed', worker: WORKER });
      await until(() => echoed.at(-1) === order, 10_000, `echo ${order}`);
      expect(await release('session-1')).toEqual({ released: true });
    }
    subscription.unsubscribe();
  });

  it('is full at its capacity, says so, and shows its sessions', async () => {
    await claim('session-1');
    await claim('session-2');
    expect(await claim('session-3')).toEqual({
      status: 'busy',
      worker: WORKER,
      reason: 'capacity',
    });
    expect(await lease('session-1', 'session-2', 'session-3')).toEqual({
      worker: WORKER,
      sessions: 2,
      capacity: 2,
      draining: false,
      unknown: ['session-3'],
    });
    expect(parts.health.report().active_sessions).toBe(2);
  });

  it('can be claimed by its name', async () => {
    const request = { sid: 'session-1', gateway: GATEWAY };
    expect(await ask(workerSubject(WORKER, 'claim'), request)).toMatchObject({ status: 'claimed' });
  });

  it('is busy and not ready while its models are not', async () => {
    factory.ready = false;
    expect(await claim('session-1')).toMatchObject({ status: 'busy', reason: 'not_ready' });
    expect(await parts.readiness.report()).toEqual({ ready: false, waiting_for: ['models'] });
    factory.ready = true;
    expect(await parts.readiness.report()).toEqual({ ready: true, waiting_for: [] });
  });

  it('gives everything back within 250 ms of the end of a session', async () => {
    await claim('session-1');
    await claim('session-2');
    for (const sid of ['session-1', 'session-2']) {
      const address = { order: 0, seq: 0, offset: 0 };
      bus.publish(endSubject(sid), encodeJsonFrame(FrameKind.END, address, { reason: 'hangup' }));
    }
    await until(isIdle, 250);
    expect(await release('session-1')).toEqual({ released: false });
  });

  it('gives up a session whose lease nobody renews', async () => {
    await claim('session-1');
    clock.advance(LEASE_TTL_MS - 1);
    expect((await lease('session-1')).unknown).toEqual([]);
    clock.advance(LEASE_TTL_MS);
    expect((await lease('session-1')).unknown).toEqual(['session-1']);
    expect(isIdle()).toBe(true);
  });

  it('tells a session of the interrupts that are broadcast for it', async () => {
    await claim('session-1');
    await claim('session-2');
    const payload = { from: 2, to: 5, atMs: 1 };
    const frame = encodeJsonFrame(FrameKind.INTERRUPT, { order: 5, seq: 0, offset: 0 }, payload);
    bus.publish(interruptSubject('session-2'), frame);
    const [first, second] = factory.opened.slice(-2);
    await until(() => second?.interrupts.length === 1, 10_000);
    expect([first?.interrupts, second?.interrupts]).toEqual([[], ['2-5']]);
  });

  it('holds nothing of a session that its rail could not open', async () => {
    await expect(claim('unopenable')).rejects.toMatchObject({ code: 'failed' });
    expect(isIdle()).toBe(true);
    expect(await claim('session-1')).toMatchObject({ status: 'claimed' });
  });

  it('refuses malformed requests, ignores malformed frames, and its sessions go on', async () => {
    await claim('session-1');
    const controls = [claimSubject('tts'), ...VERBS.map((verb) => workerSubject(WORKER, verb))];
    const bad = [{}, { sid: 'a.b', gateway: GATEWAY }, { sid: 5, sids: 'x' }, [], { sids: ['>'] }];
    for (const subject of controls) {
      for (const payload of bad) {
        await expect(ask(subject, payload)).rejects.toMatchObject({
          code: 'failed',
          cause: { code: 'bad_request' },
        });
      }
      bus.publish(subject, new Uint8Array([1, 2, 3]));
    }
    for (const subject of [
      railSubject('session-1', 'tts', 'in'),
      interruptSubject('session-1'),
      endSubject('session-1'),
    ]) {
      for (const length of [0, 1, 19, 20, 4_000]) bus.publish(subject, new Uint8Array(length));
      bus.publish(subject, new Uint8Array(64).fill(0xff));
    }
    await bus.flush();
    expect((await lease('session-1')).unknown).toEqual([]);
  });

  it('keeps its sessions when NATS is killed and comes back', async () => {
    await claim('session-1');
    await server.kill();
    await until(() => !workerBus.connected, 10_000);
    server = await startNatsServer({ port: server.port });
    await until(() => workerBus.connected && bus.connected, 10_000);
    const renewed = await until(async () => lease('session-1').catch(() => undefined), 10_000);
    expect(renewed.unknown).toEqual([]);
    let echoes = 0;
    const subscription = subscribeFrames(bus, railSubject('session-1', 'tts', 'out'), () => {
      echoes += 1;
    });
    await bus.flush();
    const sender = new FrameSender(bus, railSubject('session-1', 'tts', 'in'));
    sender.send(FrameKind.TTS_TEXT, 1, 0, { text: 'a' });
    await until(() => echoes === 1, 10_000);
    subscription.unsubscribe();
  });

  it('drains: takes nothing more, says so, and is done when its last session has gone', async () => {
    await claim('session-1');
    let drained = false;
    const draining = Promise.all(parts.drain.steps.map(async (step) => step.drain(2_000))).then(
      () => (drained = true),
    );
    expect(await claim('session-2')).toMatchObject({ status: 'busy', reason: 'draining' });
    expect(await lease('session-1')).toMatchObject({ draining: true, unknown: [] });
    expect(drained).toBe(false);
    await release('session-1');
    await draining;
  });
});
