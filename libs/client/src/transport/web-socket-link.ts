import type { ClientMessageName } from '@voxrail/contracts';

import { VoxrailClientError } from '../client-error';
import { finalCloseCode } from './close-code';
import type { Link, LinkEnd, LinkListener, StreamOpening } from './link';
import type { SessionAccess } from './session-requests';
import { checkSession, createSession } from './session-requests';
import { StreamReader } from './stream-reader';
import type { PlainWebSocket } from './web-socket-class';
import { webSocketClass } from './web-socket-class';

/** Repeated from the contracts, of which only types may reach a browser. */
const PROTOCOL = 'voice-agent.v1';

const NORMAL_CLOSURE = 1000;

/**
 * A raw WebSocket at `/v1/sessions/{id}/stream` (protocol section 2). Where there is no session yet, it
 * is created over HTTP first. The token goes as a subprotocol, because browsers send no headers.
 */
export class WebSocketLink implements Link {
  private readonly reader: StreamReader;
  private readonly abort = new AbortController();
  private socket: PlainWebSocket | undefined;
  private over = false;

  public constructor(
    private readonly url: string,
    opening: StreamOpening,
    private readonly listener: LinkListener,
  ) {
    this.reader = new StreamReader(listener);
    this.open(opening).catch((error: unknown) => {
      this.fail(error);
    });
  }

  public get waitingBytes(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  public sendAudio(bytes: Uint8Array): void {
    this.socket?.send(bytes);
  }

  public send(name: ClientMessageName, payload: object): void {
    this.socket?.send(JSON.stringify({ type: name, ...payload }));
  }

  public close(): void {
    if (this.over) return;
    this.over = true;
    this.abort.abort();
    this.socket?.close(NORMAL_CLOSURE);
  }

  private async open(opening: StreamOpening): Promise<void> {
    const access =
      opening.kind === 'join' ? opening : await createSession(this.url, opening, this.abort.signal);
    const WebSocket = await webSocketClass();
    if (this.over) return;
    const path = `/v1/sessions/${encodeURIComponent(access.sessionId)}/stream`;
    this.socket = new WebSocket(`${this.url.replace(/^http/, 'ws')}${path}`, [
      PROTOCOL,
      `token.${access.token}`,
    ]);
    this.listen(this.socket, access);
  }

  private listen(socket: PlainWebSocket, access: SessionAccess): void {
    let opened = false;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      opened = true;
    };
    socket.onmessage = ({ data }) => {
      if (this.over) return;
      if (typeof data === 'string') this.reader.text(data);
      else if (data instanceof ArrayBuffer) this.reader.binary(data);
    };
    // `close` follows and says more.
    socket.onerror = () => undefined;
    socket.onclose = ({ code, reason }) => {
      if (opened) this.end(closedWith(code, reason));
      else
        this.explainRefusal(access).catch((error: unknown) => {
          this.fail(error);
        });
    };
  }

  private async explainRefusal(access: SessionAccess): Promise<never> {
    await checkSession(this.url, access, this.abort.signal);
    throw new VoxrailClientError('unreachable', 'the gateway did not take the stream');
  }

  private fail(cause: unknown): void {
    const error =
      cause instanceof VoxrailClientError
        ? cause
        : new VoxrailClientError('unreachable', `cannot connect to ${this.url}`, { cause });
    this.end({ reason: error.message, error, final: !error.retryable });
  }

  private end(end: LinkEnd): void {
    if (this.over) return;
    this.close();
    this.listener.closed(end);
  }
}

function closedWith(code: number, said: string): LinkEnd {
  const reason = said === '' ? `code ${code}` : `code ${code}, ${said}`;
  const final = finalCloseCode(code);
  const error = new VoxrailClientError(final ?? 'unreachable', `the connection closed: ${reason}`);
  return { reason, error, final: final !== undefined };
}
