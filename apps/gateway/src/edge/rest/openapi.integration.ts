import openApiSchema from '@seriousme/openapi-schema-validator/schemas/v3.1/schema.json';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import type { GatewayStack } from '../../testing/gateway-stack';
import { startGatewayStack } from '../../testing/gateway-stack';
import { SocketIoCaller } from '../../testing/socket-io-caller';
import { SessionTokens } from '../credentials/session-tokens';
import { SECRET } from '../credentials/testing/token-maker';
import type { CallCredentials, RestAnswer } from './testing/rest-caller';
import { RestCaller } from './testing/rest-caller';

jest.setTimeout(120_000);

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

const TOOL = { name: 'look_up', description: 'Looks something up', parameters: { type: 'object' } };

describe('the OpenAPI document', () => {
  const ajv = new Ajv2020({ strict: false });
  const called = new Set<string>();
  let stack: GatewayStack;
  let rest: RestCaller;
  let operations: ReadonlyMap<string, Operation>;
  let document: OpenAPIObject;

  beforeAll(async () => {
    addFormats(ajv);
    stack = await startGatewayStack({ VOXRAIL_JWT_SECRET: SECRET });
    rest = new RestCaller(stack.gateway.publicPort);
    document = (await rest.get('/v1/openapi.json')).body as unknown as OpenAPIObject;
    operations = operationsOf(document);
    ajv.addSchema({ $id: 'voxrail', ...document });
  });

  afterAll(async () => {
    await stack.stop();
  });

  /** Calls an operation as the document describes it, and checks that the answer is one that it describes. */
  async function call(
    name: string,
    id: string,
    credentials: CallCredentials,
    body?: unknown,
  ): Promise<RestAnswer> {
    const operation = operations.get(name);
    if (operation === undefined) throw new Error(`the document has no ${name}`);
    const path = operation.path.replace('{id}', id);
    const answer = await rest.call(operation.method, path, credentials, body);
    check(operation, answer);
    called.add(name);
    return answer;
  }

  function check({ path, method, responses }: Operation, answer: RestAnswer): void {
    expect(Object.keys(responses)).toContain(String(answer.status));
    const described = responses[String(answer.status)];
    if (described?.content === undefined) {
      expect(answer.text).toBe('');
      return;
    }
    const at = [path, method.toLowerCase(), 'responses', answer.status].map(escaped).join('/');
    const $ref = `voxrail#/paths/${at}/content/${escaped('application/json')}/schema`;
    const isAsDescribed = ajv.validate({ $ref }, answer.body);
    expect([isAsDescribed, ajv.errorsText(), answer.body]).toContain(true);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }

  async function tokenOf(sid: string): Promise<{ readonly token: string }> {
    return new SessionTokens(SECRET).issue(sid);
  }

  it('is valid OpenAPI 3.1, with nothing of 3.0 in it', () => {
    expect(document.openapi).toBe('3.1.0');
    const strict = new Ajv2020({ strict: false, formats: { 'media-range': true } });
    addFormats(strict);
    expect([strict.validate(openApiSchema, document), strict.errorsText()]).toContain(true);
    for (const schema of Object.values(document.components?.schemas ?? {})) {
      expect([strict.validateSchema(schema), strict.errorsText()]).toContain(true);
    }
    expect(JSON.stringify(document)).not.toMatch(/"(nullable|exclusiveMinimum":true|example)"/);
  });

  it('describes the calls of the protocol and no others', () => {
    const described = [...operations.values()].map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual([
      'DELETE /v1/sessions/{id}',
      'GET /v1/sessions/{id}/status',
      'POST /v1/sessions',
      'POST /v1/sessions/{id}/tools',
    ]);
  });

  it('describes a session’s life, from its creation to its end', async () => {
    const made = await call('createSession', '', {}, { greeting: null, metadata: { case: 7 } });
    expect(made.status).toBe(201);
    const [sid, token] = [String(made.body['session_id']), String(made.body['token'])];
    expect((await call('sessionStatus', sid, { token })).body).toMatchObject({
      session_id: sid,
      state: 'created',
    });
    expect((await call('deleteSession', sid, { token })).status).toBe(204);
    expect((await call('sessionStatus', sid, { token })).status).toBe(404);
    expect((await call('deleteSession', sid, { token })).status).toBe(404);
    expect((await call('createSession', '', {})).status).toBe(201);
  });

  it('describes the answer to a tool’s result, and what has become of the call', async () => {
    const session = { tools: [TOOL], modalities: ['text'] };
    const caller = await new SocketIoCaller(stack.gateway.publicPort, { session }).opened();
    const { session_id: sid } = await caller.next('connected');
    const credentials = await tokenOf(sid);
    caller.send('text', { text: 'look it up' });
    const { request_id } = await caller.next('tool_request');
    const answer = { request_id, result: { found: true } };
    const accepted = await call('toolResult', sid, credentials, answer);
    expect([accepted.status, accepted.body]).toEqual([202, {}]);
    const again = await call('toolResult', sid, credentials, answer);
    expect([again.status, again.code]).toEqual([404, 'tool_request_not_found']);
    expect(await caller.next('turn_metrics')).toMatchObject({ tools: 1 });
    expect((await call('sessionStatus', sid, credentials)).body).toMatchObject({ state: 'active' });
    expect((await call('deleteSession', sid, credentials)).status).toBe(204);
    expect(await caller.next('session_ending')).toMatchObject({ reason: 'deleted' });
    caller.close();
  });

  it('describes how each call is refused', async () => {
    const sid = 'no-such-session';
    const own = await tokenOf(sid);
    const other = await tokenOf('another-session');
    for (const name of ['sessionStatus', 'toolResult', 'deleteSession']) {
      const body = name === 'toolResult' ? { request_id: 'a' } : undefined;
      expect((await call(name, sid, {}, body)).status).toBe(401);
      expect((await call(name, sid, { token: 'abc' }, body)).status).toBe(401);
      expect((await call(name, sid, other, body)).status).toBe(403);
      expect((await call(name, sid, own, body)).status).toBe(404);
    }
    expect((await call('createSession', '', own)).status).toBe(403);
    expect((await call('createSession', '', { token: 'abc' })).status).toBe(401);
  });

  it.each([
    ['createSession', { voice: 7 }, 'voice'],
    ['createSession', { voise: 'a' }, 'voise is not a known field'],
    ['createSession', { tools: [{ name: '1' }] }, 'tools.0.'],
    ['createSession', [], 'not a JSON object'],
    ['createSession', '{"voice":', 'malformed'],
    ['createSession', 'null', 'malformed'],
    ['createSession', '{"__proto__": {}}', '__proto__ is not a known field'],
    ['createSession', '{"metadata": {}, "constructor": {}}', 'constructor is not a known field'],
    ['createSession', { instructions: 'x'.repeat(400_000) }, 'too large'],
    ['createSession', { metadata: { note: 'x'.repeat(5_000) } }, 'metadata is larger than 4 KiB'],
    ['createSession', { metadata: { note: 'é'.repeat(2_100) } }, 'metadata is larger than 4 KiB'],
    ['toolResult', {}, 'request_id'],
    ['toolResult', { request_id: 'a', result: 1, event_id: 'b' }, 'event_id is not a known field'],
    ['toolResult', { request_id: 'a', error: 5 }, 'error'],
  ])('describes how %s refuses a body (case %#)', async (name, body, named) => {
    const sid = 'no-such-session';
    const credentials = name === 'toolResult' ? await tokenOf(sid) : {};
    const { status, code, body: told } = await call(name, sid, credentials, body);
    expect([status, code]).toEqual([400, 'bad_request']);
    expect(JSON.stringify(told)).toContain(named);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('was called in all of its operations by these tests', () => {
    expect([...called].sort()).toEqual([...operations.keys()].sort());
  });

  it.each([
    ['GET', '/v1'],
    ['GET', '/v1/'],
    ['GET', '/v1/sessions'],
    ['POST', '/v1/sessions/a/b/c'],
    ['PUT', '/v1/sessions'],
    ['GET', '/v1/sessions/a/stream'],
    ['GET', '/health'],
    ['GET', '/metrics'],
  ])('leaves %s %s out, which is answered in the same shape', async (method, path) => {
    const { status, body, headers } = await rest.call(method, path, {});
    expect([status, body]).toEqual([
      404,
      { error: { code: 'not_found', message: 'there is no such path' } },
    ]);
    for (const name of ['x-powered-by', 'server', 'etag']) expect(headers.get(name)).toBeNull();
  });

  it('is not all that can be asked: a path that cannot be read is refused, and shows nothing', async () => {
    const { status, text, headers } = await rest.get('/v1/sessions/%E0%A4%A/status');
    expect(status).toBe(400);
    expect(text).not.toMatch(/ at |node_modules|\.js|URIError/);
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

function operationsOf({ paths }: OpenAPIObject): ReadonlyMap<string, Operation> {
  const found = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation & { readonly operationId: string }>).map(
      ([method, operation]) =>
        [operation.operationId, { ...operation, path, method: method.toUpperCase() }] as const,
    ),
  );
  return new Map(found);
}

/** A name as a JSON pointer in a URI has it. */
function escaped(name: string | number): string {
  return encodeURIComponent(String(name).replaceAll('~', '~0').replaceAll('/', '~1'));
}
