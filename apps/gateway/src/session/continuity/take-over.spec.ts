import type { Connection } from '../testing/fleet';
import { Fleet } from '../testing/fleet';
import { ANSWER, TOOL, USE_TOOL } from '../testing/scripted-agent';
import { PENDING_TOOL_RESULT, UNKNOWN_TOOL_RESULT } from '../tools/tool-outcome';

const GREETING = 'Hello there, how can I help you?';

const WITH_TOOL = { tools: [{ name: TOOL, description: 'Books', parameters: {} }] };

async function open(fleet: Fleet, config = {}): Promise<Connection & { sid: string }> {
  const gateway = fleet.gateway(0);
  const sid = await fleet.create(gateway, config);
  return { ...(await fleet.connect(gateway, sid)), sid };
}

/** The last prompt that any language model was given. */
function lastPrompt(fleet: Fleet): readonly string[] {
  const prompt = fleet.agent.asked.filter(({ rail }) => rail === 'llm').at(-1)?.prompt;
  if (prompt === undefined) throw new Error('nothing was generated');
  return prompt;
}

function finalTexts({ client }: Connection): unknown[] {
  return client.all('agent_text').filter((text) => 'is_final' in text);
}

async function nothingIsHeld(fleet: Fleet): Promise<void> {
  await fleet.pass(100);
  expect(fleet.agent.held).toBe(0);
  expect(fleet.bucket.keys).toEqual([]);
  for (const { manager, leases, process } of fleet.gateways) {
    if (!process.isRunning) continue;
    expect([manager.count, leases.held]).toEqual([0, 0]);
    await manager.drain();
  }
  expect(fleet.clock.pendingTimers).toBe(0);
  expect(fleet.bus.subscriptionCount).toBe(0);
}

describe('a session that another gateway is asked for', () => {
  it('goes over with its conversation; the older client is told and closed', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
    older.rail.type('what is the time');
    await fleet.pass(3_000);
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    expect(older.client.last('session_ending')).toMatchObject({
      reason: 'replaced',
      reconnect: false,
    });
    expect(older.client.closed).toBe(true);
    expect(fleet.gateway(0).manager.count).toBe(0);
    expect(newer.client.last('connected')).toMatchObject({ resumed: true, turn: 2 });
    newer.rail.type('and the date');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['what is the time', ANSWER, 'and the date']);
    newer.rail.control('hangup');
    await nothingIsHeld(fleet);
  });

  it('gets orders above all that were given before', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
    older.rail.type('hello');
    await fleet.pass(500);
    const before = Math.max(...fleet.agent.asked.map(({ order }) => order));
    const asked = fleet.agent.asked.length;
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.type('hello again');
    await fleet.pass(100);
    const orders = fleet.agent.asked.slice(asked).map(({ order }) => order);
    expect(Math.min(...orders)).toBeGreaterThan(before + 1_000);
  });

  it('keeps of an answer what its client says that it heard, and drops the rest', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
    older.rail.type('count');
    await fleet.pass(1_500);
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.reportPlayback(1, 700);
    expect(newer.client.story.slice(1)).toEqual([
      'agent_state',
      'user_speech',
      'interrupted 1',
      'agent_state',
      'agent_text 1',
      'turn_metrics 1',
    ]);
    expect(finalTexts(newer)).toEqual([
      { turn: 1, text: ANSWER, heard: 'One two', is_final: true },
    ]);
    newer.rail.type('go on');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['count', 'One two', 'go on']);
  });

  it('answers again when nothing of the answer was heard', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
    older.rail.type('count');
    await fleet.pass(20);
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.reportPlayback(1, 0);
    await fleet.pass(3_000);
    expect(lastPrompt(fleet)).toEqual(['count']);
    expect(finalTexts(newer)).toEqual([
      { turn: 1, text: ANSWER, heard: '', is_final: true },
      { turn: 3, text: ANSWER, heard: ANSWER, is_final: true },
    ]);
    expect(newer.client.all('turn_metrics').map(({ turn }) => turn)).toEqual([1, 3]);
  });

  it('is greeted once', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet, { greeting: GREETING });
    await fleet.pass(3_000);
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    await fleet.pass(3_000);
    expect(newer.client.audio).toEqual([]);
    newer.rail.type('hi');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual([GREETING, 'hi']);
  });

  it('says again, word for word, what nobody has heard of it', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet, { greeting: GREETING });
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.reportPlayback(1, 0);
    await fleet.pass(3_000);
    expect(finalTexts(newer).at(-1)).toMatchObject({ turn: 3, heard: GREETING });
  });

  it('keeps what was to be said, and that it is muted', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
    older.rail.type('count');
    older.rail.say('By the way.', {});
    older.rail.control('mute');
    await fleet.pass(1_000);
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    await fleet.pass(5_000);
    expect(newer.rail.isMuted).toBe(true);
    expect(finalTexts(newer).at(-1)).toMatchObject({ heard: 'By the way.' });
  });

  it('opens where it was created elsewhere, as new', async () => {
    const fleet = new Fleet(2);
    const sid = await fleet.create(fleet.gateway(0), { greeting: GREETING });
    const there = await fleet.connect(fleet.gateway(1), sid);
    await fleet.pass(3_000);
    expect(there.client.last('connected')).toMatchObject({ resumed: false, turn: 0 });
    expect(finalTexts(there)).toMatchObject([{ turn: 1, heard: GREETING }]);
    there.rail.control('hangup');
    await nothingIsHeld(fleet);
  });

  it('that is nowhere is not found, and leaves nothing', async () => {
    const fleet = new Fleet(2);
    const attaching = fleet.connect(fleet.gateway(1), 'no-such-session');
    await expect(attaching).rejects.toMatchObject({ code: 'session_not_found' });
    await nothingIsHeld(fleet);
  });

  it('stays where it is when the other one finds no workers, and may be taken back', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
    older.rail.type('hello');
    await fleet.pass(3_000);
    const back = await fleet.connect(fleet.gateway(1), older.sid);
    const again = await fleet.connect(fleet.gateway(0), older.sid);
    expect(back.client.last('session_ending')).toMatchObject({ reason: 'replaced' });
    again.rail.type('still there');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['hello', ANSWER, 'still there']);
  });
});

