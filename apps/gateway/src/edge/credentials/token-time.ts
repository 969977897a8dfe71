export const MS_PER_S = 1_000;

/** How far the clocks of those who sign tokens and of those who check them may be apart. */
export const CLOCK_TOLERANCE_S = 5;
