/**
 * Tests that start processes and wait for sound, on a machine that may have other work: a limit that only ends
 * what would never end. How long something may take is for each test to say.
 */
jest.setTimeout(60_000);
