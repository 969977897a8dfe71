/** A call as a page shows it. A new object for each change, so that React sees it. */
export interface CallView {
  readonly phase: 'offline' | 'connecting' | 'open' | 'reconnecting';
  readonly muted: boolean;
  readonly hasMicrophone: boolean;
  readonly userSpeaking: boolean;
  readonly agentSpeaking: boolean;
  /** The agent works on an answer. */
  readonly processing: boolean;
  /** What was said, oldest first. */
  readonly lines: readonly CallLine[];
  /** The browser wants a click before the agent may be heard: show a button that calls `unblock`. */
  readonly playbackBlocked: boolean;
  /** Why there is no call, or no microphone; cleared by the next `connect`. */
  readonly problem: Error | undefined;
}

export interface CallLine {
  readonly turn: number;
  readonly speaker: 'user' | 'agent';
  readonly text: string;
  /** False while more may come. */
  readonly final: boolean;
}

export const NO_CALL: CallView = {
  phase: 'offline',
  muted: false,
  hasMicrophone: false,
  userSpeaking: false,
  agentSpeaking: false,
  processing: false,
  lines: [],
  playbackBlocked: false,
  problem: undefined,
};

/** Lines kept: a page that shows more than these has its own list. */
const MAX_LINES = 500;

/** The line of this turn and speaker with another text; at the end where there is none yet. */
export function withLine(
  lines: readonly CallLine[],
  line: Pick<CallLine, 'turn' | 'speaker'>,
  change: (before: string) => { readonly text: string; readonly final: boolean },
): readonly CallLine[] {
  const isIt = ({ turn, speaker }: CallLine): boolean =>
    turn === line.turn && speaker === line.speaker;
  const index = lines.findLastIndex(isIt);
  const changed = { ...line, ...change(lines[index]?.text ?? '') };
  // Speech of which nothing was recognized is nothing that was said.
  if (changed.final && changed.text === '') return lines.filter((known) => !isIt(known));
  if (index >= 0) return lines.map((known, at) => (at === index ? changed : known));
  return [...lines, changed].slice(-MAX_LINES);
}
