import type { Clock } from '@voxrail/clock';
import type { VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';
import type { RawData, WebSocket } from 'ws';

import type { ClientStream } from '../client-stream';
import type { ClientWire } from '../client-wire';
import { presentable } from '../presentable-error';
import { SESSION_GONE, TRY_AGAIN_LATER } from './close-codes';
import { Heartbeat } from './heartbeat';
import { readWireMessage } from './wire-messages';
import { WebSocketWire } from './web-socket-wire';

/** The close code by which a client says that it does not come back. */
const GOODBYE = 1000;

/** One raw WebSocket from its upgrade to its end. */
export class WebSocketStream {
  private readonly wire: WebSocketWire;
  private readonly heartbeat: Heartbeat;
  private stream: ClientStream | undefined;
  private closeCode: number | undefined;

  public constructor(
    private readonly webSocket: WebSocket,
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.wire = new WebSocketWire(webSocket);
    this.heartbeat = new Heartbeat(
      clock,
      () => {
        webSocket.ping();
      },
      () => {
        metrics.connectionsClosedTotal.inc({ reason: 'silent' });
        webSocket.terminate();
      },
    );
    metrics.clientConnections.inc({ transport: 'websocket' });
    webSocket.on('pong', () => {
      this.heartbeat.pong();
    });
    webSocket.once('close', (code) => {
      this.onClosed(code);
    });
  }

  /** Attaches it to its session; what the client sends meanwhile waits in the network. */
  public async serve(open: (wire: ClientWire) => Promise<ClientStream>): Promise<void> {
    const { webSocket } = this;
    webSocket.pause();
    try {
      const stream = await open(this.wire);
      this.stream = stream;
      // The connection may have gone while the session was being opened.
      if (this.closeCode !== undefined) this.end(stream, this.closeCode);
      webSocket.on('message', (data, isBinary) => {
        receive(stream, data, isBinary);
      });
      stream.start();
    } catch (error) {
      this.fail(presentable(error, this.logger));
    } finally {
      if (this.closeCode === undefined) webSocket.resume();
    }
  }

  private fail({ code, message }: VoxrailError): void {
    this.logger.info('a stream could not be opened', { code });
    metrics.connectionsRefusedTotal.inc({ reason: code });
    if (!this.wire.isOpen) return;
    this.wire.writeMessage('error', { code, message, fatal: true });
    this.webSocket.close(code === 'session_not_found' ? SESSION_GONE : TRY_AGAIN_LATER);
  }

  private onClosed(code: number): void {
    this.closeCode = code;
    this.heartbeat.stop();
    metrics.clientConnections.dec({ transport: 'websocket' });
    if (this.stream !== undefined) this.end(this.stream, code);
  }

  private end(stream: ClientStream, code: number): void {
    if (code === GOODBYE) stream.left();
    else stream.lost();
  }
}

function receive({ session }: ClientStream, data: RawData, isBinary: boolean): void {
  // The library gives one buffer a message, as long as it is not told to do otherwise.
  if (!Buffer.isBuffer(data)) return;
  if (isBinary) {
    session.receive('audio_chunk', data);
    return;
  }
  const read = readWireMessage(data.toString());
  if (typeof read === 'string') session.misread(read);
  else session.receive(read.name, read.sent);
}
