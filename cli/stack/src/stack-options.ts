import { Command, InvalidArgumentError, Option } from 'commander';

export type ModelProfile = 'embedded' | 'synthetic';

export interface StackOptions {
  /** How many of each rail and of the gateway. */
  readonly replicas: number;
  readonly models: ModelProfile;
  /** `host:port` of a Triton that serves the models in the place of the model server. */
  readonly triton?: string;
  /** Public port of the first gateway; further ones count up from it. */
  readonly port: number;
  readonly selfTest: boolean;
}

const MAX_REPLICAS = 8;
const MAX_PORT = 65_535;

const ADDRESS = /^\S+:\d{1,5}$/;

function address(text: string): string {
  if (ADDRESS.test(text)) return text;
  throw new InvalidArgumentError('It must be host:port.');
}

function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
  };
}

/** Reads the command line of `npm start`; commander prints help and mistakes and ends the process itself. */
export function parseStackOptions(argv: readonly string[]): StackOptions {
  return new Command('npm start --')
    .description(
      'Starts Voxrail on this machine: NATS, the models, the three rails and the gateway.',
    )
    .addOption(
      new Option('--replicas <n>', 'how many of each rail and of the gateway')
        .argParser(wholeNumber(1, MAX_REPLICAS))
        .default(1),
    )
    .addOption(
      new Option('--models <profile>', 'engines of the model server')
        .choices(['embedded', 'synthetic'])
        .default('embedded'),
    )
    .addOption(
      new Option('--triton <host:port>', 'a Triton that serves the models instead')
        .argParser(address)
        .conflicts('models'),
    )
    .addOption(
      new Option('--port <port>', 'where clients connect')
        .argParser(wholeNumber(1, MAX_PORT))
        .default(3000),
    )
    .option('--no-self-test', 'do not hold a short conversation at the end of the start')
    .parse(argv, { from: 'user' })
    .opts<StackOptions>();
}
