/**
 * How tests wait for a condition: longer than any wait takes on a machine that is slow and busy, as one that holds ends
 * it at once. How often it is looked for is a matter of cost: many a look is a request to the service, which has work to do.
 */
export const patiently = { timeout: 120_000, interval: 50 }
