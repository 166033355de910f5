/** What the benchmarks use of autocannon 9, which has no types of its own. */
declare module 'autocannon' {
  type Request = { method?: string; path?: string; headers?: Record<string, string>; body?: string }
  type Options = {
    url: string
    connections: number
    /** Requests each second over all connections, whether the last ones are answered or not. */
    overallRate?: number
    /** Seconds. */
    duration: number
    /** Seconds; an answer that takes longer counts as an error. */
    timeout: number
    /** Milliseconds between samples, and between looks at the clock. */
    sampleInt: number
    requests: (Request & { setupRequest?: (request: Request) => Request })[]
    /** Called with every answer's body; false counts as a mismatch. */
    verifyBody: (body: string) => boolean
  }
  type Result = {
    /** Seconds. */
    duration: number
    '2xx': number
    non2xx: number
    /** Connection errors, timeouts included. */
    errors: number
    timeouts: number
    mismatches: number
    /** Milliseconds. */
    latency: { p50: number; p99: number; max: number }
  }
  export default function autocannon(options: Options): Promise<Result>
}
