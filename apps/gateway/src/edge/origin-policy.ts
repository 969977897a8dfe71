import { VoxrailError } from '@voxrail/contracts';

/** What the browser says of the page that connects. */
export interface PageOrigin {
  /** Header `Origin`; only browsers send it. */
  readonly origin: string | undefined;
  /** Header `Host`: the name under which the page reached this gateway. */
  readonly host: string | undefined;
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Which pages may connect: those that the settings name, and those that this gateway itself serves on a
 * loopback name. A page elsewhere would act with the visitor's machine, also when its name is made to
 * resolve to loopback. Programs are not asked: they can say what they want.
 */
export class OriginPolicy {
  private readonly allowed: ReadonlySet<string>;

  public constructor(allowedOrigins: string) {
    const origins = allowedOrigins.split(',').map((origin) => origin.trim());
    this.allowed = new Set(origins.filter((origin) => origin !== ''));
  }

  /** Whether the settings name this origin. */
  public isConfigured(origin: string): boolean {
    return this.allowed.has(origin);
  }

  /**
   * Whether a page of this origin may use the gateway, wherever the person who looks at it is.
   * @throws VoxrailError `forbidden`
   */
  public checkPage({ origin, host }: PageOrigin): void {
    if (origin === undefined || this.isConfigured(origin)) return;
    if (isLoopbackPage(origin, host)) return;
    throw new VoxrailError('forbidden', 'pages of this origin may not connect');
  }
}

function isLoopbackPage(origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  return LOOPBACK_NAMES.has(page.hostname) && page.host === host;
}
