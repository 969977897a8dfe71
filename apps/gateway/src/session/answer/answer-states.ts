import type { SessionConfig } from '@voxrail/contracts';

import type { StateTable } from '../state-machine/state-machine';
import { TURN_DEADLINES_MS } from '../turn/turn-deadlines';

/**
 * The agent's side of a turn. While it is not certain yet that the person has finished: `drafting` text
 * may still come; `drafted` all of it is there; `calls_drafted` it ends with tool calls, which are not made yet. Once the
 * turn is certain: `thinking` text may still come, and what has come is spoken; `calling_tools` results are awaited;
 * `speaking_out` all text is there, and the rest of it is being spoken; `failing` nothing more comes, and what came is
 * still spoken. `over` nothing of the turn is sent any more.
 */
export type AnswerState =
  | 'begun'
  | 'drafting'
  | 'drafted'
  | 'calls_drafted'
  | 'thinking'
  | 'calling_tools'
  | 'speaking_out'
  | 'failing'
  | 'over';

export type AnswerEvent =
  /** The model is asked, before the turn is certain. */
  | 'drafts'
  /** The model is asked. */
  | 'replies'
  /** The text is given, and the model is not asked. */
  | 'says'
  /** Something has come from the model, or another worker has been asked. */
  | 'progress'
  /** No more text will come. */
  | 'text_ended'
  /** The text so far is complete, and tools are to be called. */
  | 'calls'
  /** The turn has become certain. */
  | 'committed'
  /** Every call has its outcome, and the model is asked again. */
  | 'results'
  /** The model, or the voice, has failed after its retries. */
  | 'failed'
  /** All that there is to hear so far has been played. */
  | 'played'
  /** The person interrupts, the session ends, or the draft is of no use. */
  | 'stopped';

export type AnswerDeadline = 'text' | 'results';

/** States whose waits have deadlines elsewhere: a draft's is the person's turn, speech and its playback have their own. */
export const WAITS_FOR_OTHERS = [
  'begun',
  'drafted',
  'calls_drafted',
  'speaking_out',
  'failing',
] as const satisfies readonly AnswerState[];

export const ANSWER_STATES: StateTable<AnswerState, AnswerEvent, AnswerDeadline> = {
  begun: {
    // Until its first order, which is given in the call that makes it.
    deadline: null,
    on: { drafts: 'drafting', replies: 'thinking', says: 'speaking_out', stopped: 'over' },
  },
  drafting: {
    deadline: 'text',
    on: {
      progress: 'drafting',
      text_ended: 'drafted',
      calls: 'calls_drafted',
      committed: 'thinking',
      failed: 'over',
      stopped: 'over',
      deadline: 'over',
    },
  },
  drafted: {
    deadline: null,
    on: { committed: 'speaking_out', failed: 'over', stopped: 'over' },
  },
  calls_drafted: {
    deadline: null,
    on: { committed: 'calling_tools', failed: 'over', stopped: 'over' },
  },
  thinking: {
    deadline: 'text',
    on: {
      progress: 'thinking',
      text_ended: 'speaking_out',
      calls: 'calling_tools',
      failed: 'failing',
      stopped: 'over',
      deadline: 'failing',
    },
  },
  calling_tools: {
    deadline: 'results',
    on: {
      results: 'thinking',
      // The goodbye of a call that the agent ends is all that it says.
      text_ended: 'speaking_out',
      failed: 'failing',
      stopped: 'over',
      deadline: 'failing',
    },
  },
  speaking_out: {
    deadline: null,
    on: { failed: 'failing', played: 'over', stopped: 'over' },
  },
  failing: {
    deadline: null,
    on: { played: 'over', stopped: 'over' },
  },
  over: { deadline: null, on: {} },
};

/** Whether the turn is certain and not over: its client knows of it. */
export function isCertain(state: AnswerState): boolean {
  switch (state) {
    case 'begun':
    case 'drafting':
    case 'drafted':
    case 'calls_drafted':
    case 'over':
      return false;
    case 'thinking':
    case 'calling_tools':
    case 'speaking_out':
    case 'failing':
      return true;
  }
}

/** How long a state with this deadline may last. */
export function answerLastsMs(deadline: AnswerDeadline, config: SessionConfig): number {
  switch (deadline) {
    case 'text':
      return TURN_DEADLINES_MS.generationSilence;
    case 'results':
      return config.tool_timeout_ms + TURN_DEADLINES_MS.resultsMargin;
  }
}
