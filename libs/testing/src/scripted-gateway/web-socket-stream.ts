import type { RawData, WebSocket } from 'ws';

import type { ScriptedStream } from './scripted-stream';

type Fields = Record<string, unknown>;

/** Says in the words of the raw WebSocket what a test says in those of Socket.IO (protocol section 2). */
export class WebSocketStream implements ScriptedStream {
  public readonly transport = 'websocket';
  private readonly listeners = new Map<string, (payload: unknown) => void>();
  private expected: { readonly turn: number; readonly offsetMs: number } | undefined;

  public constructor(
    private readonly socket: WebSocket,
    public readonly token: string,
    public readonly session: unknown,
  ) {
    socket.on('message', (data: RawData, isBinary: boolean) => {
      this.receive(data as Buffer, isBinary);
    });
  }

  public send(name: string, payload: object): void {
    this.socket.send(JSON.stringify(inItsWords(name, payload as Fields)));
  }

  public sendAudio(
    bytes: Uint8Array,
    { turn, offset_ms }: { readonly turn: number; readonly offset_ms: number },
  ): void {
    if (this.expected?.turn !== turn || this.expected.offsetMs !== offset_ms) {
      this.socket.send(JSON.stringify({ type: 'audio_start', turn, offset_ms }));
    }
    this.expected = { turn, offsetMs: offset_ms + (bytes.length / 2 / 22_050) * 1000 };
    this.socket.send(bytes);
  }

  public on(name: string, listener: (payload: unknown) => void): void {
    this.listeners.set(name, listener);
  }

  public close(code: number): void {
    this.socket.close(code);
  }

  public sever(): void {
    this.socket.terminate();
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.listeners.get('audio_chunk')?.(data);
      return;
    }
    const { type, ...fields } = JSON.parse(data.toString()) as Fields & { type: string };
    this.listeners.get(type)?.(fields);
  }
}

function inItsWords(name: string, payload: Fields): Fields {
  switch (name) {
    case 'agent_state':
      return {
        type: 'state',
        agent_speaking: payload['speaking'],
        processing: payload['processing'],
      };
    case 'tool_request': {
      const { tool_name, parameters, ...rest } = payload;
      return { type: name, tool: tool_name, params: parameters, ...rest };
    }
    default:
      return { type: name, ...payload };
  }
}
