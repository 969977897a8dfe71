import type { ChannelOptions } from '@grpc/grpc-js';

/** grpc-js refuses answers over 4 MiB unless told; ten seconds of 24 kHz FP32 audio are 1 MiB. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Triton answers pings without data that come more often than every 300 s with GOAWAY
 * (`too_many_pings`) unless started with other limits, and an open stream that waits for its
 * request has no data. Deadlines and the rails' watchdogs notice a dead peer long before.
 */
const KEEPALIVE_MS = 310_000;

export function channelOptions(): ChannelOptions {
  return {
    'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.keepalive_permit_without_calls': 0,
    // The caller decides what is sent again. Nothing may be kept for a retry nobody asked for.
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    // Bookkeeping for a diagnostic service that nothing of ours offers.
    'grpc.enable_channelz': 0,
    // A server that restarts is back within seconds; the default waits grow to two minutes.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    // Clients of one process share no connection: closing one must not disturb another.
    'grpc.use_local_subchannel_pool': 1,
  };
}
