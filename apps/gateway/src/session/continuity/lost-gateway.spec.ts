import { Fleet } from '../testing/fleet';
import {
  expectNothingHeld,
  finalTexts,
  lastPrompt,
  openFirst,
  WITH_TOOL,
} from '../testing/fleet-sessions';
import { ANSWER, USE_TOOL } from '../testing/fleet-workers';
import { UNKNOWN_TOOL_RESULT } from '../tools/tool-outcome';

describe('a session whose gateway is killed', () => {
  it('goes on from what was written, at once', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet, { metadata: { case: 7 } });
    older.rail.type('what is the time');
    await fleet.pass(3_000);
    fleet.gateway(0).process.kill();
    const startedMs = fleet.clock.nowMs();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    expect(fleet.clock.nowMs() - startedMs).toBeLessThan(200);
    newer.rail.type('and the date');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['what is the time', ANSWER, 'and the date']);
    newer.rail.control('hangup');
    expect(newer.client.last('session_ending').summary).toMatchObject({ metadata: { case: 7 } });
    await expectNothingHeld(fleet);
  });

  it('in the middle of an answer keeps what was heard of it, by what was written a second before', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
    older.rail.type('count');
    await fleet.pass(1_500);
    fleet.gateway(0).process.kill();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.reportPlayback(1, 1_400);
    newer.rail.type('go on');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['count', 'One two three four', 'go on']);
  });

  it('tells the model once that nobody knows what came of a tool call, and is answered', async () => {
    const fleet = new Fleet(3);
    const older = await openFirst(fleet, WITH_TOOL);
    older.rail.type(USE_TOOL);
    await fleet.pass(100);
    const { request_id } = older.client.last('tool_request');
    fleet.gateway(0).process.kill();
    const second = await fleet.connect(fleet.gateway(1), older.sid);
    expect(second.client.all('tool_request')).toEqual([]);
    const answering = fleet.untilDone(
      fleet.gateway(2).manager.toolResult(older.sid, request_id, { result: 'booked' }),
    );
    await expect(answering).rejects.toMatchObject({ code: 'tool_request_not_found' });
    await fleet.pass(3_000);
    expect(finalTexts(second).at(-1)).toMatchObject({ heard: ANSWER });
    const third = await fleet.connect(fleet.gateway(2), older.sid);
    third.rail.type('and now');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual([USE_TOOL, '', UNKNOWN_TOOL_RESULT, ANSWER, 'and now']);
  });

  it('is still known everywhere, and can be ended', async () => {
    const fleet = new Fleet(2);
    const { sid } = await openFirst(fleet, { metadata: { case: 7 } });
    fleet.gateway(0).process.kill();
    const other = fleet.gateway(1).manager;
    expect(await fleet.untilDone(other.status(sid))).toMatchObject({
      state: 'reconnecting',
      metadata: { case: 7 },
    });
    await fleet.untilDone(other.remove(sid));
    await expect(fleet.connect(fleet.gateway(1), sid)).rejects.toMatchObject({
      code: 'session_not_found',
    });
  });

  it('and whose client never comes back is forgotten', async () => {
    const fleet = new Fleet(2);
    const { sid } = await openFirst(fleet);
    fleet.gateway(0).process.kill();
    await fleet.pass(125_000);
    await expect(fleet.connect(fleet.gateway(1), sid)).rejects.toMatchObject({
      code: 'session_not_found',
    });
    await expectNothingHeld(fleet);
  });
});

describe('a session whose gateway is drained', () => {
  it('tells its client to connect elsewhere, and goes on there', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
    older.rail.type('hello');
    await fleet.pass(3_000);
    await fleet.untilDone(fleet.gateway(0).manager.drain());
    expect(older.client.last('session_ending')).toMatchObject({
      reason: 'draining',
      reconnect: true,
    });
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    expect(newer.client.last('connected')).toMatchObject({ resumed: true });
    newer.rail.control('hangup');
    await expectNothingHeld(fleet);
  });
});

describe('a broker that loses everything', () => {
  it('is told of every session again, which then outlives its gateway', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
    older.rail.type('hello');
    await fleet.pass(3_000);
    fleet.bus.setStatus('disconnected');
    fleet.bucket.wipe();
    await fleet.pass(1_000);
    fleet.bus.setStatus('connected');
    await fleet.pass(500);
    fleet.gateway(0).process.kill();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.type('still there');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['hello', ANSWER, 'still there']);
  });

  it('cannot make two owners of one: the later one keeps it', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
    fleet.gateway(0).process.freeze();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    fleet.bus.setStatus('disconnected');
    fleet.bucket.wipe();
    fleet.bus.setStatus('connected');
    await fleet.pass(100);
    fleet.gateway(0).process.thaw();
    await fleet.pass(3_000);
    expect([older.client.closed, newer.client.closed]).toEqual([true, false]);
  });
});
