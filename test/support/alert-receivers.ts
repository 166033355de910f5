import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

export type Posted = { headers: IncomingHttpHeaders; body: string }

export type WebhookReceiver = {
  url: string
  /** What was posted, oldest first, whatever it was answered. */
  posted: readonly Posted[]
  /** What the next ones are answered. */
  status: number
  close(): Promise<void>
}

/** Somewhere alerts are posted to. */
export async function aWebhookReceiver(): Promise<WebhookReceiver> {
  const posted: Posted[] = []
  const server = createHttpServer(async (request, response) => {
    posted.push({ headers: request.headers, body: await text(request) })
    response.writeHead(receiver.status, { location: '/elsewhere' }).end('thank you')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hook/of-a-receiver`,
    posted,
    status: 200,
    close() {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
  return receiver
}

export type Mail = { from: string; to: string[]; text: string }

export type MailServer = {
  /** With a user and password, which it takes without looking at them. */
  url: string
  mails: readonly Mail[]
  /** Refuses every recipient. */
  isClosed: boolean
  /** Takes connections and says nothing on those that come from now on. */
  isSilent: boolean
  /** How many of these there are. */
  unanswered(): number
  close(): Promise<void>
}

/** Takes mails as an SMTP server does, one command a line. */
export async function aMailServer(): Promise<MailServer> {
  const mails: Mail[] = []
  const sockets = new Set<Socket>()
  const unanswered = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket) && unanswered.delete(socket))
    socket.on('error', () => {})
    socket.setEncoding('utf8')
    if (receiver.isSilent) unanswered.add(socket)
    else converse(socket)
  })

  function converse(socket: Socket): void {
    let [buffer, isData] = ['', false]
    let mail: Mail = { from: '', to: [], text: '' }
    const say = (line: string) => socket.write(`${line}\r\n`)

    function hear(line: string): void {
      if (isData) {
        if (line === '.') {
          isData = false
          mails.push(mail)
          mail = { from: '', to: [], text: '' }
          say('250 taken')
        } else mail.text += `${line.replace(/^\./, '')}\n`
        return
      }
      const address = /<(.*)>/.exec(line)?.[1] ?? ''
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'EHLO') socket.write('250-test\r\n250 AUTH PLAIN\r\n')
      else if (verb === 'AUTH') say('235 welcome')
      else if (verb === 'MAIL') {
        mail.from = address
        say('250 fine')
      } else if (verb === 'RCPT') {
        mail.to.push(address)
        say(receiver.isClosed ? '550 not here' : '250 fine')
      } else if (verb === 'DATA') {
        isData = true
        say('354 go on')
      } else if (verb === 'QUIT') {
        say('221 bye')
        socket.end()
      } else say('250 fine')
    }

    socket.on('data', (chunk) => {
      buffer += chunk
      const lines = buffer.split('\r\n')
      buffer = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
    say('220 test')
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const receiver: MailServer = {
    url: `smtp://bindery:of-the-mail-server@127.0.0.1:${port}`,
    mails,
    isClosed: false,
    isSilent: false,
    unanswered: () => unanswered.size,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
  return receiver
}
