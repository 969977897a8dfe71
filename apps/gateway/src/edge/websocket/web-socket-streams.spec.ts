import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

import type { HttpAdapterHost } from '@nestjs/core';
import { VirtualClock } from '@voxrail/clock';
import { createLogger } from '@voxrail/observability';

import type { ConnectionManager } from '../../session/connection-manager';
import type { StreamAdmission, StreamAdmitted } from '../credentials/stream-admission';
import type { UpgradeDoor } from '../limits/upgrade-door';
import type { StreamOpener } from '../stream-opener';
import { WebSocketStreams } from './web-socket-streams';

const ADMITTED: StreamAdmitted = {
  sid: 'a-session-of-mine',
  expiresAtMs: null,
  refreshable: true,
  created: false,
};

/** Everything that an admission asks has a deadline of its own under 5 s, so that it cannot be this slow for real. */
describe('an upgrade whose admission is not decided', () => {
  let clock: VirtualClock;
  let socket: PassThrough;
  let opened: number;
  let decide: (admitted: StreamAdmitted) => void;

  beforeEach(() => {
    clock = new VirtualClock();
    socket = new PassThrough();
    opened = 0;
    const http = new EventEmitter();
    const admission = {
      admit: async () =>
        new Promise<StreamAdmitted>((resolve) => {
          decide = resolve;
        }),
    };
    const streams = new WebSocketStreams(
      { httpAdapter: { getHttpServer: () => http } } as unknown as HttpAdapterHost,
      { enter: () => ({ address: '192.0.2.1' }) } as unknown as UpgradeDoor,
      admission as unknown as StreamAdmission,
      { status: async () => Promise.resolve() } as unknown as ConnectionManager,
      {
        open: async () => {
          opened += 1;
          return Promise.reject(new Error('nothing was to be opened'));
        },
      } as unknown as StreamOpener,
      clock,
      createLogger('gateway', { level: 'silent' }),
    );
    streams.onModuleInit();
    const request = {
      url: `/v1/sessions/${ADMITTED.sid}/stream`,
      method: 'GET',
      headers: {
        upgrade: 'websocket',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-version': '13',
      },
    } as unknown as IncomingMessage;
    http.emit('upgrade', request, socket, Buffer.alloc(0));
  });

  it('is closed after 5 s, and no timer is left', () => {
    clock.advance(4_999);
    expect(socket.destroyed).toBe(false);
    clock.advance(1);
    expect(socket.destroyed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('becomes no stream when it is decided later', async () => {
    clock.advance(5_000);
    decide(ADMITTED);
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.destroyed).toBe(true);
    expect(opened).toBe(0);
  });
});
