/**
 * ONNX Runtime, from version 1.29 on, sends to its maker which models are run and how often, and keeps
 * a database of it below the user's home. It does neither where this variable is set before it is loaded.
 */
const NO_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1' } as const;

/**
 * Settings of native libraries that they read from the environment. Called in the main thread, before
 * any engine is: what a worker thread sets stays its own, and the libraries do not see it.
 */
export function setNativeEnvironment(): void {
  Object.assign(process.env, NO_TELEMETRY);
}
