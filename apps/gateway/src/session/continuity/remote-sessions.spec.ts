import { Fleet } from '../testing/fleet';
import { expectNothingHeld, openFirst } from '../testing/fleet-sessions';

describe('what is asked of a session at another gateway', () => {
  it('is answered by the one that has it', async () => {
    const fleet = new Fleet(2);
    const { sid, rail } = await openFirst(fleet);
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
    const { sid, client } = await openFirst(fleet);
    await fleet.untilDone(fleet.gateway(1).manager.remove(sid));
    expect(client.last('session_ending')).toMatchObject({ reason: 'deleted' });
    await expectNothingHeld(fleet);
  });

  it('is refused as it would be there', async () => {
    const fleet = new Fleet(2);
    const { sid } = await openFirst(fleet);
    const { manager } = fleet.gateway(1);
    const answering = fleet.untilDone(manager.toolResult(sid, 'call_none', { result: 1 }));
    await expect(answering).rejects.toMatchObject({ code: 'tool_request_not_found' });
    await expect(fleet.untilDone(manager.status('no-such-session'))).rejects.toMatchObject({
      code: 'session_not_found',
    });
  });
});
