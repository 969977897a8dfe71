import { Fleet } from '../testing/fleet';
import { expectNothingHeld, finalTexts, lastPrompt, openFirst } from '../testing/fleet-sessions';
import { ANSWER } from '../testing/fleet-workers';

describe('a session whose gateway stands still', () => {
  it('is taken from it within a second, and when it thaws it tells its client and claims nothing back', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
    older.rail.type('hello');
    await fleet.pass(3_000);
    fleet.gateway(0).process.freeze();
    const startedMs = fleet.clock.nowMs();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    expect(fleet.clock.nowMs() - startedMs).toBeLessThan(1_000);
    await fleet.pass(5_000);
    const asked = fleet.agent.asked.length;
    fleet.gateway(0).process.thaw();
    await fleet.pass(2_000);
    expect(older.client.last('session_ending')).toMatchObject({ reason: 'replaced' });
    expect(fleet.gateway(0).manager.count).toBe(0);
    expect(fleet.agent.asked).toHaveLength(asked);
    newer.rail.type('still there');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['hello', ANSWER, 'still there']);
    newer.rail.control('hangup');
    await expectNothingHeld(fleet);
  });

  it('is not ended by what the thawed one did not know', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
    fleet.gateway(0).process.freeze();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    const asked = fleet.agent.asked.length;
    // The first thing that it hears is that its client has hung up.
    older.gateway.process.enter(() => {
      older.rail.control('hangup');
    });
    fleet.gateway(0).process.thaw();
    await fleet.pass(2_000);
    expect(fleet.agent.asked).toHaveLength(asked);
    newer.rail.type('still there');
    await fleet.pass(3_000);
    expect(finalTexts(newer)).toHaveLength(1);
    expect(await fleet.untilDone(fleet.gateway(0).manager.status(older.sid))).toMatchObject({
      state: 'active',
    });
  });

  it('is not answered for by the thawed one before it knows whose it is', async () => {
    const fleet = new Fleet(3);
    const older = await openFirst(fleet);
    const [frozen, third] = [fleet.gateway(0), fleet.gateway(2)];
    frozen.process.freeze();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.type('hello');
    await fleet.pass(3_000);
    const { turn } = newer.rail;
    frozen.process.thaw();
    const statuses = [frozen.manager.status(older.sid), third.manager.status(older.sid)];
    expect(await fleet.untilDone(Promise.all(statuses))).toMatchObject([{ turn }, { turn }]);
  });

  it('goes on with what was said meanwhile when its client comes back to the thawed one', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
    older.gateway.process.freeze();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.type('hello');
    await fleet.pass(3_000);
    older.gateway.process.thaw();
    const back = await fleet.connect(older.gateway, older.sid);
    await fleet.pass(1_000);
    expect([newer.client.closed, back.client.closed]).toEqual([true, false]);
    back.rail.type('still there');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['hello', ANSWER, 'still there']);
  });

  it('that is shorter than anybody waits for it changes nothing', async () => {
    const fleet = new Fleet(2);
    const { sid, client } = await openFirst(fleet);
    fleet.gateway(0).process.freeze();
    await fleet.pass(1_500);
    fleet.gateway(0).process.thaw();
    await fleet.pass(1_000);
    expect(client.closed).toBe(false);
    expect(await fleet.untilDone(fleet.gateway(1).manager.status(sid))).toMatchObject({
      state: 'active',
    });
  });

  it('while two others want it goes to one of them', async () => {
    const fleet = new Fleet(3);
    const older = await openFirst(fleet);
    fleet.gateway(0).process.freeze();
    const attempts = await Promise.allSettled([
      fleet.connect(fleet.gateway(1), older.sid),
      fleet.connect(fleet.gateway(2), older.sid),
    ]);
    fleet.gateway(0).process.thaw();
    await fleet.pass(3_000);
    const left = attempts.flatMap((attempt) =>
      attempt.status === 'fulfilled' && !attempt.value.client.closed ? [attempt.value] : [],
    );
    expect(left).toHaveLength(1);
    expect(fleet.gateways.map(({ manager }) => manager.count).sort()).toEqual([0, 0, 1]);
    left[0]?.rail.type('still there');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['still there']);
  });
});
