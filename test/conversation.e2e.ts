import { join } from 'node:path';

import { readWav } from '@voxrail/audio';
import type { CallerOptions } from '@voxrail/caller';
import { Caller } from '@voxrail/caller';
import { synthesize } from '@voxrail/speech';

import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const GO_FORWARD = join(__dirname, '..', 'assets', 'recordings', 'go-forward-ten-meters.wav');

/** Words of the recording that PocketSphinx gets right on its own. */
const HEARD = /go forward ten meters/i;

describe('a conversation with the embedded models', () => {
  let stack: RunningStack;
  const callers: Caller[] = [];

  beforeAll(async () => {
    stack = await startStack({ models: 'embedded' });
  }, 90_000);

  afterEach(async () => {
    await Promise.all(callers.splice(0).map((caller) => caller.hangUp()));
  });

  afterAll(async () => {
    await stack.stop();
  });

  async function call(options: Omit<CallerOptions, 'url'> = {}): Promise<Caller> {
    const caller = new Caller({ url: stack.gatewayUrl, recordAudio: true, ...options });
    callers.push(caller);
    await caller.call();
    return caller;
  }

  function settle(caller: Caller, turns: number): Promise<void> {
    return caller.until(
      `${turns} turns to be over`,
      () => caller.record.turns.size >= turns && caller.settled,
      30_000,
    );
  }

  it('hears a recorded person and answers by voice', async () => {
    const caller = await call();
    caller.speak(readWav(GO_FORWARD).samples);
    await settle(caller, 1);
    const [turn] = caller.record.turns.values();
    expect(turn?.transcript).toMatch(HEARD);
    expect(turn?.agentText.length).toBeGreaterThan(0);
    expect(turn?.heard).toBe(turn?.agentText);
    expect(turn?.audioMs).toBeGreaterThan(300);
    expect(turn?.metrics?.end_of_speech_to_audio_ms).toBeGreaterThan(0);
    expect(caller.record.errors).toEqual([]);
  });

  it('keeps the order of messages within a turn that the protocol promises', async () => {
    const caller = await call();
    const seen: string[] = [];
    const note = (name: string): void => {
      if (seen.at(-1) !== name) seen.push(name);
    };
    caller.client.on('transcript', ({ is_final }) => {
      if (is_final) note('transcript');
    });
    caller.client.on('agent_state', ({ processing }) => {
      if (processing) note('processing');
    });
    caller.client.on('audio', () => {
      note('audio');
    });
    caller.client.on('audio_end', () => {
      note('audio_end');
    });
    caller.client.on('agent_text', (message) => {
      if ('is_final' in message) note('agent_text final');
    });
    caller.client.on('turn_metrics', () => {
      note('turn_metrics');
    });
    caller.speak(readWav(GO_FORWARD).samples);
    await settle(caller, 1);
    expect(seen).toEqual([
      'transcript',
      'processing',
      'audio',
      'audio_end',
      'agent_text final',
      'turn_metrics',
    ]);
  });

  it('calls a tool of the client with words that were spoken, and speaks its result', async () => {
    const caller = await call({
      session: {
        tools: [
          {
            name: 'move_robot',
            description: 'Move the robot forward or backward by some meters',
            parameters: {
              type: 'object',
              properties: { direction: { type: 'string', enum: ['forward', 'backward'] } },
              required: ['direction'],
            },
          },
        ],
      },
    });
    const calls: unknown[] = [];
    caller.client.handleTool('move_robot', (parameters) => {
      calls.push(parameters);
      return Promise.resolve({ status: 'the robot moved into the garden' });
    });
    caller.speak(readWav(GO_FORWARD).samples);
    await settle(caller, 1);
    const [turn] = caller.record.turns.values();
    expect(calls).toEqual([{ direction: 'forward' }]);
    expect(turn?.agentText).toContain('garden');
    expect(turn?.metrics?.tools).toBe(1);
  });

  it('falls silent when the person cuts in, and answers what was said then', async () => {
    const caller = await call();
    const story = await synthesize('Tell me a story', 'slt');
    caller.speak(story.samples);
    await caller.until(
      'the story to be audible for a while',
      () => [...caller.record.turns.values()].some((turn) => turn.audioMs > 1_500),
      20_000,
    );
    caller.speak(readWav(GO_FORWARD).samples);
    await settle(caller, 2);
    const [first, second] = caller.record.turns.values();
    expect(first?.interruptedMs).not.toBeNull();
    expect(first?.heard?.length).toBeLessThan(first?.agentText.length ?? 0);
    expect(first?.agentText.startsWith(first.heard ?? '?')).toBe(true);
    expect(first?.metrics?.interrupted).toBe(true);
    expect(second?.transcript).toMatch(HEARD);
    expect(second?.heard).toBe(second?.agentText);
    expect(caller.record.deadChunks).toBe(0);
  }, 90_000);

  describe.each(['socket.io', 'websocket'] as const)('over %s', (transport) => {
    it.each([
      [{ voice: 'nobody' }, /session\.voice nobody .* default, male, .* cosyvoice2-female/],
      [{ language: 'tlh' }, /session\.language tlh is not known; known are en$/],
      // The voice knows it, the recognizer does not.
      [{ language: 'de' }, /session\.language de is not known; known are en$/],
    ])('refuses %j, which no model has, and says which there are', async (session, message) => {
      const refusal = call({ session, transport });
      await expect(refusal).rejects.toMatchObject({ code: 'bad_request' });
      await expect(refusal).rejects.toThrow(message);
    });

    it('refuses the same of a session that goes on, and takes what there is', async () => {
      const caller = await call({ transport });
      caller.client.updateSession({ voice: 'nobody', greeting: 'Hi.' });
      caller.client.updateSession({ language: 'de' });
      caller.client.updateSession({ voice: 'cosyvoice2-whisper', language: 'en-GB' });
      caller.client.say('How do you do?');
      await settle(caller, 1);
      expect(caller.record.errors.map(({ message }) => message)).toEqual([
        expect.stringMatching(/session\.voice nobody is not known; known are default, male/),
        'session.language de is not known; known are en',
      ]);
      expect(caller.record.turns.get(1)?.heard).toBe('How do you do?');
    });

    it('speaks with the voice and in the language of the session', async () => {
      const greeting = 'How do you do?';
      const session = { greeting, voice: 'cosyvoice2-whisper', language: 'en-GB' };
      const caller = await call({ session, transport });
      await settle(caller, 1);
      expect(caller.record.turns.get(1)?.heard).toBe(greeting);
    });
  });

  it('speaks a greeting before anyone has said a word', async () => {
    const caller = await call({ session: { greeting: 'Welcome to the test.' } });
    await settle(caller, 1);
    const [turn] = caller.record.turns.values();
    expect(turn?.heard).toBe('Welcome to the test.');
    expect(turn?.audioMs).toBeGreaterThan(500);
  });

  it('answers a typed turn by voice, and by text alone where only text is wanted', async () => {
    const spoken = await call();
    spoken.client.text('What is two plus three?');
    await settle(spoken, 1);
    const [aloud] = spoken.record.turns.values();
    expect(aloud?.agentText).toMatch(/five|5/);
    expect(aloud?.audioMs).toBeGreaterThan(300);

    const silent = await call({ session: { modalities: ['text'] } });
    silent.client.text('What is two plus three?');
    await settle(silent, 1);
    const [quiet] = silent.record.turns.values();
    expect(quiet?.agentText).toMatch(/five|5/);
    expect(quiet?.audioMs).toBe(0);
  });
});
