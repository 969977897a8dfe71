import { IsIn, IsOptional, IsString } from 'class-validator';

import type { ErrorCode } from '../errors/error-code';
import { ERROR_TRAITS } from '../errors/error-code';
import { readJsonObject } from '../json-object';
import { compileMessageRules } from '../rails/message-rules';

/** `take_over`: the session goes on at the gateway that asks; the one that has it stops and tells its state. */
export type OwnerVerb = 'status' | 'end' | 'tool_result' | 'take_over';

/** va.s.<sid>.owner: a gateway asks the one that owns the session. */
export class OwnerRequest {
  @IsIn(['status', 'end', 'tool_result', 'take_over'])
  public verb!: OwnerVerb;

  /** The one that asks. Its own requests are not for it. */
  @IsString()
  public gateway!: string;

  /** Of a `tool_result`. */
  @IsOptional()
  @IsString()
  public requestId?: string;

  /** Of a `tool_result`: anything. */
  @IsOptional()
  public result?: unknown;

  /** Of a `tool_result`: why there is none. */
  @IsOptional()
  @IsString()
  public error?: string;
}

/** `value` is the status, or on `take_over` the session as it stands in the bucket; else null. */
export type OwnerReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** From the request until the owner is taken for gone. Taking over takes at most this long twice. */
export const OWNER_DEADLINE_MS = 500;

const encoder = new TextEncoder();
const brokenIn = compileMessageRules(OwnerRequest);

export function encodeOwnerMessage(message: OwnerRequest | OwnerReply): Uint8Array {
  return encoder.encode(JSON.stringify(message));
}

/** Reads what anyone may have sent: undefined where it is no request. */
export function decodeOwnerRequest(data: Uint8Array): OwnerRequest | undefined {
  const plain = readJsonObject(data);
  if (plain === undefined || brokenIn(plain) !== undefined) return undefined;
  return plain as unknown as OwnerRequest;
}

/** Reads what anyone may have sent: undefined where it is no reply. */
export function decodeOwnerReply(data: Uint8Array): OwnerReply | undefined {
  const plain = readJsonObject(data);
  if (plain === undefined) return undefined;
  const { ok, value, code, message } = plain;
  if (ok === true) return { ok, value };
  if (ok !== false || !isErrorCode(code) || typeof message !== 'string') return undefined;
  return { ok, code, message };
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_TRAITS, code);
}
