import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { newId } from '@/lib/ids'

/**
 * Answers a request that Node cannot read as HTTP, in the form of every error, and ends its connection:
 * what else comes on it could be taken for anything.
 */
export function refuseUnread(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, code, message } = told[error.code ?? ''] ?? unreadable
  const requestId = newId()
  const body = JSON.stringify({ error: { code, message, requestId } })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const unreadable = {
  status: 400,
  code: 'invalid',
  message: 'This is no HTTP request that can be read.',
}

const told: Record<string, typeof unreadable> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'too_large',
    message: 'The address and the headers have more than 16 KiB together. Shorten them.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'invalid',
    message: 'The request did not arrive in time. Send it again.',
  },
}
