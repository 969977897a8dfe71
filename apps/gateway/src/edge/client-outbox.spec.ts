import { ClientOutbox } from './client-outbox';

describe('ClientOutbox', () => {
  it('lets what the broker is to write at the next microtask go first', async () => {
    const written: string[] = [];
    const outbox = new ClientOutbox();
    outbox.add(() => written.push('client'));
    queueMicrotask(() => written.push('broker'));
    await Promise.resolve().then(() => undefined);
    expect(written).toEqual(['broker', 'client']);
  });

  it('keeps the order, also around a flush and of what is added while it sends', async () => {
    const written: number[] = [];
    const outbox = new ClientOutbox();
    outbox.add(() => written.push(1));
    outbox.add(() => {
      written.push(2);
      outbox.add(() => written.push(4));
    });
    outbox.flush();
    outbox.add(() => written.push(5));
    await Promise.resolve().then(() => undefined);
    outbox.add(() => written.push(6));
    outbox.flush();
    expect(written).toEqual([1, 2, 4, 5, 6]);
  });
});