describe('a tool call in flight', () => {
  it('goes over with its session, and its result is taken by any gateway and answered', async () => {
    const fleet = new Fleet(3);
    const older = await open(fleet, WITH_TOOL);
    older.rail.type(USE_TOOL);
    await fleet.pass(1_000);
    const { request_id } = older.client.last('tool_request');
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    expect(newer.client.all('tool_request')).toMatchObject([{ request_id, tool_name: TOOL }]);
    await fleet.pass(1_000);
    const { manager } = fleet.gateway(2);
    await fleet.untilDone(manager.toolResult(older.sid, request_id, { result: 'booked' }));
    await fleet.pass(3_000);
    expect(lastPrompt(fleet)).toEqual([USE_TOOL, '', PENDING_TOOL_RESULT, 'booked']);
    expect(finalTexts(newer)).toMatchObject([{ heard: ANSWER }]);
    const again = fleet.untilDone(manager.toolResult(older.sid, request_id, { result: 'twice' }));
    await expect(again).rejects.toMatchObject({ code: 'tool_request_not_found' });
    newer.rail.control('hangup');
    await nothingIsHeld(fleet);
  });

  it('that nobody answers is told to the model when its time is over, wherever the session is then', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet, WITH_TOOL);
    older.rail.type(USE_TOOL);
    await fleet.pass(1_000);
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    await fleet.pass(13_000);
    expect(newer.client.last('tool_cancelled')).toMatchObject({ reason: 'timed_out' });
    expect(lastPrompt(fleet).at(-1)).toContain('did not answer in time');
    expect(finalTexts(newer)).toMatchObject([{ heard: ANSWER }]);
  });

  it('is no reason to wait when the person goes on', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet, WITH_TOOL);
    older.rail.type(USE_TOOL);
    await fleet.pass(1_000);
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    const { request_id } = newer.client.last('tool_request');
    newer.rail.type('never mind');
    await fleet.pass(3_000);
    newer.rail.toolResponse(request_id, { result: 'booked' });
    await fleet.pass(3_000);
    expect(finalTexts(newer)).toHaveLength(1);
    newer.rail.type('what came of it');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toContain('booked');
  });
});

