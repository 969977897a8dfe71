import type { ClientErrorCode } from '../client-error';
import { VoxrailClientError } from '../client-error';
import type { StreamOpening } from './link';

export interface SessionAccess {
  readonly sessionId: string;
  readonly token: string;
}

/** What a status means where the answer is not a gateway's own, for instance that of a proxy. */
const CODE_OF_STATUS: Readonly<Record<number, ClientErrorCode>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'session_not_found',
  409: 'conflict',
  429: 'rate_limited',
  500: 'internal',
  503: 'capacity',
};

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

async function request(address: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await globalThis.fetch(address, init);
  } catch (cause) {
    throw new VoxrailClientError('unreachable', `no gateway answers at ${address}`, { cause });
  }
  if (response.ok) return response;
  throw await refusal(response);
}

/** The error of an answer: `{"error": {"code", "message"}}`, or what the status says. */
async function refusal(response: Response): Promise<VoxrailClientError> {
  const body: unknown = await response.json().catch(() => undefined);
  const code = property(property(body, 'error'), 'code');
  const message = property(property(body, 'error'), 'message');
  return new VoxrailClientError(
    typeof code === 'string'
      ? (code as ClientErrorCode)
      : (CODE_OF_STATUS[response.status] ?? 'unreachable'),
    typeof message === 'string' ? message : `the gateway answered ${response.status}`,
  );
}

/** `POST /v1/sessions`. @throws VoxrailClientError */
export async function createSession(
  url: string,
  opening: StreamOpening & { readonly kind: 'create' },
  signal: AbortSignal,
): Promise<SessionAccess> {
  const response = await request(`${url}/v1/sessions`, {
    method: 'POST',
    signal,
    headers: {
      'content-type': 'application/json',
      ...(opening.token === undefined ? {} : { authorization: `Bearer ${opening.token}` }),
      ...(opening.apiKey === undefined ? {} : { 'x-api-key': opening.apiKey }),
    },
    body: JSON.stringify(opening.session),
  });
  const body: unknown = await response.json().catch(() => undefined);
  const sessionId = property(body, 'session_id');
  const token = property(body, 'token');
  if (typeof sessionId === 'string' && typeof token === 'string') return { sessionId, token };
  throw new VoxrailClientError('unreachable', `what answers at ${url} is no Voxrail gateway`);
}

/**
 * Why a stream was refused: a WebSocket does not tell the status of the answer to its upgrade, so the
 * session's own status is asked for. Resolves where nothing is wrong with session and token.
 * @throws VoxrailClientError
 */
export async function checkSession(
  url: string,
  { sessionId, token }: SessionAccess,
  signal: AbortSignal,
): Promise<void> {
  await request(`${url}/v1/sessions/${encodeURIComponent(sessionId)}/status`, {
    signal,
    headers: { authorization: `Bearer ${token}` },
  });
}
