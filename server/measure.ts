import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { receivedBytes, requestSeconds, requestsInFlight, sentBytes } from '@/lib/monitor/meters'

const usual = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const routes = new WeakMap<IncomingMessage, string>()

/** Bytes of a connection that belong to requests already counted. */
const counted = new WeakMap<Socket, { read: number; written: number }>()

/** Tells which route answers, as its pattern: a path would make a series of figures for every name in it. */
export function noteRoute(request: IncomingMessage, pattern: string): void {
  routes.set(request, pattern)
}

/** Counts one request and measures it to the end of its answer. */
export function measure(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request
  const end = requestSeconds.startTimer()
  requestsInFlight.inc()
  response.once('close', () => {
    requestsInFlight.dec()
    const route = routes.get(request) ?? 'none'
    const status = response.writableFinished ? classOf(response) : 'cut'
    end({ method: methodOf(request), route, status })
    const before = counted.get(socket) ?? { read: 0, written: 0 }
    const now = { read: socket.bytesRead, written: socket.bytesWritten }
    counted.set(socket, now)
    receivedBytes.inc({ route }, Math.max(0, now.read - before.read))
    sentBytes.inc({ route }, Math.max(0, now.written - before.written))
  })
}

function methodOf({ method = '' }: IncomingMessage): string {
  return usual.has(method) ? method : 'other'
}

function classOf({ statusCode }: ServerResponse): string {
  return `${Math.floor(statusCode / 100)}xx`
}
