import { Command, InvalidArgumentError, Option } from 'commander';

import type { ModelProfile } from '../../cli/stack/src/stack-options';

export type Switch = 'on' | 'off';

/** `none`: no time at all; `budget`: what the design document's section 7 allows each model. */
export type EngineTimes = 'none' | 'budget';

export interface BenchOptions {
  readonly models: ModelProfile;
  readonly callers: number;
  /** Turns, interruptions or utterances of a set, over all callers. */
  readonly turns: number;
  readonly minutes: number;
  /** Connections that are opened and closed again. */
  readonly cycles: number;
  /** Connections that are held at once and do nothing. */
  readonly idle: number;
  readonly kills: number;
  /** Whether answers may begin before a turn is certain. */
  readonly speculation: Switch;
  /** Pause before the first candidate; without it, the gateway's own. */
  readonly speculateAfter?: number;
  /** What speech over the agent does. */
  readonly interruption: 'immediate' | 'confirm';
  /** How long synthetic engines take. */
  readonly engineTimes: EngineTimes;
  /** File for the report as JSON. */
  readonly json?: string;
}

export type BenchCommand =
  | { readonly scenario: 'latency'; readonly options: BenchOptions }
  | { readonly scenario: 'barge-in'; readonly options: BenchOptions }
  | { readonly scenario: 'interruptions'; readonly options: BenchOptions }
  | { readonly scenario: 'false-commits'; readonly options: BenchOptions }
  | { readonly scenario: 'sessions'; readonly options: BenchOptions }
  | { readonly scenario: 'soak'; readonly options: BenchOptions }
  | { readonly scenario: 'idle'; readonly options: BenchOptions }
  | { readonly scenario: 'connections'; readonly options: BenchOptions }
  | { readonly scenario: 'flood'; readonly options: BenchOptions }
  | { readonly scenario: 'resume'; readonly options: BenchOptions }
  | { readonly scenario: 'end-of-turn'; readonly options: BenchOptions };

/** Scenarios that let callers talk to a whole stack. */
export type StackCommand = Exclude<BenchCommand, { readonly scenario: 'end-of-turn' }>;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100_000) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 to 100000.');
}

const models = (): Option =>
  new Option('--models <profile>', 'engines of the model server')
    .choices(['embedded', 'synthetic'])
    .default('embedded');

const json = (): Option => new Option('--json <file>', 'also write the report as JSON');

const callers = (count: number): Option =>
  new Option('--callers <n>', 'callers at once').argParser(wholeNumber).default(count);

const turns = (count: number, what: string): Option =>
  new Option('--turns <n>', what).argParser(wholeNumber).default(count);

const minutes = (count: number): Option =>
  new Option('--minutes <n>', 'how long').argParser(wholeNumber).default(count);

const speculation = (): Option =>
  new Option('--speculation <switch>', 'whether answers may begin before a turn is certain')
    .choices(['on', 'off'])
    .default('on');

const speculateAfter = (): Option =>
  new Option(
    '--speculate-after <ms>',
    'pause before the first candidate; as long as the silence rule: running text alone is answered early',
  ).argParser(wholeNumber);

const engineTimes = (): Option =>
  new Option('--engine-times <times>', 'what synthetic engines take: none, or the design budget')
    .choices(['none', 'budget'])
    .default('none');

const interruption = (): Option =>
  new Option('--interruption <mode>', 'what speech over the agent does')
    .choices(['immediate', 'confirm'])
    .default('immediate');

const DEFAULTS: BenchOptions = {
  models: 'embedded',
  callers: 1,
  turns: 200,
  minutes: 2,
  cycles: 10_000,
  idle: 1_000,
  kills: 40,
  speculation: 'on',
  interruption: 'immediate',
  engineTimes: 'none',
};

type Choose = (
  scenario: BenchCommand['scenario'],
  fixed?: Partial<BenchOptions>,
) => (options: Partial<BenchOptions>) => void;

