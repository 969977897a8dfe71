import type { CallPhase } from '../state/call-phase';

const WORDS: Readonly<Record<CallPhase, { readonly title: string; readonly hint: string }>> = {
  offline: {
    title: 'Ready',
    hint: 'Connect, then just talk. Cut in whenever you like.',
  },
  connecting: { title: 'Connecting', hint: 'Opening the microphone and a session.' },
  reconnecting: { title: 'Reconnecting', hint: 'The connection was lost. The call goes on.' },
  listening: { title: 'Listening', hint: 'Say something, or type below.' },
  hearing: { title: 'Hearing you', hint: 'Pause for a moment when you are done.' },
  thinking: { title: 'Thinking', hint: 'The answer is on its way.' },
  speaking: { title: 'Speaking', hint: 'Talk over it to interrupt.' },
  muted: { title: 'Muted', hint: 'The agent hears silence. You can still type.' },
};

/** The one line that says what is going on. */
export class PhaseView {
  private shown: CallPhase | undefined;

  public constructor(
    private readonly title: HTMLElement,
    private readonly hint: HTMLElement,
  ) {}

  public show(phase: CallPhase): void {
    if (phase === this.shown) return;
    this.shown = phase;
    // Styles follow the phase from the root: colour of the dot, of the rails, of the buttons.
    document.documentElement.dataset['phase'] = phase;
    this.title.textContent = WORDS[phase].title;
    this.hint.textContent = WORDS[phase].hint;
  }
}
