import type { ClaimReply, ClaimRequest, RailName } from '@voxrail/contracts';
import { CLAIM_TIMEOUT_MS, claimSubject, VoxrailError } from '@voxrail/contracts';
import type { ControlClient } from '@voxrail/messaging';
import { ControlError } from '@voxrail/messaging';

/** A worker that holds a session for this gateway. */
export interface ClaimedWorker {
  readonly worker: string;
  /** See `ClaimReply`. */
  readonly clockId: string;
}

/** The queue group picks at random: with one free worker among three, four tries find it in 80 % of cases. */
const MAX_ATTEMPTS = 6;

/** After this many workers that did not answer, opening a session has taken long enough. */
const MAX_SILENT = 2;

type Busy = Extract<ClaimReply, { status: 'busy' }>['reason'];

/** Finds a worker of `rail` for a session. */
export class RailClaims {
  public constructor(
    private readonly control: Pick<ControlClient, 'request'>,
    public readonly gatewayId: string,
  ) {}

  /**
   * @throws VoxrailError `rail_unavailable` where nobody can work, at once when there is no worker;
   *   `capacity` where everybody who answers is full.
   */
  public async claim(rail: RailName, sid: string): Promise<ClaimedWorker> {
    const refusals: Busy[] = [];
    let silent = 0;
    for (let attempt = 0; attempt < MAX_ATTEMPTS && silent < MAX_SILENT; attempt += 1) {
      const reply = await this.ask(rail, sid);
      if (reply === 'silent') silent += 1;
      else if (reply.status === 'claimed') return { worker: reply.worker, clockId: reply.clockId };
      else refusals.push(reply.reason);
    }
    if (refusals.includes('capacity')) {
      throw new VoxrailError('capacity', `every worker of the ${rail} rail is full`);
    }
    throw unavailable(rail, refusals.length > 0 ? 'is not ready' : 'does not answer');
  }

  private async ask(rail: RailName, sid: string): Promise<ClaimReply | 'silent'> {
    try {
      const request = { sid, gateway: this.gatewayId };
      return await this.control.request<ClaimRequest, ClaimReply>(
        claimSubject(rail),
        request,
        CLAIM_TIMEOUT_MS,
      );
    } catch (cause) {
      const code = cause instanceof ControlError ? cause.code : 'failed';
      if (code === 'timeout') return 'silent';
      const what = code === 'no_responders' ? 'has no worker' : 'cannot be reached';
      throw unavailable(rail, what, cause);
    }
  }
}

function unavailable(rail: RailName, what: string, cause?: unknown): VoxrailError {
  return new VoxrailError('rail_unavailable', `the ${rail} rail ${what}`, { cause });
}