/** Reads the command line of `npm run bench`; commander prints help and mistakes and ends the process itself. */
export function parseBenchCommand(argv: readonly string[]): BenchCommand {
  let chosen: BenchCommand | undefined;
  const program = new Command('npm run bench --').description(
    'Starts a Voxrail of its own, lets callers talk to it, and reports what came out (docs/benchmarks.md).',
  );
  const choose: Choose =
    (scenario, fixed = {}) =>
    (options) => {
      chosen = { scenario, options: { ...DEFAULTS, ...options, ...fixed } };
    };
  addReactions(program, choose);
  addProofs(program, choose);
  addLoads(program, choose);
  addEdge(program, choose);
  program
    .command('end-of-turn')
    .description(
      'pauses that are taken for the end of a turn, with the check of the words and without',
    )
    .addOption(json())
    .action(choose('end-of-turn'));
  program.parse(argv, { from: 'user' });
  return chosen ?? program.help({ error: true });
}

/** How fast the system reacts. */
function addReactions(program: Command, choose: Choose): void {
  program
    .command('latency')
    .description('end of speech to first audio, and its parts')
    .addOption(models())
    .addOption(callers(1))
    .addOption(turns(200, 'turns over all callers'))
    .addOption(speculation())
    .addOption(speculateAfter())
    .addOption(engineTimes())
    .addOption(json())
    .action(choose('latency'));
  program
    .command('barge-in')
    .description('decision that the person speaks to `interrupted` at the client')
    .addOption(models())
    .addOption(callers(10))
    .addOption(turns(1000, 'interruptions over all callers'))
    .addOption(interruption())
    .addOption(json())
    .action(choose('barge-in'));
}

/** What must never happen, looked for among many callers. */
function addProofs(program: Command, choose: Choose): void {
  program
    .command('interruptions')
    .description('interruptions of every kind at random moments, and what they must leave whole')
    .addOption(models())
    .addOption(callers(10))
    .addOption(turns(200, 'interruptions over all callers'))
    .addOption(json())
    .action(choose('interruptions'));
  program
    .command('false-commits')
    .description('answers to people who only pause, and what was sent of discarded ones')
    .addOption(models())
    .addOption(callers(10))
    .addOption(turns(200, 'utterances of each set, over all callers'))
    .addOption(speculation())
    .addOption(engineTimes())
    .addOption(json())
    .action(choose('false-commits'));
}

/** What the system needs, and whether it gives it back. */
function addLoads(program: Command, choose: Choose): void {
  program
    .command('sessions')
    .argument('<n>', 'callers at once', wholeNumber)
    .description('latency, losses, CPU and memory with n callers talking at once')
    .addOption(models())
    .addOption(minutes(2))
    .addOption(json())
    .action((count: number, options: Partial<BenchOptions>) => {
      choose('sessions', { callers: count })(options);
    });
  program
    .command('soak')
    .description('a long conversation; growth of every process from minute 5 on')
    .addOption(models())
    .addOption(callers(1))
    .addOption(minutes(30))
    .addOption(json())
    .action(choose('soak'));
  program
    .command('idle')
    .description('memory of every process while nobody calls')
    .addOption(models())
    .addOption(json())
    .action(choose('idle'));
}

/** What a gateway that faces the internet withstands. The models of these are always synthetic. */
function addEdge(program: Command, choose: Choose): void {
  const synthetic = { models: 'synthetic' } as const;
  const count = (flags: string, what: string, usual: number): Option =>
    new Option(flags, what).argParser(wholeNumber).default(usual);
  program
    .command('connections')
    .description('what a gateway holds after many connections, and what idle ones add')
    .addOption(count('--cycles <n>', 'connections opened and closed again', DEFAULTS.cycles))
    .addOption(count('--idle <n>', 'connections that do nothing, at once', DEFAULTS.idle))
    .addOption(json())
    .action(choose('connections', synthetic));
  program
    .command('flood')
    .description('handshakes of a client beside 200 bad ones a second from one address')
    .addOption(minutes(2))
    .addOption(json())
    .action(choose('flood', synthetic));
  program
    .command('resume')
    .description('from the loss of a killed gateway to speaking through another one')
    .addOption(count('--kills <n>', 'gateways killed in the middle of an answer', DEFAULTS.kills))
    .addOption(json())
    .action(choose('resume', synthetic));
}
