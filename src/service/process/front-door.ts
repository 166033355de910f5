import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/**
 * Lets the service listen before its app exists: the app must know its own address, which on port 0 only listening
 * tells. For the moment in between it asks callers to come back.
 */
export class FrontDoor {
  #app: RequestListener | null = null

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (this.#app !== null) {
      this.#app(request, response)
      return
    }
    response.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'application/json' })
    response.end(
      JSON.stringify({ error: { code: 'starting', message: 'The service is starting. Try again in a second.' } }),
    )
  }

  open(app: RequestListener): void {
    this.#app = app
  }
}
