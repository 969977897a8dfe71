import type { CallConnection } from '../state/call-phase';
import { byId } from './element';

export interface ControlActions {
  readonly connect: () => void;
  readonly toggleMute: () => void;
  readonly hangUp: () => void;
  readonly sendText: (text: string) => void;
}

export interface ControlState {
  readonly connection: CallConnection;
  readonly muted: boolean;
  readonly hasMicrophone: boolean;
}

/** The buttons and the text box. */
export class ControlsView {
  private readonly connect = byId('connect', HTMLButtonElement);
  private readonly mute = byId('mute', HTMLButtonElement);
  private readonly muteLabel = byId('mute-label', HTMLSpanElement);
  private readonly hangUp = byId('hang-up', HTMLButtonElement);
  private readonly text = byId('text', HTMLInputElement);
  private readonly send = byId('send', HTMLButtonElement);

  public constructor(actions: ControlActions) {
    this.connect.addEventListener('click', actions.connect);
    this.mute.addEventListener('click', actions.toggleMute);
    this.hangUp.addEventListener('click', actions.hangUp);
    byId('composer', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.text.value.trim();
      if (text === '') return;
      this.text.value = '';
      actions.sendText(text);
    });
    for (const example of document.querySelectorAll<HTMLButtonElement>('[data-example]')) {
      example.addEventListener('click', () => {
        actions.sendText(example.dataset['example'] ?? '');
      });
    }
  }

  public show({ connection, muted, hasMicrophone }: ControlState): void {
    const open = connection === 'open';
    const inCall = open || connection === 'reconnecting';
    this.connect.hidden = inCall;
    this.connect.disabled = connection === 'connecting';
    this.mute.hidden = !inCall;
    this.mute.disabled = !hasMicrophone;
    this.mute.setAttribute('aria-pressed', String(muted));
    this.muteLabel.textContent = muted ? 'Unmute' : 'Mute';
    this.hangUp.hidden = !inCall;
    this.text.disabled = !open;
    this.send.disabled = !open;
  }

  /** After connecting, keys go where they are of use. */
  public focusText(): void {
    this.text.focus({ preventScroll: true });
  }
}
