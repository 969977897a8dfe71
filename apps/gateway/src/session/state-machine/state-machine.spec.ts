import { VirtualClock } from '@voxrail/clock';

import type { StateTable } from './state-machine';
import { StateMachine } from './state-machine';
import { tableDefects } from './table-defects';

type Light = 'red' | 'green' | 'off';

const LIGHT: StateTable<Light, 'switch' | 'break', 'short'> = {
  red: { deadline: 'short', on: { switch: 'green', break: 'off', deadline: 'green' } },
  green: { deadline: 'short', on: { switch: 'red', break: 'off', deadline: 'red' } },
  off: { deadline: null, on: {} },
};

function light(): {
  clock: VirtualClock;
  machine: StateMachine<Light, 'switch' | 'break', 'short'>;
  left: Light[];
} {
  const clock = new VirtualClock();
  const left: Light[] = [];
  const machine = new StateMachine(
    LIGHT,
    'red',
    clock,
    () => 100,
    (state) => left.push(state),
  );
  return { clock, machine, left };
}

describe('StateMachine', () => {
  it('goes where the table says, and leaves a state at its deadline', () => {
    const { clock, machine, left } = light();
    expect(machine.fire('switch')).toBe('green');
    clock.advance(100);
    expect(machine.state).toBe('red');
    expect(left).toEqual(['green']);
  });

  it('is not moved by what a state does not name, and its wait goes on', () => {
    const clock = new VirtualClock();
    const { red, off } = LIGHT;
    const green = { deadline: 'short', on: { deadline: 'red' } } as const;
    const machine = new StateMachine({ red, green, off }, 'red', clock, () => 100, jest.fn());
    machine.fire('switch');
    clock.advance(60);
    expect(machine.fire('switch')).toBe('green');
    clock.advance(40);
    expect(machine.state).toBe('red');
  });

  it('waits for nothing in an end', () => {
    const { clock, machine, left } = light();
    machine.fire('switch');
    machine.fire('break');
    expect(clock.pendingTimers).toBe(0);
    clock.advance(1_000);
    expect(left).toEqual([]);
  });
});

describe('tableDefects', () => {
  it('finds nothing in a table that is right', () => {
    expect(tableDefects(LIGHT, 'red')).toEqual([]);
  });

  it('finds states that cannot be reached, wait for ever, ignore their deadline or never end', () => {
    const { red, green, off } = LIGHT;
    const table = {
      red,
      green: {
        deadline: null,
        on: { ...green.on, break: 'green', switch: 'green', deadline: 'red' },
      },
      off,
    } as const;
    expect(tableDefects(table, 'red')).toEqual(['green has no deadline']);
    const stuck = {
      red: { ...red, on: { switch: 'red', break: 'green', deadline: 'red' } },
      green,
      off,
    } as const;
    expect(tableDefects(stuck, 'red')).toContain('red ignores its deadline');
    const endless = {
      red: { ...red, on: { ...red.on, break: 'green' } },
      green: { ...green, on: { ...green.on, break: 'red' } },
      off,
    } as const;
    expect(tableDefects(endless, 'red')).toEqual([
      'red never ends',
      'green never ends',
      'off cannot be reached',
    ]);
  });
});
