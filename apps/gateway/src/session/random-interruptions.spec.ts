import fc from 'fast-check';

import type { ConversationScript } from './testing/interrupted-conversation';
import {
  InterruptedConversation,
  TOOL_MANNERS,
  WAYS_TO_INTERRUPT,
} from './testing/interrupted-conversation';
import { MS_PER_CHARACTER } from './testing/scripted-agent';

/** A thousand interruptions for each guarantee. */
const CONVERSATIONS = 200;
const IN_EACH_CONVERSATION = 5;

const scripts: fc.Arbitrary<ConversationScript> = fc.record({
  mode: fc.constantFrom('immediate', 'confirm', 'off'),
  pace: fc.record({
    firstTokenMs: fc.constantFrom(0, 175, 600),
    msPerWord: fc.constantFrom(0, 15, 200),
    words: fc.integer({ min: 1, max: 14 }),
    firstAudioMs: fc.constantFrom(0, 125, 500),
    speed: fc.constantFrom(1.2, 4, 50),
    callsTool: fc.boolean(),
  }),
  answersTools: fc.constantFrom(...TOOL_MANNERS),
  outputDelayMs: fc.constantFrom(0, 60),
  reportsPlayback: fc.boolean(),
  interruptions: fc.array(
    fc.record({ afterMs: fc.nat({ max: 3_000 }), way: fc.constantFrom(...WAYS_TO_INTERRUPT) }),
    { minLength: IN_EACH_CONVERSATION, maxLength: IN_EACH_CONVERSATION },
  ),
});

/** Of a turn that has been cut off, nothing of these is ever sent again. */
const OF_A_LIVE_TURN = [
  'audio',
  'audio_end',
  'tool_request',
  'playback_paused',
  'playback_resumed',
];

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Each turn's whole text with what of it counts as heard. */
function finalTexts({ bench }: InterruptedConversation) {
  return bench.client.all('agent_text').flatMap((told) => ('text' in told ? [told] : []));
}

function turnsOf({ bench }: InterruptedConversation, names: readonly string[]): Set<number> {
  const entries = bench.client.log.filter(({ name }) => names.includes(name));
  return new Set(entries.flatMap(({ turn }) => (turn === undefined ? [] : [turn])));
}

const GUARANTEES: Readonly<Record<string, (conversation: InterruptedConversation) => void>> = {
  'no frame of a dead turn after `interrupted`': ({ bench }) => {
    let deadUpTo = 0;
    const textsAfterDeath = new Map<number, number>();
    for (const { name, turn = 0 } of bench.client.log) {
      if (name === 'interrupted') deadUpTo = Math.max(deadUpTo, turn);
      if (OF_A_LIVE_TURN.includes(name)) expect(turn).toBeGreaterThan(deadUpTo);
      if (name !== 'agent_text' || turn > deadUpTo) continue;
      textsAfterDeath.set(turn, (textsAfterDeath.get(turn) ?? 0) + 1);
    }
    // The one that says what was heard.
    for (const texts of textsAfterDeath.values()) expect(texts).toBe(1);
    expect(bench.client.ears.misplaced).toBe(0);
  },

  'no dead session': ({ fellQuiet, answersStill, bench }) => {
    expect({ fellQuiet, answersStill }).toEqual({ fellQuiet: true, answersStill: true });
    expect(bench.ended).toBe(true);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.scheduler.pending).toBe(0);
    expect(bench.bus.subscriptionCount).toBe(bench.subscriptionsBefore);
  },

  'every tool call with exactly one outcome': ({ bench, toolAnswersTaken }) => {
    const cancelled = bench.client.all('tool_cancelled').map(({ request_id }) => request_id);
    for (const { request_id: request } of bench.client.all('tool_request')) {
      const answered = toolAnswersTaken.get(request) ?? 0;
      const given = cancelled.filter((id) => id === request).length;
      expect(answered + given).toBe(1);
    }
  },

  'every committed turn with one `turn_metrics`': (conversation) => {
    const { client } = conversation.bench;
    const said = client.all('transcript').filter(({ text, is_final }) => is_final && text !== '');
    const answered = turnsOf(conversation, ['audio', 'agent_text', 'interrupted', 'tool_request']);
    const committed = new Set([...said.map(({ turn }) => turn), ...answered]);
    const ended = client.all('turn_metrics').map(({ turn }) => turn);
    expect([...ended].sort((a, b) => a - b)).toEqual([...committed].sort((a, b) => a - b));
  },

  'a history equal to the words whose audio was played, give or take one': (conversation) => {
    const { client } = conversation.bench;
    const last = client.last('transcript').turn;
    const texts = finalTexts(conversation).filter(({ turn }) => turn < last);
    for (const { turn, text, heard } of texts) {
      const played = text.slice(0, Math.floor(conversation.heardMs(turn) / MS_PER_CHARACTER));
      const words = wordsOf(heard);
      expect(words).toEqual(wordsOf(text).slice(0, words.length));
      expect(Math.abs(words.length - wordsOf(played).length)).toBeLessThanOrEqual(1);
    }
    const remembered = conversation.history.filter(({ role }) => role === 'assistant');
    expect(remembered.flatMap(({ content }) => wordsOf(content))).toEqual(
      texts.flatMap(({ heard }) => wordsOf(heard)),
    );
  },
};

describe('a thousand interruptions at random moments leave', () => {
  it.each(Object.entries(GUARANTEES))(
    '%s',
    async (_, guarantee) => {
      await fc.assert(
        fc.asyncProperty(scripts, async (script) => {
          guarantee(await InterruptedConversation.play(script));
        }),
        { numRuns: CONVERSATIONS },
      );
    },
    60_000,
  );
});
