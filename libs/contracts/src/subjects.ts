import type { RailName } from './rail-name';
import { isSessionId } from './session-id';

/** Verbs a gateway asks of one particular worker. */
export type WorkerVerb = 'lease' | 'claim' | 'release';

export type RailDirection = 'in' | 'out';

const WORKER_ID = /^[a-z]+-[A-Za-z0-9_-]{6,64}$/;

function token(sid: string): string {
  if (!isSessionId(sid)) throw new RangeError('session id may not become part of a subject');
  return sid;
}

/** Claim of a session by any free worker of a rail; subscribed with the queue group `rail`. */
export function claimSubject(rail: RailName): string {
  return `va.${rail}.claim`;
}

/** Asks any worker of a rail what its models know; subscribed with the queue group `rail`. */
export function offerSubject(rail: RailName): string {
  return `va.${rail}.offer`;
}

/** A request to exactly one worker. */
export function workerSubject(workerId: string, verb: WorkerVerb): string {
  if (!WORKER_ID.test(workerId)) throw new RangeError('worker id may not become part of a subject');
  return `va.w.${workerId}.${verb}`;
}

/** Frames between the gateway and the worker that claimed the session; `in` is towards the rail. */
export function railSubject(sid: string, rail: RailName, direction: RailDirection): string {
  return `va.s.${token(sid)}.${rail}.${direction}`;
}

/** Broadcast to every rail, without a queue group: a range of orders is dead. */
export function interruptSubject(sid: string): string {
  return `va.interrupt.${token(sid)}`;
}

/** Broadcast to every rail: forget the session. */
export function endSubject(sid: string): string {
  return `va.s.${token(sid)}.end`;
}

/** Requests of any gateway to the gateway that owns the session. */
export function ownerSubject(sid: string): string {
  return `va.s.${token(sid)}.owner`;
}
