import type { ScriptedStream } from '@voxrail/testing';
import { connectedMessage, ScriptedGateway, Stopwatch, until } from '@voxrail/testing';

import type { TransportName } from './client-options';
import { PlaybackReports } from './playback/playback-reports';
import { VoxrailClient } from './voxrail-client';

describe.each<TransportName>(['socket.io', 'websocket'])('coming back over %s', (transport) => {
  const toClose: (() => Promise<void>)[] = [];

  async function start(onStream: (stream: ScriptedStream) => void): Promise<ScriptedGateway> {
    const gateway = await ScriptedGateway.start({ onStream });
    toClose.push(() => gateway.stop());
    return gateway;
  }

  function client(url: string): VoxrailClient {
    const made = new VoxrailClient({ url, transport });
    toClose.push(() => {
      made.close();
      return Promise.resolve();
    });
    return made;
  }

  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close();
  });

  /** The first connection is lost as soon as `isLost` comes of it; the request is made again on each. */
  async function asksAgain(isLost: 'tool_response' | 'text'): Promise<{
    readonly subject: VoxrailClient;
    readonly answers: unknown[];
    readonly firstIsLost: Promise<void>;
  }> {
    const answers: unknown[] = [];
    let lost: () => void = () => undefined;
    const firstIsLost = new Promise<void>((resolve) => (lost = resolve));
    let streams = 0;
    const { url } = await start((stream) => {
      streams += 1;
      const isFirst = streams === 1;
      stream.send('connected', connectedMessage({ token: 'a', resumed: !isFirst }));
      const request = { request_id: 'r1', tool_name: 'book', parameters: {} };
      stream.send('tool_request', { ...request, turn: 1, deadline_ms: 60_000 });
      const lose = (): void => {
        stream.sever();
        lost();
      };
      stream.on('tool_response', (answer) => {
        if (!isFirst) answers.push(answer);
        else if (isLost === 'tool_response') lose();
      });
      stream.on('text', lose);
    });
    return { subject: client(url), answers, firstIsLost };
  }

  it('runs a tool once whose answer was lost with the connection, and gives that answer again', async () => {
    const { subject, answers } = await asksAgain('tool_response');
    let runs = 0;
    const requests: unknown[] = [];
    subject.on('tool_request', (request) => requests.push(request));
    subject.handleTool('book', () => Promise.resolve((runs += 1)));
    await subject.connect();
    await until(() => answers.length > 0, 10_000, 'the answer');
    expect(answers).toMatchObject([{ request_id: 'r1', result: 1 }]);
    expect([runs, requests.length]).toEqual([1, 1]);
  });

  it('runs a tool once that is at work when the connection is lost and the request comes again', async () => {
    const { subject, answers, firstIsLost } = await asksAgain('text');
    let runs = 0;
    let finish: (result: string) => void = () => undefined;
    subject.handleTool('book', () => {
      runs += 1;
      return new Promise((resolve) => (finish = resolve));
    });
    const resumed = new Promise((resolve) => subject.on('resumed', resolve));
    await subject.connect();
    await until(() => runs > 0, 10_000, 'the tool');
    subject.text('now');
    await Promise.all([firstIsLost, resumed]);
    finish('booked');
    await until(() => answers.length > 0, 10_000, 'the answer');
    expect(answers).toMatchObject([{ request_id: 'r1', result: 'booked' }]);
    expect(runs).toBe(1);
  });

  it('tells a gateway that it comes back to within 250 ms what was heard, and what it had told already', async () => {
    const told: { readonly afterMs: number; readonly report: unknown }[] = [];
    let streams = 0;
    const { url } = await start((stream) => {
      streams += 1;
      const sinceConnected = Stopwatch.start();
      stream.send('connected', connectedMessage({ token: 'a', resumed: streams > 1 }));
      const isFirst = streams === 1;
      stream.on('playback', (report) => {
        if (isFirst) stream.sever();
        else told.push({ afterMs: sinceConnected.stop(), report });
      });
    });
    const subject = client(url);
    const reports = new PlaybackReports(subject);
    await subject.connect();
    reports.report({ turn: 3, offsetMs: 1_200 });
    await until(() => told.length > 0, 10_000, 'a report');
    expect(told[0]?.report).toEqual({ turn: 3, played_ms: 1_200 });
    expect(told[0]?.afterMs).toBeLessThan(250);
  });
});
