import type { Work } from './message-order';
import { MessageOrder } from './message-order';

/** Work that is noted when it begins, and goes on until it is told to end. */
function lasting(name: string, done: string[]): { work: Work; end: () => Promise<void> } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    work: () => {
      done.push(name);
      return ended;
    },
    end: async () => {
      end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('the messages of a client', () => {
  let order: MessageOrder;
  let done: string[];

  beforeEach(() => {
    order = new MessageOrder();
    done = [];
  });

  function short(name: string): Work {
    return () => {
      done.push(name);
      return undefined;
    };
  }

  it('are done at once where nothing waits', () => {
    order.take(short('a'));
    order.take(short('b'));
    expect(done).toEqual(['a', 'b']);
  });

  it('wait for those before them, and are done in their order', async () => {
    const [first, second] = [lasting('a', done), lasting('c', done)];
    order.take(first.work);
    order.take(short('b'));
    order.take(second.work);
    order.take(short('d'));
    expect(done).toEqual(['a']);
    await first.end();
    expect(done).toEqual(['a', 'b', 'c']);
    order.take(short('e'));
    await second.end();
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
    order.take(short('f'));
    expect(done.at(-1)).toBe('f');
  });

  it('are refused when too many wait', async () => {
    const first = lasting('a', done);
    order.take(first.work);
    for (let count = 0; count < 8; count += 1) expect(order.take(short('b'))).toBe(true);
    expect(order.take(short('c'))).toBe(false);
    await first.end();
    expect(done).toHaveLength(9);
    expect(order.take(short('d'))).toBe(true);
  });

  it('are forgotten when it is closed', async () => {
    const first = lasting('a', done);
    order.take(first.work);
    order.take(short('b'));
    order.close();
    await first.end();
    expect(done).toEqual(['a']);
  });
});
