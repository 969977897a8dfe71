import { Command, InvalidArgumentError } from 'commander';

export interface KeyOptions {
  /** Path of the file that the key's entry is added to; null: it is printed. */
  readonly file: string | null;
  readonly id: string;
  /** What the key may do; a grant that is absent is not limited. */
  readonly grants: {
    readonly tools?: readonly string[];
    readonly max_duration_s?: number;
    readonly max_sessions?: number;
  };
}

interface ParsedFlags {
  readonly file?: string;
  readonly tools?: readonly string[];
  readonly maxDuration?: number;
  readonly maxSessions?: number;
}

const AFTER = `
The key is printed once and stored nowhere: the file has its hash only. To revoke a key, take its entry
out of the file; running gateways notice by themselves.

Examples:
  npm run make-key -- web --file keys.json
  npm run make-key -- kiosk --file keys.json --tools get_time,find_shop --max-duration 600`;

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return value;
}

/** Reads the command line; commander prints help and mistakes and ends the process itself. */
export function parseKeyOptions(argv: readonly string[]): KeyOptions {
  const command = new Command('npm run make-key --')
    .description('Makes an API key for a client or a service of yours.')
    .argument('<id>', 'names the key in the file, the log and its sessions')
    .option('--file <path>', 'add the key’s entry to this file (the setting VOXRAIL_API_KEYS_FILE)')
    .option('--tools <names>', 'the only tools that its sessions may offer, by commas', (names) =>
      names.split(',').map((name) => name.trim()),
    )
    .option('--max-duration <seconds>', 'longest session', atLeastOne)
    .option('--max-sessions <n>', 'most sessions at a time', atLeastOne)
    .addHelpText('after', AFTER)
    .parse([...argv], { from: 'user' });
  const { file, tools, maxDuration, maxSessions } = command.opts<ParsedFlags>();
  return {
    file: file ?? null,
    id: command.args[0] ?? '',
    grants: {
      ...(tools === undefined ? {} : { tools }),
      ...(maxDuration === undefined ? {} : { max_duration_s: maxDuration }),
      ...(maxSessions === undefined ? {} : { max_sessions: maxSessions }),
    },
  };
}
