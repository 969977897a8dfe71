/** A session that nobody has opened yet. */
export interface CreatedSession {
  readonly sid: string;
  readonly token: string | undefined;
}

/** `POST /v1/sessions`. @throws Error for any answer but 201 */
export async function createSession(
  publicPort: number,
  session: Readonly<Record<string, unknown>>,
): Promise<CreatedSession> {
  const response = await fetch(`http://127.0.0.1:${publicPort}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(session),
  });
  const body = (await response.json()) as { session_id: string; token?: string };
  if (response.status !== 201) throw new Error(`no session: ${JSON.stringify(body)}`);
  return { sid: body.session_id, token: body.token };
}

/** `DELETE /v1/sessions/{id}`. */
export async function deleteSession(
  publicPort: number,
  { sid, token }: CreatedSession,
): Promise<void> {
  await fetch(`http://127.0.0.1:${publicPort}/v1/sessions/${sid}`, {
    method: 'DELETE',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
}
