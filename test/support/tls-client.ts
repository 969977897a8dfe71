import type { IncomingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import { request } from 'node:https';
import type { Socket } from 'node:net';

import type { RunningNginx } from './nginx';

export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Of an upgrade that was granted. */
  readonly socket: Socket | undefined;
}

export interface TlsQuestion {
  /** Which of this machine's addresses it comes from: all of 127.0.0.0/8 are. */
  readonly from?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
} as const;

function requestOptions(nginx: RunningNginx, path: string, question: TlsQuestion): RequestOptions {
  return {
    host: '127.0.0.1',
    port: nginx.httpsPort,
    servername: 'localhost',
    ca: nginx.certificate,
    agent: false,
    path,
    method: question.method ?? 'GET',
    headers: { ...question.headers },
    ...(question.from === undefined ? {} : { localAddress: question.from }),
  };
}

/** One request on a connection of its own, and its answer. */
export function ask(
  nginx: RunningNginx,
  path: string,
  question: TlsQuestion = {},
): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(requestOptions(nginx, path, question), (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body, socket: undefined });
      });
    });
    asked.on('upgrade', ({ statusCode: status = 0, headers }, socket: Socket) => {
      resolve({ status, headers, body: '', socket });
    });
    asked.on('error', reject);
    asked.end(question.body);
  });
}
