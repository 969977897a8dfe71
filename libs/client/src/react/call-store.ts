import type { VoiceCallOptions } from '@voxrail/client/browser';
import { VoiceCall } from '@voxrail/client/browser';

import type { CallView } from './call-view';
import { NO_CALL, withLine } from './call-view';

/** One call after the other, as views that a component can subscribe to. */
export class CallStore {
  private view: CallView = NO_CALL;
  private current: VoiceCall | undefined;
  private readonly subscribers = new Set<() => void>();

  public get call(): VoiceCall | undefined {
    return this.current;
  }

  public readonly subscribe = (changed: () => void): (() => void) => {
    this.subscribers.add(changed);
    return () => {
      this.subscribers.delete(changed);
    };
  };

  public readonly snapshot = (): CallView => this.view;

  /** Call it in the handler of a click. A refusal is shown as `problem`. */
  public async connect(
    options: VoiceCallOptions,
    prepare: (call: VoiceCall) => void,
  ): Promise<void> {
    if (this.current !== undefined) return;
    const call = new VoiceCall(options);
    this.current = call;
    this.change({ ...NO_CALL, phase: 'connecting' });
    this.follow(call);
    prepare(call);
    try {
      await call.start();
      if (this.current !== call) return;
      this.change({ phase: 'open', hasMicrophone: call.microphone !== undefined });
    } catch (error) {
      if (this.current === call) this.over({ problem: asError(error) });
    }
  }

  public hangUp(): void {
    const call = this.current;
    if (call === undefined) return;
    this.over({});
    call.hangUp();
  }

  public setMuted(muted: boolean): void {
    if (this.current === undefined) return;
    this.current.setMuted(muted);
    this.change({ muted });
  }

  private follow(call: VoiceCall): void {
    const change = (part: Partial<CallView>): void => {
      if (this.current === call) this.change(part);
    };
    call.on('reconnecting', () => {
      change({ phase: 'reconnecting', userSpeaking: false, agentSpeaking: false });
    });
    call.on('resumed', () => {
      change({ phase: 'open' });
    });
    call.on('user_speech', ({ speaking }) => {
      change({ userSpeaking: speaking });
    });
    call.on('agent_state', ({ speaking, processing }) => {
      change({ agentSpeaking: speaking, processing });
    });
    call.on('microphone_problem', (problem) => {
      change({ problem, hasMicrophone: false });
    });
    call.on('playback_blocked', ({ blocked }) => {
      change({ playbackBlocked: blocked });
    });
    call.on('disconnected', ({ error }) => {
      if (this.current === call) this.over({ problem: error });
    });
    this.followWords(call, change);
  }

  private followWords(call: VoiceCall, change: (part: Partial<CallView>) => void): void {
    call.on('transcript', ({ turn, text, is_final }) => {
      const said = { text, final: is_final };
      change({ lines: withLine(this.view.lines, { turn, speaker: 'user' }, () => said) });
    });
    call.on('agent_text', (message) => {
      const line = { turn: message.turn, speaker: 'agent' } as const;
      const lines = withLine(this.view.lines, line, (before) =>
        'delta' in message
          ? { text: before + message.delta, final: false }
          : { text: message.text, final: true },
      );
      change({ lines });
    });
  }

  private over(part: Pick<Partial<CallView>, 'problem'>): void {
    this.current = undefined;
    this.change({ ...NO_CALL, lines: this.view.lines, problem: part.problem });
  }

  private change(part: Partial<CallView>): void {
    this.view = { ...this.view, ...part };
    for (const changed of [...this.subscribers]) changed();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
