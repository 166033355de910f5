import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export type Listening = {
  /** As an address to open: `http://127.0.0.1:3000`. */
  address: string
  /** Takes no more requests, lets those under way finish, and after `timeoutMs` ends what is left. */
  close(options: { timeoutMs: number }): Promise<void>
}

/** The address cannot be listened on; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly code: string
  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** How long a sender may take over the header fields, and over the whole request, and how often that is looked at. */
export type SenderTimes = { headersMs: number; requestMs: number; lookEveryMs: number }
const usualTimes: SenderTimes = { headersMs: 10_000, requestMs: 30_000, lookEveryMs: 5_000 }

/** Serves the app. `port` 0 takes any free one. Throws `ListenError`. */
export async function listen(
  app: RequestListener,
  { host, port, times = usualTimes }: { host: string; port: number; times?: SenderTimes },
): Promise<Listening> {
  const server = createServer(
    {
      // Slow senders must not hold connections.
      headersTimeout: times.headersMs,
      requestTimeout: times.requestMs,
      connectionsCheckingInterval: times.lookEveryMs,
      // Longer than the minute that proxies keep theirs, so that they never send on one that we just closed.
      keepAliveTimeout: 65_000,
    },
    app,
  )
  const connections = new Connections(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen(port, host, resolve)
  })
  return { address: addressOf(server, host), close: ({ timeoutMs }) => close(server, connections, timeoutMs) }
}

function addressOf(server: Server, host: string): string {
  // An AddressInfo always: it listens on a port, not on a pipe.
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const code = error.code ?? 'UNKNOWN'
  const remedies: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken. Stop the program that holds it, or set PORT to a free port.`,
    EACCES: `Port ${port} on ${host} needs rights that this user lacks. Set PORT to 1024 or higher.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to one that it has, such as 127.0.0.1 or 0.0.0.0.`,
    ENOTFOUND: `HOST ${host} is not a known name. Set it to an address, such as 127.0.0.1 or 0.0.0.0.`,
  }
  return new ListenError(code, remedies[code] ?? `Cannot listen on ${host}:${port}: ${error.message}`, error)
}

async function close(server: Server, connections: Connections, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  connections.wind()
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs)
  await closed
  clearTimeout(timer)
}

/**
 * Knows which connections have a request under way. Node closes kept-alive ones only when they have been used and idle
 * out, and would wait for those that never sent anything.
 */
class Connections {
  readonly #underWay = new Map<Socket, Set<ServerResponse>>()
  #isWinding = false

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#underWay.set(socket, new Set())
      socket.once('close', () => this.#underWay.delete(socket))
    })
    // First in line: the app may answer before a later listener is asked.
    server.prependListener('request', (req, res) => {
      const { socket } = req
      this.#underWay.get(socket)?.add(res)
      if (this.#isWinding) res.setHeader('Connection', 'close')
      res.once('close', () => {
        this.#underWay.get(socket)?.delete(res)
        if (this.#isWinding) this.#endIdle(socket)
      })
    })
  }

  /** Ends idle connections now and the others after their last answer. */
  wind(): void {
    this.#isWinding = true
    for (const [socket, responses] of this.#underWay) {
      this.#endIdle(socket)
      for (const response of responses) if (!response.headersSent) response.setHeader('Connection', 'close')
    }
  }

  #endIdle(socket: Socket): void {
    if (this.#underWay.get(socket)?.size === 0) socket.destroySoon()
  }
}
