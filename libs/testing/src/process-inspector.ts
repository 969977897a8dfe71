import { once } from 'node:events';

import { WebSocket } from 'ws';

/** Settings of a Node process that is to be looked into: the port is any free one of loopback. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const;

const ADDRESS = /Debugger listening on (ws:\/\/\S+)/;
const ANSWER_MS = 30_000;

/** What a process holds once its garbage is gone, in bytes. */
export interface HeldMemory {
  readonly resident: number;
  /** Objects of JavaScript. */
  readonly heap: number;
  /** What those hold outside the heap, such as the bytes of buffers. */
  readonly external: number;
}

interface Answer {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: unknown } };
  readonly error?: { readonly message: string };
}

/** Another process, as Node's own inspector shows it. */
export class ProcessInspector {
  private sent = 0;

  private constructor(private readonly socket: WebSocket) {}

  /** @param output what the process, started as `INSPECTABLE`, has written so far */
  public static async open(output: string): Promise<ProcessInspector> {
    const address = ADDRESS.exec(output)?.[1];
    if (address === undefined)
      throw new Error('the process has not said where it can be inspected');
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await once(socket, 'open');
    return new ProcessInspector(socket);
  }

  /** Collects garbage, and says what is left. */
  public async memory(): Promise<HeldMemory> {
    // What the first round sets free may hold more.
    for (let round = 0; round < 2; round += 1) await this.ask('HeapProfiler.collectGarbage');
    const usage = (await this.evaluate('process.memoryUsage()')) as NodeJS.MemoryUsage;
    return { resident: usage.rss, heap: usage.heapUsed, external: usage.external };
  }

  /** The value of an expression in the process; it has to be one of JSON. */
  public async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.ask('Runtime.evaluate', { expression, returnByValue: true });
    return result?.result?.value;
  }

  public close(): void {
    this.socket.terminate();
  }

  private ask(method: string, params: object = {}): Promise<Answer> {
    this.sent += 1;
    const id = this.sent;
    const answered = new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => {
        end();
        reject(new Error(`the inspector did not answer ${method}`));
      }, ANSWER_MS);
      const end = (): void => {
        clearTimeout(timer);
        this.socket.off('message', read);
      };
      const read = (data: Buffer): void => {
        const answer = JSON.parse(data.toString()) as Answer;
        if (answer.id !== id) return;
        end();
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(`the inspector refused ${method}: ${answer.error.message}`));
      };
      this.socket.on('message', read);
    });
    this.socket.send(JSON.stringify({ id, method, params }));
    return answered;
  }
}
