import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'
import { styleHash } from './pages/style.ts'

/**
 * The header fields of every answer. Scripts, styles and requests are of this service alone, and nothing written into a
 * page runs. The few pages that the service makes itself carry one known style sheet. They are the same for all answers,
 * so helmet is asked once.
 */
export function securityHeaders({ isHttps }: { isHttps: boolean }): Record<string, string> {
  const answer = new ServerResponse(new IncomingMessage(new Socket()))
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", `'${styleHash}'`],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // A one-time link must not travel on in a Referer.
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps,
  })
  setHeaders(answer.req, answer, (error) => {
    if (error) throw error
  })
  const fields = Object.entries(answer.getHeaders()).map(([name, value]) => [name, String(value)])
  return { ...Object.fromEntries(fields), 'cache-control': 'no-store' }
}