describe('a session whose gateway is killed', () => {
  it('goes on from what was written, at once', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
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
    await nothingIsHeld(fleet);
  });

  it('in the middle of an answer keeps what was heard of it, by what was written a second before', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
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
    const older = await open(fleet, WITH_TOOL);
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
    const { sid } = await open(fleet, { metadata: { case: 7 } });
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
    const { sid } = await open(fleet);
    fleet.gateway(0).process.kill();
    await fleet.pass(125_000);
    await expect(fleet.connect(fleet.gateway(1), sid)).rejects.toMatchObject({
      code: 'session_not_found',
    });
    await nothingIsHeld(fleet);
  });
});

describe('a session whose gateway stands still', () => {
  it('is taken from it within a second, and when it thaws it tells its client and claims nothing back', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
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
    await nothingIsHeld(fleet);
  });

  it('is not ended by what the thawed one did not know', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
    fleet.gateway(0).process.freeze();
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    // The first thing that it hears is that its client has hung up.
    older.gateway.process.enter(() => {
      older.rail.control('hangup');
    });
    fleet.gateway(0).process.thaw();
    await fleet.pass(1_000);
    newer.rail.type('still there');
    await fleet.pass(3_000);
    expect(finalTexts(newer)).toHaveLength(1);
    expect(await fleet.untilDone(fleet.gateway(0).manager.status(older.sid))).toMatchObject({
      state: 'active',
    });
  });

  it('that is shorter than anybody waits for it changes nothing', async () => {
    const fleet = new Fleet(2);
    const { sid, client } = await open(fleet);
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
    const older = await open(fleet);
    fleet.gateway(0).process.freeze();
    const attempts = await Promise.allSettled([
      fleet.connect(fleet.gateway(1), older.sid),
      fleet.connect(fleet.gateway(2), older.sid),
    ]);
    fleet.gateway(0).process.thaw();
    await fleet.pass(3_000);
    const open_ = attempts.flatMap((attempt) =>
      attempt.status === 'fulfilled' && !attempt.value.client.closed ? [attempt.value] : [],
    );
    expect(open_).toHaveLength(1);
    expect(fleet.gateways.map(({ manager }) => manager.count).sort()).toEqual([0, 0, 1]);
    open_[0]?.rail.type('still there');
    await fleet.pass(100);
    expect(lastPrompt(fleet)).toEqual(['still there']);
  });
});

describe('a session whose gateway is drained', () => {
  it('tells its client to connect elsewhere, and goes on there', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
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
    await nothingIsHeld(fleet);
  });
});

describe('a broker that loses everything', () => {
  it('is told of every session again, which then outlives its gateway', async () => {
    const fleet = new Fleet(2);
    const older = await open(fleet);
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
    const older = await open(fleet);
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

describe('what is asked of a session at another gateway', () => {
  it('is answered by the one that has it', async () => {
    const fleet = new Fleet(2);
    const { sid, rail } = await open(fleet);
    const { manager } = fleet.gateway(1);
    rail.control('mute');
    rail.type('hello');
    await fleet.pass(1_000);
    expect(await fleet.untilDone(manager.status(sid))).toMatchObject({
      session_id: sid,
      state: 'active',
      agent_speaking: true,
      muted: true,
      turn: 1,
    });
  });

  it('may be its end, of which its client is told', async () => {
    const fleet = new Fleet(2);
    const { sid, client } = await open(fleet);
    await fleet.untilDone(fleet.gateway(1).manager.remove(sid));
    expect(client.last('session_ending')).toMatchObject({ reason: 'deleted' });
    await nothingIsHeld(fleet);
  });

  it('is refused as it would be there', async () => {
    const fleet = new Fleet(2);
    const { sid } = await open(fleet);
    const { manager } = fleet.gateway(1);
    const answering = fleet.untilDone(manager.toolResult(sid, 'call_none', { result: 1 }));
    await expect(answering).rejects.toMatchObject({ code: 'tool_request_not_found' });
    await expect(fleet.untilDone(manager.status('no-such-session'))).rejects.toMatchObject({
      code: 'session_not_found',
    });
  });
});
