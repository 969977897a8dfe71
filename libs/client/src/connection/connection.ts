import type { Clock, Timer } from '@voxrail/clock';
import type {
  ClientMessageName,
  ConnectedMessage,
  ServerMessageName,
  ServerMessages,
  TokenMessage,
} from '@voxrail/contracts';

import { VoxrailClientError } from '../client-error';
import type { AgentAudio, Disconnected, Reconnecting, Resumed } from '../client-events';
import type { Link, LinkEnd, LinkListener, OpenLink, StreamOpening } from '../transport/link';
import { reconnectDelayMs } from './backoff';
import { LastWords } from './last-words';
import { TokenKeeper } from './token-keeper';

/** 5 s of 16 kHz PCM16: what a gateway would hold of a person's audio as well. Newer audio is dropped. */
const MAX_WAITING_BYTES = 160_000;

/** A gateway that is frozen answers nothing; another may. */
const REOPEN_TIMEOUT_MS = 3_000;

export interface ConnectionOptions {
  /** One or more addresses. */
  readonly urls: readonly string[];
  readonly opening: StreamOpening;
  readonly openTimeoutMs: number;
  /** How long after a loss to keep trying; 0 for not at all. */
  readonly giveUpAfterMs: number;
}

export interface ConnectionParts {
  readonly openLink: OpenLink;
  readonly clock: Clock;
  /** Time of day, as `Date.now()` gives it. */
  readonly timeOfDayMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

export interface ConnectionListener {
  message<N extends ServerMessageName>(name: N, payload: ServerMessages[N]): void;
  audio(audio: AgentAudio): void;
  reconnecting(event: Reconnecting): void;
  /** After the message `connected` of the new connection. */
  resumed(event: Resumed): void;
  /** Comes once, and nothing after it. */
  ended(event: Disconnected): void;
}

type AnyServerMessage = {
  [N in ServerMessageName]: { readonly name: N; readonly payload: ServerMessages[N] };
}[ServerMessageName];

interface Loss {
  readonly atMs: number;
  attempts: number;
}

type State =
  | { readonly kind: 'idle' | 'ended' }
  | { readonly kind: 'opening'; readonly link: Link; readonly deadline: Timer }
  | { readonly kind: 'open'; readonly link: Link }
  | { readonly kind: 'waiting'; readonly loss: Loss; readonly timer: Timer }
  | {
      readonly kind: 'reopening';
      readonly loss: Loss;
      readonly link: Link;
      readonly deadline: Timer;
    };

/**
 * Keeps one session connected: opens it, comes back into it when the connection is lost, and ends when
 * that makes no sense. At most one link is open at any time.
 */
export class Connection {
  private state: State = { kind: 'idle' };
  private readonly tokens: TokenKeeper;
  /** How to come back; undefined until a gateway has given a token. */
  private wayBack: (StreamOpening & { readonly kind: 'join' }) | undefined;
  private urlIndex = 0;
  private untried: number;
  private lastWords = new LastWords();
  private hangingUp = false;

  public constructor(
    private readonly options: ConnectionOptions,
    private readonly parts: ConnectionParts,
    private readonly listener: ConnectionListener,
  ) {
    this.untried = options.urls.length;
    this.wayBack = options.opening.kind === 'join' ? options.opening : undefined;
    this.tokens = new TokenKeeper({
      ...parts,
      refresh: () => {
        this.send('refresh', {});
      },
    });
  }

  public get phase(): State['kind'] {
    return this.state.kind;
  }

  /** To be called once. */
  public open(): void {
    if (this.state.kind !== 'idle') return;
    this.openFirst();
  }

  /** False where there is no connection. */
  public send(name: ClientMessageName, payload: object): boolean {
    if (this.state.kind !== 'open') return false;
    this.state.link.send(name, payload);
    return true;
  }

  /** False where the audio was dropped: no connection, or the network is more than 5 s behind. */
  public sendAudio(bytes: Uint8Array): boolean {
    if (this.state.kind !== 'open' || this.state.link.waitingBytes > MAX_WAITING_BYTES)
      return false;
    this.state.link.sendAudio(bytes);
    return true;
  }

  /** The session is to end with this connection, whether or not the gateway still says so. */
  public expectEnd(): void {
    this.hangingUp = true;
  }

  /** Tries at once, where it would have waited: the network is there again. */
  public hurry(): void {
    if (this.state.kind !== 'waiting') return;
    this.state.timer.cancel();
    this.reopen(this.state.loss);
  }

  /** Ends the connection at once. */
  public close(): void {
    if (this.state.kind === 'idle') this.state = { kind: 'ended' };
    else this.end({ reason: 'client close', expected: true, error: undefined });
  }

  private openFirst(): void {
    const link = this.link(this.options.opening);
    const { openTimeoutMs } = this.options;
    const deadline = this.parts.clock.schedule(openTimeoutMs, () => {
      link.close();
      const said = `the session did not open within ${openTimeoutMs} ms`;
      this.failedFirst(new VoxrailClientError('timeout', said));
    });
    this.state = { kind: 'opening', link, deadline };
  }

