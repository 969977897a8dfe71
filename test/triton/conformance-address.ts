/** The conformance suite is held against the server that global-setup.ts has started. */
process.env['VOXRAIL_CONFORMANCE_ADDRESS'] = process.env['VOXRAIL_TEST_TRITON'];
