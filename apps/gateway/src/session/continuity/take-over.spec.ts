import { Fleet } from '../testing/fleet';
import {
  expectNothingHeld,
  finalTexts,
  lastPrompt,
  openFirst,
  WITH_TOOL,
} from '../testing/fleet-sessions';
import { ANSWER, TOOL, USE_TOOL } from '../testing/fleet-workers';
import { PENDING_TOOL_RESULT } from '../tools/tool-outcome';

const GREETING = 'Hello there, how can I help you?';

describe('a session that another gateway is asked for', () => {
  it('goes over with its conversation; the older client is told and closed', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
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
    await expectNothingHeld(fleet);
  });

  it('gets orders above all that were given before', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
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
    const older = await openFirst(fleet);
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
    const older = await openFirst(fleet);
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
    const older = await openFirst(fleet, { greeting: GREETING });
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
    const older = await openFirst(fleet, { greeting: GREETING });
    const newer = await fleet.connect(fleet.gateway(1), older.sid);
    newer.rail.reportPlayback(1, 0);
    await fleet.pass(3_000);
    expect(finalTexts(newer).at(-1)).toMatchObject({ turn: 3, heard: GREETING });
  });

  it('keeps what was to be said, and that it is muted', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
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
    await expectNothingHeld(fleet);
  });

  it('that is nowhere is not found, and leaves nothing', async () => {
    const fleet = new Fleet(2);
    const attaching = fleet.connect(fleet.gateway(1), 'no-such-session');
    await expect(attaching).rejects.toMatchObject({ code: 'session_not_found' });
    await expectNothingHeld(fleet);
  });

  it('stays where it is when the other one finds no workers, and may be taken back', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet);
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
    const older = await openFirst(fleet, WITH_TOOL);
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
    await expectNothingHeld(fleet);
  });

  it('that nobody answers is told to the model when its time is over, wherever the session is then', async () => {
    const fleet = new Fleet(2);
    const older = await openFirst(fleet, WITH_TOOL);
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
    const older = await openFirst(fleet, WITH_TOOL);
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
