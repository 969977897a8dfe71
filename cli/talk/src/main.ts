import { join } from 'node:path';

import { latencyTable } from './latency-table';
import { LiveView } from './live-view';
import { prepareTalk } from './talk';
import { EXIT, explainFailure } from './talk-failure';
import type { TalkOptions } from './talk-options';
import { parseTalkOptions } from './talk-options';
import type { TalkResult } from './talk-result';

const PROJECT_ROOT = join(__dirname, '..', '..', '..', '..');
const SHIPPED_RECORDING = join(PROJECT_ROOT, 'assets', 'recordings', 'go-forward-ten-meters.wav');

function printLines(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function summarize(options: TalkOptions, result: TalkResult): void {
  if (options.json) {
    printLines([JSON.stringify(result, null, 2)]);
    return;
  }
  const heardAnything = result.turns.some((turn) => turn.said !== '');
  printLines([
    '',
    'Milliseconds from the end of speech to the first audible sound, and its parts:',
    '',
    ...latencyTable(result.turns),
    '',
    'measured: on this side, from the last sound of the recording. reported: by the gateway, from the',
    'last moment in which its voice detection heard speech, which in a fading voice is earlier.',
    '',
    heardAnything ? `The reply is in ${options.out}.` : 'There was no reply.',
  ]);
}

async function run(options: TalkOptions): Promise<number> {
  const talk = await prepareTalk(options, SHIPPED_RECORDING);
  if (!options.json) {
    const view = new LiveView(process.stdout);
    view.line('file', options.question ?? SHIPPED_RECORDING);
    view.follow(talk.caller.client);
  }
  const result = await talk.hold();
  summarize(options, result);
  if (result.endedEarly !== null) {
    process.stderr.write(`voxrail: the gateway ended the call early (${result.endedEarly})\n`);
    return EXIT.noAnswer;
  }
  return result.turns.some((turn) => turn.said !== '') ? EXIT.answered : EXIT.noAnswer;
}

async function main(): Promise<void> {
  const options = parseTalkOptions(process.argv.slice(2));
  try {
    process.exitCode = await run(options);
  } catch (error) {
    const failure = explainFailure(error, options.url);
    if (failure === undefined) throw error;
    process.stderr.write(`voxrail: ${failure.message}\n`);
    process.exitCode = failure.exitCode;
  }
}

void main();
