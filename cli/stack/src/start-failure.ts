/** Why a stack did not start or go on; the message is the one line a person is shown. */
export class StartFailure extends Error {
  public override readonly name = 'StartFailure';
}
