import type { SessionConfigDto } from '@voxrail/contracts';

import { SessionBench } from './session-bench';

const TOOLS = [{ name: 'look_up', description: 'Looks up', parameters: {} }];
const STORY = 'Once upon a time there was a king';

/** Brings a session that has just been opened into the state. */
type Reach = (bench: SessionBench) => Promise<void> | void;

interface SessionState {
  readonly config?: SessionConfigDto;
  readonly reach: Reach;
}

const CONFIRM = { interruption: { mode: 'confirm' as const } };
const OFF = { interruption: { mode: 'off' as const } };

async function speaks(bench: SessionBench): Promise<void> {
  bench.answers('tell me a story', STORY, 4_000);
  await bench.pass(1_000);
}

function callsTool(bench: SessionBench): void {
  bench.hears('look it up');
  bench.generates('Let me see. ');
  bench.calls('look_up');
  bench.generated('tool_calls');
}

function pauses(bench: SessionBench): void {
  bench.speechStarts();
  bench.candidate('What time is it');
}

/** Every state of a session that makes a difference to what happens next, reached as it is in a call. */
export const SESSION_STATES: Readonly<Record<string, SessionState>> = {
  'nobody has said anything': { reach: () => undefined },
  'the microphone is muted': {
    reach: (bench) => {
      bench.session.control('mute');
    },
  },
  'the agent greets': {
    config: { greeting: 'Hello!' },
    reach: (bench) => {
      bench.speaks(500);
    },
  },
  'the person speaks': {
    reach: (bench) => {
      bench.speechStarts();
      bench.partial('What time');
    },
  },
  'the person pauses, and an answer is in the making': {
    reach: (bench) => {
      pauses(bench);
      bench.generates('It is ');
    },
  },
  'the person pauses, and the answer is ready': {
    reach: (bench) => {
      pauses(bench);
      bench.generates('It is noon.');
      bench.generated();
      bench.speaks(600);
      bench.spoken();
    },
  },
  'the person pauses, and the answer ahead has called a tool': {
    reach: (bench) => {
      pauses(bench);
      bench.calls('look_up');
      bench.generated('tool_calls');
    },
  },
  'the person pauses, and the answer ahead has failed': {
    reach: (bench) => {
      pauses(bench);
      bench.generationFails(false);
    },
  },
  'speech has ended and its text is awaited': {
    reach: (bench) => {
      bench.speechStarts();
      bench.speechEnds();
    },
  },
  'the turn is held open by unfinished words': {
    reach: (bench) => {
      bench.hears('I would like to');
    },
  },
  'what was said waits for an agent who may not be interrupted': {
    config: OFF,
    reach: async (bench) => {
      await speaks(bench);
      bench.hears('and then');
    },
  },
  'the agent thinks': {
    reach: (bench) => {
      bench.hears('hello');
    },
  },
  'the agent thinks and writes': {
    config: { modalities: ['text'] },
    reach: (bench) => {
      bench.hears('hello');
      bench.generates('Good ');
    },
  },
  'the agent has words and no voice yet': {
    reach: (bench) => {
      bench.hears('hello');
      bench.generates('Good day, ');
    },
  },
  'the agent speaks and thinks on': {
    reach: async (bench) => {
      bench.hears('hello');
      bench.generates('Good day, ');
      bench.speaks(800);
      await bench.pass(200);
    },
  },
  'the agent speaks and has thought': {
    reach: speaks,
  },
  'all audio is sent and the end of it is still to be heard': {
    reach: async (bench) => {
      bench.answers('hello', 'Good day.', 900);
      await bench.pass(800);
    },
  },
  'a tool runs in silence': { reach: callsTool },
  'a tool runs while the agent speaks': {
    reach: (bench) => {
      callsTool(bench);
      bench.speaks(2_000);
    },
  },
  'a tool runs for a turn that is over': {
    reach: (bench) => {
      callsTool(bench);
      bench.speechStarts();
    },
  },
  'the agent says what may not be interrupted': {
    reach: (bench) => {
      bench.session.say('This call is recorded.', { interruptible: false });
      bench.bus.deliver();
      bench.speaks(1_500);
      bench.session.say('By the way.', {});
    },
  },
  'the agent is paused until it is known what was said': {
    config: CONFIRM,
    reach: async (bench) => {
      await speaks(bench);
      bench.speechStarts();
    },
  },
  'the agent has gone on over speech without words': {
    config: CONFIRM,
    reach: async (bench) => {
      await speaks(bench);
      bench.speechStarts();
      await bench.pass(1_600);
    },
  },
  'the agent is paused before anything was heard of it': {
    config: CONFIRM,
    reach: (bench) => {
      bench.hears('hello');
      bench.speechStarts();
      bench.generates('Good day, ');
    },
  },
  'the recognizer is lost': {
    reach: (bench) => {
      bench.speechStarts();
      bench.session.onRailLost('asr');
    },
  },
  'the listening stream has failed': {
    reach: (bench) => {
      bench.speechStarts();
      bench.listeningFails(true);
    },
  },
  'the agent hangs up after its last words': {
    config: { tools: [{ name: 'end_call', description: 'Hangs up', parameters: {} }] },
    reach: (bench) => {
      bench.hears('good bye');
      bench.generates('Good bye!');
      bench.calls('end_call');
      bench.generated('tool_calls');
      bench.speaks(900);
    },
  },
};

/** Of utterances that never end by themselves: short, so that all deadlines come soon. */
const LONGEST_UTTERANCE_MS = 5_000;

/** Opens a session and brings it into the state. */
export async function reachState({ config, reach }: SessionState): Promise<SessionBench> {
  const bench = await SessionBench.open({
    tools: TOOLS,
    tool_timeout_ms: 3_000,
    turn_detection: { max_utterance_ms: LONGEST_UTTERANCE_MS },
    ...config,
  });
  await reach(bench);
  return bench;
}
