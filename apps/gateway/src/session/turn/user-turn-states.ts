import type { StateTable } from '../state-machine/state-machine';

/**
 * The person's side of a turn, from its first sound or text until it is certain:
 * `begun` nothing is known yet; `speaking` a voice is heard; `recognizing` it has stopped, and its text is
 * awaited; `held_open` the text is known, but its words say that more will come; `complete` it may be
 * committed, as soon as the agent has finished where it may not be interrupted; `closed` it is committed or
 * abandoned.
 */
export type UserTurnState =
  'begun' | 'speaking' | 'recognizing' | 'held_open' | 'complete' | 'closed';

export type UserTurnEvent =
  | 'speech_started'
  | 'speech_ended'
  /** All that was said is text, and it may be all. */
  | 'recognized'
  /** All that was said is text, and its words say that more will come. */
  | 'recognized_unfinished'
  /** Silence has lasted for `idle_ms`. */
  | 'idle'
  /** Text was typed, and no speech is open. */
  | 'typed'
  /** Nothing more is expected of the speech that is open. */
  | 'given_up'
  /** The turn has become history, or nothing has come of it. */
  | 'closed';

export type UserTurnDeadline = 'begin' | 'longest_speech' | 'final' | 'hold';

export const USER_TURN_STATES: StateTable<UserTurnState, UserTurnEvent, UserTurnDeadline> = {
  begun: {
    deadline: 'begin',
    on: {
      speech_started: 'speaking',
      recognized: 'complete',
      recognized_unfinished: 'held_open',
      typed: 'complete',
      given_up: 'complete',
      closed: 'closed',
      deadline: 'complete',
    },
  },
  speaking: {
    deadline: 'longest_speech',
    on: {
      speech_started: 'speaking',
      speech_ended: 'recognizing',
      recognized: 'complete',
      recognized_unfinished: 'held_open',
      given_up: 'complete',
      closed: 'closed',
      deadline: 'complete',
    },
  },
  recognizing: {
    deadline: 'final',
    on: {
      speech_started: 'speaking',
      speech_ended: 'recognizing',
      recognized: 'complete',
      recognized_unfinished: 'held_open',
      given_up: 'complete',
      closed: 'closed',
      deadline: 'complete',
    },
  },
  held_open: {
    deadline: 'hold',
    on: {
      speech_started: 'speaking',
      recognized: 'complete',
      recognized_unfinished: 'held_open',
      idle: 'complete',
      typed: 'complete',
      given_up: 'complete',
      closed: 'closed',
      deadline: 'complete',
    },
  },
  complete: {
    // It waits for the agent alone, who has deadlines of its own.
    deadline: null,
    on: {
      speech_started: 'speaking',
      recognized_unfinished: 'held_open',
      closed: 'closed',
    },
  },
  closed: { deadline: null, on: {} },
};
