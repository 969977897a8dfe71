import type { ConnectedMessage, ControlAction, ErrorMessage, SayDto } from '@voxrail/contracts';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';

import { samplesToBytes } from './audio-bytes';
import type { ClientErrorCode } from './client-error';
import { fromConnectError, VoxrailClientError } from './client-error';
import type { ClientEventName, ClientEvents } from './client-events';
import type { SessionOptions, VoxrailClientOptions } from './client-options';
import { handshakeAuth } from './client-options';
import { bytesWaiting } from './send-backlog';
import { isServerMessageName, readAudioChunk } from './server-event';
import type { ToolHandler } from './tool-handler';
import type { ToolAnswer } from './tool-runner';
import { ToolRunner } from './tool-runner';
import { TypedEmitter } from './typed-emitter';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** 5 s of 16 kHz PCM16: what a gateway would hold of a person's audio as well. Newer audio is dropped. */
const MAX_WAITING_BYTES = 160_000;

interface Opening {
  readonly resolve: (connected: ConnectedMessage) => void;
  readonly reject: (error: VoxrailClientError) => void;
}

/**
 * One session with a Voxrail gateway over Socket.IO, for browsers and Node. Add listeners, then
 * `connect`; a client is used for one session and not again.
 */
export class VoxrailClient {
  private readonly events = new TypedEmitter<ClientEvents>();
  private readonly tools = new ToolRunner(
    (answer) => {
      this.toolResponse(answer);
    },
    (outcome) => {
      this.events.emit('tool_outcome', outcome);
    },
  );
  private socket: Socket | undefined;
  private opening: Opening | undefined;
  private fatal: ErrorMessage | undefined;
  private ending = false;
  private dropped = 0;

  public constructor(private readonly options: VoxrailClientOptions) {
    this.obey();
  }

  public get connected(): boolean {
    return this.socket?.connected ?? false;
  }

  /** Audio messages that were not sent: no session, or the network is more than 5 s behind. */
  public get droppedAudioMessages(): number {
    return this.dropped;
  }

  /** Returns what removes the listener again. */
  public on<N extends ClientEventName>(
    name: N,
    listener: (payload: ClientEvents[N]) => void,
  ): () => void {
    return this.events.on(name, listener);
  }

  /** Runs `handler` for every request of this tool. The tool itself is offered by `session.tools`. */
  public handleTool(name: string, handler: ToolHandler): void {
    this.tools.register(name, handler);
  }

  /** Opens the session. @throws VoxrailClientError with the gateway's code, `unreachable` or `timeout` */
  public async connect(): Promise<ConnectedMessage> {
    if (this.socket !== undefined) {
      throw new VoxrailClientError('conflict', 'this client has been connected before');
    }
    const timeoutMs = this.options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
    const socket = io(this.options.url, {
      transports: ['websocket'],
      // A new connection must resume the session, which takes its token: never silently.
      reconnection: false,
      forceNew: true,
      timeout: timeoutMs,
      auth: handshakeAuth(this.options),
      autoConnect: false,
    });
    this.socket = socket;
    const connected = new Promise<ConnectedMessage>((resolve, reject) => {
      this.opening = { resolve, reject };
    });
    const deadline = setTimeout(() => {
      this.failOpening(
        new VoxrailClientError('timeout', `the session did not open within ${timeoutMs} ms`),
      );
    }, timeoutMs);
    this.listen(socket);
    socket.connect();
    try {
      return await connected;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(deadline);
    }
  }

  /**
   * PCM16 mono 16 kHz, 10 to 100 ms. The memory is not copied: do not change it afterwards.
   * Returns false where the audio was dropped; a live microphone must never queue without end.
   */
  public sendAudio(audio: Int16Array | Uint8Array): boolean {
    const socket = this.socket;
    if (socket?.connected !== true || bytesWaiting(socket) > MAX_WAITING_BYTES) {
      this.dropped += 1;
      return false;
    }
    socket.emit('audio_chunk', audio instanceof Int16Array ? samplesToBytes(audio) : audio);
    return true;
  }

  public control(action: ControlAction): void {
    this.send('control', { action });
  }

  /** A typed turn of the person; interrupts like speech. */
  public text(text: string): void {
    this.send('text', { text });
  }

  /** Makes the agent speak exactly this. */
  public say(text: string, options: Pick<SayDto, 'interruptible' | 'interrupt'> = {}): void {
    this.send('say', { text, ...options });
  }

  /** Answered by `session_updated`, or by an `error` and no change. */
  public updateSession(session: SessionOptions): void {
    this.send('session_update', { session });
  }

  /** How much of the turn's audio has been heard. */
  public reportPlayback(turn: number, playedMs: number): void {
    this.send('playback', { turn, played_ms: playedMs });
  }

  /** Only for calls without a registered handler: those with one are answered by it. */
  public toolResponse(answer: ToolAnswer): void {
    if (this.connected) this.send('tool_response', answer);
  }

  /** Ends the connection at once; a gateway keeps the session for its grace time. See `control('hangup')`. */
  public close(): void {
    this.ending = true;
    this.tools.cancelAll('session_ended');
    this.socket?.disconnect();
  }

  private send(event: string, payload: object): void {
    if (this.socket?.connected !== true) {
      throw new VoxrailClientError('not_connected', `cannot send ${event}: no session is open`);
    }
    this.socket.emit(event, payload);
  }

  private listen(socket: Socket): void {
    socket.on('connect_error', (error) => {
      this.failOpening(fromConnectError(error));
    });
    socket.on('disconnect', (reason) => {
      const code: ClientErrorCode = this.fatal?.code ?? 'unreachable';
      const message = this.fatal?.message ?? `the connection closed: ${reason}`;
      this.failOpening(new VoxrailClientError(code, message));
      this.tools.cancelAll('session_ended');
      this.events.emit('disconnected', { reason, expected: this.ending });
    });
    socket.onAny((name: unknown, ...args: unknown[]) => {
      if (name === 'audio_chunk') {
        const audio = readAudioChunk(args);
        if (audio !== undefined) this.events.emit('audio', audio);
      } else if (isServerMessageName(name)) {
        this.events.emit(name, args[0] as ClientEvents[typeof name]);
      }
    });
  }

  /** What messages mean to the client itself; first in line, before any listener of its user. */
  private obey(): void {
    this.on('connected', (message) => {
      this.opening?.resolve(message);
      this.opening = undefined;
    });
    this.on('tool_request', (request) => {
      // After the user's own listeners, so that they see the request before its outcome.
      queueMicrotask(() => void this.tools.run(request));
    });
    this.on('tool_cancelled', ({ request_id, reason }) => {
      this.tools.cancel(request_id, reason);
    });
    this.on('session_ending', () => {
      this.ending = true;
    });
    this.on('error', (error) => {
      if (error.fatal === true) this.fatal = error;
    });
  }

  private failOpening(error: VoxrailClientError): void {
    this.opening?.reject(error);
    this.opening = undefined;
  }
}
