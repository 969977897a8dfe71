import type { CallerOptions } from '@voxrail/caller';
import { Caller } from '@voxrail/caller';

import { HastyClient } from './hasty-client';
import { RawClient } from './raw-client';
import type { HeldResources } from './resources';
import { readHeldResources, untilReleased } from './resources';
import type { RunningStack } from './stack';

/** From the end of a session until nothing of it is held anywhere. */
const RELEASE_MS = 250;

/** The sessions of one test, which have to leave nothing behind. */
export class TestSessions {
  private readonly ends: (() => Promise<void>)[] = [];

  private constructor(
    private readonly stack: RunningStack,
    private readonly before: HeldResources,
  ) {}

  public static async begin(stack: RunningStack): Promise<TestSessions> {
    return new TestSessions(stack, await readHeldResources(stack));
  }

  /** A person on the line. */
  public async call(session: CallerOptions['session'] = {}): Promise<Caller> {
    const caller = new Caller({ url: this.stack.gatewayUrl, session });
    this.ends.push(() => caller.hangUp());
    await caller.call();
    return caller;
  }

  /** A client without manners, as soon as it has been told that its session is open. */
  public async open(): Promise<RawClient> {
    const client = this.connect();
    await client.next('connected');
    return client;
  }

  /** The same, from the beginning of its connection on. */
  public connect(auth: Record<string, unknown> = {}): RawClient {
    const client = new RawClient(this.stack.gatewayUrl, auth);
    this.ends.push(() => {
      client.close();
      return Promise.resolve();
    });
    return client;
  }

  /** A client that sends audio before it could know whether there is a session. */
  public hurry(audio: Uint8Array): HastyClient {
    const client = new HastyClient(this.stack.gatewayUrl, audio);
    this.ends.push(() => {
      client.close();
      return Promise.resolve();
    });
    return client;
  }

  /** Ends those that are still open. @throws Error when something is held 250 ms later */
  public async end(): Promise<void> {
    await Promise.all(this.ends.splice(0).map((end) => end()));
    await untilReleased(this.stack, this.before, RELEASE_MS);
  }
}
