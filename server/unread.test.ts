import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuseUnread } from './unread'

const server = createServer((_request, response) => response.end('read')).on(
  'clientError',
  refuseUnread,
)
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.close()
})

/** What comes back for these bytes, until the server ends the connection. */
async function answerTo(sent: string): Promise<{ head: string; body: string }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(sent)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return { head, body }
}

describe('a request that cannot be read', () => {
  it.each([
    ['with too long a path', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, 431],
    ['that is no HTTP', 'HELO hub\r\n\r\n', 400],
  ])(
    '%s is told so in the form of every error, and its connection ends',
    async (_, sent, status) => {
      const { head, body } = await answerTo(sent)
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(head).toContain('connection: close')
      expect(JSON.parse(body)).toEqual({
        error: {
          code: expect.any(String),
          message: expect.any(String),
          requestId: expect.any(String),
        },
      })
    },
  )
})
