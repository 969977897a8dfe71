const LOOPBACK_ADDRESS = /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;

/** Whether the other end of a connection is this machine. */
export function isLoopback(address: string): boolean {
  return LOOPBACK_ADDRESS.test(address);
}
