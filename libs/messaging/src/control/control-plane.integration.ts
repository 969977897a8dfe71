import type { INestMicroservice } from '@nestjs/common';
import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import type { NatsConnection } from 'nats';
import { connect } from 'nats';

import type { NatsServer } from '@voxrail/testing';
import { freePort, startNatsServer, Stopwatch, until } from '@voxrail/testing';

import { ControlClient } from './control-client';
import { ControlError } from './control-error';
import { controlTransport } from './control-transport';

const SILENT = new Promise<never>(() => undefined);

@Controller()
class Desk {
  @MessagePattern('desk.greet', { queue: 'desk' })
  public greet(@Payload() data: unknown): object {
    if (typeof data !== 'object' || data === null || !('name' in data)) {
      throw new RpcException({ code: 'bad_request' });
    }
    return { hello: data.name };
  }

  @MessagePattern('desk.ponder')
  public async ponder(): Promise<object> {
    return SILENT;
  }

  @MessagePattern('desk.break')
  public break(): object {
    throw new Error('defect');
  }
}

class DeskModule {}

const ROOT = { module: DeskModule, controllers: [Desk] };

describe('the control plane', () => {
  let server: NatsServer;
  let desk: INestMicroservice;
  let client: ControlClient;
  let stranger: NatsConnection;
  let malformedRequests = 0;
  let malformedReplies = 0;

  beforeAll(async () => {
    server = await startNatsServer();
    const onMalformed = (): number => (malformedRequests += 1);
    desk = await NestFactory.createMicroservice(ROOT, {
      ...controlTransport({ url: server.url, name: 'desk', onMalformed }),
      logger: false,
    });
    await desk.listen();
    client = new ControlClient({
      url: server.url,
      name: 'asker',
      onMalformed: () => (malformedReplies += 1),
    });
    await client.connect();
    stranger = await connect({ servers: server.url });
  });

  afterAll(async () => {
    await stranger.close();
    await client.close();
    await desk.close();
    await server.stop();
  });

  it('answers a request', async () => {
    const reply = await client.request<object, object>('desk.greet', { name: 'Ada' }, 10_000);
    expect(reply).toEqual({ hello: 'Ada' });
  });

  it('says at once when nobody listens', async () => {
    const stopwatch = Stopwatch.start();
    const asked = client.request<object, object>('desk.nobody', {}, 5_000);
    await expect(asked).rejects.toMatchObject({ code: 'no_responders', retryable: true });
    expect(stopwatch.stop()).toBeLessThan(1_000);
  });

  it('gives up on a silent handler at the deadline', async () => {
    const asked = client.request<object, object>('desk.ponder', {}, 50);
    await expect(asked).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each([
    ['desk.break', 'a handler that fails'],
    ['desk.greet', 'a handler that refuses'],
  ])('says that it failed: %s, %s', async (subject) => {
    const asked = client.request<object, object>(subject, {}, 10_000);
    await expect(asked).rejects.toBeInstanceOf(ControlError);
    await expect(asked).rejects.toMatchObject({ code: 'failed' });
  });

  it.each([
    ['nothing', ''],
    ['half a message', '{"pattern":"desk.greet","da'],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[1,2]'],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00])],
  ])('answers %s on a handler’s subject with an error and goes on', async (_, payload) => {
    const before = malformedRequests;
    const reply = await stranger.request('desk.greet', payload, { timeout: 10_000 });
    expect(JSON.parse(reply.string())).toMatchObject({ err: { code: 'bad_request' } });
    expect(malformedRequests - before).toBe(1);
    expect(await client.request<object, object>('desk.greet', { name: 'Ada' }, 10_000)).toEqual({
      hello: 'Ada',
    });
  });

  it.each([
    '{"id":5,"data":{}}',
    '{"data":null,"id":null}',
    '{"pattern":{"deep":1}}',
    '{"name":"x"}',
  ])('survives %s', async (payload) => {
    stranger.publish('desk.greet', payload);
    stranger.publish('desk.break', payload);
    await stranger.flush();
    expect(await client.request<object, object>('desk.greet', { name: 'Ada' }, 10_000)).toEqual({
      hello: 'Ada',
    });
  });

  it.each(['no JSON', 'null', '{"response":{}}'])(
    'fails the one request whose answer is %s',
    async (answer) => {
      const before = malformedReplies;
      const subscription = stranger.subscribe('stranger.ask', {
        callback: (_, message) => message.respond(answer),
      });
      await stranger.flush();
      const asked = client.request<object, object>('stranger.ask', {}, 10_000);
      await expect(asked).rejects.toMatchObject({ code: 'failed' });
      expect(malformedReplies - before).toBe(1);
      subscription.unsubscribe();
    },
  );

  it('fails requests at once without a server and answers again when it is back', async () => {
    const port = await freePort();
    const early = new ControlClient({ url: `nats://127.0.0.1:${port}`, name: 'early' });
    await early.connect();
    await expect(early.request('desk.greet', {}, 10_000)).rejects.toMatchObject({ code: 'failed' });

    const first = await startNatsServer({ port });
    await expect(early.request('desk.greet', {}, 10_000)).rejects.toMatchObject({
      code: 'no_responders',
    });
    await first.kill();
    const second = await startNatsServer({ port });
    const codeOf = async (): Promise<unknown> =>
      early
        .request('desk.greet', {}, 500)
        .catch((error: unknown) => (error instanceof ControlError ? error.code : error));
    await until(async () => (await codeOf()) === 'no_responders', 10_000);
    await early.close();
    await second.stop();
  });
});