  private reopen(loss: Loss): void {
    const link = this.link(this.wayBack ?? this.options.opening);
    const deadline = this.parts.clock.schedule(REOPEN_TIMEOUT_MS, () => {
      link.close();
      const said = `no answer within ${REOPEN_TIMEOUT_MS} ms`;
      const error = new VoxrailClientError('timeout', said);
      this.linkClosed({ reason: said, error, final: false });
    });
    this.state = { kind: 'reopening', loss, link, deadline };
  }

  private link(opening: StreamOpening): Link {
    this.lastWords = new LastWords();
    const url = this.options.urls[this.urlIndex % this.options.urls.length] ?? '';
    const current = (): boolean =>
      (this.state.kind === 'opening' ||
        this.state.kind === 'open' ||
        this.state.kind === 'reopening') &&
      this.state.link === link;
    const listener: LinkListener = {
      message: (name, payload) => {
        if (current()) this.take(name, payload);
      },
      audio: (audio) => {
        if (current()) this.listener.audio(audio);
      },
      closed: (end) => {
        if (current()) this.linkClosed(end);
      },
    };
    const link = this.parts.openLink(url, opening, listener);
    return link;
  }

  /** What messages mean to the connection. */
  private take<N extends ServerMessageName>(name: N, payload: ServerMessages[N]): void {
    const message = { name, payload } as AnyServerMessage;
    if (message.name === 'connected') {
      this.connected(message.payload);
      return;
    }
    if (message.name === 'token') this.keepToken(message.payload);
    if (message.name === 'session_ending') this.lastWords.sessionEnding(message.payload);
    if (message.name === 'error') this.lastWords.error(message.payload);
    this.listener.message(name, payload);
  }

  private connected(message: ConnectedMessage): void {
    const { state } = this;
    if (state.kind !== 'opening' && state.kind !== 'reopening') return;
    state.deadline.cancel();
    this.state = { kind: 'open', link: state.link };
    if (message.token !== undefined) {
      this.wayBack = { kind: 'join', sessionId: message.session_id, token: message.token };
      this.tokens.renewed(message.expires_at);
    }
    this.listener.message('connected', message);
    // A listener may have closed by now.
    if (state.kind === 'opening' || this.phase !== 'open') return;
    const { atMs, attempts } = state.loss;
    const awayMs = this.parts.clock.nowMs() - atMs;
    this.listener.resumed({ awayMs, attempts, connected: message });
  }

  private keepToken({ token, expires_at }: TokenMessage): void {
    if (this.wayBack === undefined) return;
    this.wayBack = { ...this.wayBack, token };
    this.tokens.renewed(expires_at);
  }

  private linkClosed(end: LinkEnd): void {
    const { state } = this;
    const error = this.lastWords.errorOf(end);
    if (state.kind === 'opening') {
      state.deadline.cancel();
      this.failedFirst(error);
      return;
    }
    if (state.kind !== 'open' && state.kind !== 'reopening') return;
    if (state.kind === 'reopening') state.deadline.cancel();
    const hadOpened = state.kind === 'open';
    if (this.mayComeBack(end, hadOpened)) {
      this.wait(hadOpened ? { atMs: this.parts.clock.nowMs(), attempts: 0 } : state.loss, end);
      return;
    }
    const expected = this.hangingUp || this.lastWords.announced;
    this.end({ reason: end.reason, expected, error: expected ? undefined : error });
  }

  /** A gateway that does not answer says nothing about the others. */
  private failedFirst(error: VoxrailClientError): void {
    this.untried -= 1;
    this.urlIndex += 1;
    const silent = error.code === 'unreachable' || error.code === 'timeout';
    if (silent && this.untried > 0) this.openFirst();
    else this.failed(error);
  }

  private failed(error: VoxrailClientError): void {
    this.end({ reason: error.message, expected: false, error });
  }

  private mayComeBack(end: LinkEnd, hadOpened: boolean): boolean {
    if (this.hangingUp || this.wayBack === undefined) return false;
    return this.options.giveUpAfterMs > 0 && this.lastWords.allowReturn(end, hadOpened);
  }

  private wait(loss: Loss, { reason }: LinkEnd): void {
    this.tokens.stop();
    loss.attempts += 1;
    // The gateway that was lost, or did not take the session back, is tried again last.
    this.urlIndex += 1;
    const delayMs = reconnectDelayMs(loss.attempts, this.parts.random());
    const awayMs = this.parts.clock.nowMs() - loss.atMs;
    if (awayMs + delayMs > this.options.giveUpAfterMs) {
      this.failed(
        new VoxrailClientError(
          'unreachable',
          `the session could not be taken up again within ${Math.round(awayMs)} ms: ${reason}`,
        ),
      );
      return;
    }
    const timer = this.parts.clock.schedule(delayMs, () => {
      this.reopen(loss);
    });
    this.state = { kind: 'waiting', loss, timer };
    this.listener.reconnecting({ attempt: loss.attempts, delayMs, reason });
  }

  private end(event: Disconnected): void {
    const { state } = this;
    if (state.kind === 'ended') return;
    this.state = { kind: 'ended' };
    this.tokens.stop();
    if (state.kind === 'opening' || state.kind === 'reopening') state.deadline.cancel();
    if (state.kind === 'waiting') state.timer.cancel();
    if ('link' in state) state.link.close();
    this.listener.ended(event);
  }
}
