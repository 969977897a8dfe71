import { OpenConnections } from './open-connections';

describe('OpenConnections', () => {
  it('counts each network by itself, and a connection that ends once', () => {
    const connections = new OpenConnections();
    const ends = [connections.open('a'), connections.open('a'), connections.open('b')];
    expect([connections.of('a'), connections.of('b'), connections.of('c')]).toEqual([2, 1, 0]);
    ends[0]?.();
    ends[0]?.();
    expect(connections.of('a')).toBe(1);
  });

  it('remembers nobody who is gone', () => {
    const connections = new OpenConnections();
    const ends = Array.from({ length: 1_000 }, (_, at) => connections.open(`network ${at}`));
    expect(connections.size).toBe(1_000);
    for (const end of ends) end();
    expect(connections.size).toBe(0);
  });
});
