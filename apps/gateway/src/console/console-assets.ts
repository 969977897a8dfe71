import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the build puts the page, relative to the compiled gateway (`dist/apps/gateway/src/console`). */
const PUBLIC_FOLDER = join(__dirname, '..', '..', 'public');

const FILES = {
  'index.html': 'text/html; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'capture-worklet.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

export type ConsoleFile = keyof typeof FILES;

export interface ConsoleAsset {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Thrown where the page was not built: the gateway cannot serve what is not there. */
export class ConsoleNotBuiltError extends Error {
  public override readonly name = 'ConsoleNotBuiltError';
  public readonly code = 'console_not_built';
  public readonly retryable = false;
}

/** The page's few files, read once: a fixed list, so that no request can name any other file. */
export class ConsoleAssets {
  private readonly assets = new Map<string, ConsoleAsset>();

  /** @throws ConsoleNotBuiltError naming the file that is missing */
  public constructor(folder: string = PUBLIC_FOLDER) {
    for (const [name, contentType] of Object.entries(FILES)) {
      try {
        this.assets.set(name, { contentType, body: readFileSync(join(folder, name)) });
      } catch (cause) {
        throw new ConsoleNotBuiltError(`the console's ${name} is missing: npm run build`, {
          cause,
        });
      }
    }
  }

  public find(name: string): ConsoleAsset | undefined {
    return this.assets.get(name);
  }
}
