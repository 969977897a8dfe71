import { BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';
import { until } from '@voxrail/testing';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';

import { TestCaller } from './test-caller';

const WAIT_MS = 10_000;
const MS_PER_SECOND = 1_000;

/** Where and how a raw WebSocket is opened. */
export interface StreamAddress {
  readonly publicPort: number;
  readonly sid: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `TestCaller` over raw WebSocket: turns the names of the wire back into those of Socket.IO. */
export class WebSocketCaller extends TestCaller {
  public readonly socket: WebSocket;
  /** HTTP status with which the upgrade was refused. */
  public refusedStatus: number | undefined;
  private audio = { turn: -1, offset_ms: 0 };

  public constructor({ publicPort, sid, token, headers = {} }: StreamAddress) {
    super();
    const protocols = ['voice-agent.v1', ...(token === undefined ? [] : [`token.${token}`])];
    const url = `ws://127.0.0.1:${publicPort}/v1/sessions/${sid}/stream`;
    this.socket = new WebSocket(url, protocols, { headers, perMessageDeflate: true });
    this.socket.on('message', (data, isBinary) => {
      this.read(data, isBinary);
    });
    this.socket.on('unexpected-response', (request, response) => {
      this.refusedStatus = response.statusCode;
      request.destroy();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code) => {
      this.disconnected = String(code);
    });
  }

  /** Waits until the upgrade was refused. */
  public async refused(): Promise<number> {
    return until(() => this.refusedStatus, WAIT_MS, 'a refused upgrade');
  }

  public override send(name: string, sent?: unknown): void {
    if (sent instanceof Uint8Array) this.socket.send(sent);
    else this.socket.send(JSON.stringify({ type: name, ...(sent as object | undefined) }));
  }

  public override vanish(): void {
    this.socket.terminate();
  }

  public override close(): void {
    this.socket.close(1000);
  }

  private read(data: RawData, isBinary: boolean): void {
    if (isBinary) this.readAudio(data as Buffer);
    else this.readMessage(JSON.parse((data as Buffer).toString()) as Record<string, unknown>);
  }

  private readAudio(pcm: Buffer): void {
    this.note('audio_chunk', pcm, this.audio);
    const samples = pcm.byteLength / BYTES_PER_SAMPLE;
    const offset_ms = this.audio.offset_ms + (samples * MS_PER_SECOND) / OUTPUT_SAMPLE_RATE_HZ;
    this.audio = { ...this.audio, offset_ms };
  }

  private readMessage({ type, ...message }: Record<string, unknown>): void {
    switch (type) {
      case 'audio_start':
        this.audio = message as { turn: number; offset_ms: number };
        this.note('audio_start', message);
        return;
      case 'state': {
        const { agent_speaking: speaking, processing } = message;
        this.note('agent_state', { speaking, processing });
        return;
      }
      case 'tool_request': {
        const { tool: tool_name, params: parameters, ...rest } = message;
        this.note('tool_request', { tool_name, parameters, ...rest });
        return;
      }
      default:
        this.note(String(type), message);
    }
  }
}
