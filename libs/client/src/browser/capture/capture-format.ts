/** What the gateway hears (protocol section 2). */
export const CAPTURE_RATE_HZ = 16_000;

/** 40 ms: the longer of the two recommended lengths, half the messages of the shorter. */
export const CAPTURE_FRAME_SAMPLES = 640;

export const CAPTURE_PROCESSOR = 'voxrail-capture';
