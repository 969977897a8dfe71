import type { TransportName } from '@voxrail/client';
import { Command, InvalidArgumentError, Option } from 'commander';

export interface TalkOptions {
  /** Null: the recording that the repository ships. */
  readonly question: string | null;
  readonly url: string;
  readonly transport: TransportName;
  readonly out: string;
  readonly frameMs: number;
  readonly tool: boolean;
  readonly json: boolean;
  readonly timeoutMs: number;
  readonly interruption: { readonly afterMs: number; readonly recording: string } | null;
}

interface ParsedFlags {
  readonly url: string;
  readonly transport: TransportName;
  readonly out: string;
  readonly frameMs: string;
  readonly tool: boolean;
  readonly json: boolean;
  readonly timeout: number;
  readonly interruptAfter?: number;
}

function seconds(value: string): number {
  const parsed = Number(value);
  if (!Number.isFinite(parsed) || parsed < 0) {
    throw new InvalidArgumentError('a number of seconds is wanted');
  }
  return parsed;
}

const EXAMPLES = `
Examples:
  npm run talk
  npm run talk -- question.wav --tool
  npm run talk -- question.wav --interrupt-after 1.5 second.wav

Exit codes: 0 answered, 1 it could not be tried (no gateway, no such file), 2 no answer came.`;

/** Ends the process with a message and code 1 where the arguments make no sense. */
export function parseTalkOptions(argv: readonly string[]): TalkOptions {
  const command = new Command('npm run talk --')
    .description('Speaks a recording to the agent in real time and shows what comes back.')
    .argument('[question]', 'a WAV file of any rate (default: a recording in assets/recordings)')
    .argument('[second]', 'what is said with --interrupt-after')
    .option('--url <url>', 'address of the gateway', 'http://127.0.0.1:3000')
    .option(
      '--interrupt-after <seconds>',
      'cut in this long after the answer’s first sound',
      seconds,
    )
    .option('--out <file>', 'where the reply goes', 'reply.wav')
    .option('--tool', 'offer the agent a tool: a robot that can be moved', false)
    .option('--json', 'print one JSON object at the end and nothing else', false)
    .option('--timeout <seconds>', 'longest wait for the answer', seconds, 30)
    .addOption(
      new Option('--frame-ms <ms>', 'audio per message').choices(['20', '40']).default('20'),
    )
    .addOption(
      new Option('--transport <name>', 'how to talk to the gateway')
        .choices(['socket.io', 'websocket'])
        .default('socket.io'),
    )
    .addHelpText('after', EXAMPLES)
    .parse([...argv], { from: 'user' });
  const flags = command.opts<ParsedFlags>();
  const [question, second] = command.args;
  const interruption = interruptionOf(command, flags.interruptAfter, question, second);
  return {
    question: interruption !== null && second === undefined ? null : (question ?? null),
    url: flags.url,
    transport: flags.transport,
    out: flags.out,
    frameMs: Number(flags.frameMs),
    tool: flags.tool,
    json: flags.json,
    timeoutMs: flags.timeout * 1000,
    interruption,
  };
}

/** With one file only, that file cuts in and the question is the shipped recording. */
function interruptionOf(
  command: Command,
  afterS: number | undefined,
  question: string | undefined,
  second: string | undefined,
): TalkOptions['interruption'] {
  if (afterS === undefined) {
    if (second !== undefined) command.error('error: a second recording needs --interrupt-after');
    return null;
  }
  const recording = second ?? question;
  if (recording === undefined)
    command.error('error: --interrupt-after needs a recording to cut in with');
  return { afterMs: afterS * 1000, recording };
}
