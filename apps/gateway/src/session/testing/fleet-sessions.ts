import type { Connection, Fleet } from './fleet';
import { TOOL } from './fleet-workers';

export const WITH_TOOL = { tools: [{ name: TOOL, description: 'Books', parameters: {} }] };

/** A session that was created and opened at the first gateway. */
export async function openFirst(
  fleet: Fleet,
  config = {},
): Promise<Connection & { readonly sid: string }> {
  const gateway = fleet.gateway(0);
  const sid = await fleet.create(gateway, config);
  return { ...(await fleet.connect(gateway, sid)), sid };
}

/** The last prompt that any language model was given. @throws Error when there was none */
export function lastPrompt(fleet: Fleet): readonly string[] {
  const prompt = fleet.agent.asked.filter(({ rail }) => rail === 'llm').at(-1)?.prompt;
  if (prompt === undefined) throw new Error('nothing was generated');
  return prompt;
}

/** What the client was told of whole answers. */
export function finalTexts({ client }: Connection): unknown[] {
  return client.all('agent_text').filter((text) => 'is_final' in text);
}

/** Expects that nothing is left of any session, and ends the gateways. */
export async function expectNothingHeld(fleet: Fleet): Promise<void> {
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
