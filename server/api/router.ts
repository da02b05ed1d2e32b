import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Action } from '@/lib/access'
import type { Ctx } from '@/lib/actor'
import type { Operation } from '@/lib/door'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One line of the API, as the server registers it and as the description tells it. */
export interface Route {
  method: Method
  /** Below `/api/v1`, in Fastify's spelling. */
  path: string
  summary: string
  action: Action | null
  input: z.ZodType
  answer: z.ZodType | null
  status: number
  /** Of a create: whether this answer is of something that was made; else it is told with 200. */
  made?(answer: unknown): boolean
  /** Fields of the input that travel in the query string although the request has a body. */
  query: readonly string[]
  handle(exchange: Exchange): Promise<unknown>
  /** What the answer has besides what is kept of it; added after the commit, for a repeat too. */
  add?(answer: unknown, input: Record<string, unknown>): Promise<unknown>
  /** The answer holds a secret: it must not be kept anywhere. */
  secret?: boolean
  /** An `Idempotency-Key` is kept in the transaction of the one command that this is. */
  keyed?: boolean
  /** What the description says of bodies that are not read as JSON fields: bytes, or what `schema` says. */
  media?: {
    request?: string
    schema?: z.ZodType
    answer?: string
    /** Other forms that it answers in when asked for one of them. */
    also?: readonly string[]
  }
}

export interface Exchange {
  ctx: Ctx
  /** Query, body and path merged; the path wins. */
  input: Record<string, unknown>
  request: FastifyRequest
  reply: FastifyReply
}

export interface Told<R = unknown> {
  summary: string
  answer?: z.ZodType
  status?: number
  query?: readonly string[]
  secret?: boolean
  made?(answer: R): boolean
  /** Adds to the answer what is only there after the commit. It must not fail. */
  add?(org: string, answer: R): Promise<unknown>
}

export interface RawRoute {
  summary: string
  action: Action
  input: z.ZodType
  answer?: z.ZodType
  status?: number
  query?: readonly string[]
  media?: Route['media']
  handle(exchange: Exchange): Promise<unknown>
}

/** Collects the routes of one noun: one line per verb. */
export function routes() {
  const list: Route[] = []
  const verb =
    (method: Method, usual: number) =>
    <I extends z.ZodType, R>(path: string, operation: Operation<I, R>, told: Told<R>) => {
      const {
        answer = null,
        status = answer ? usual : 204,
        query = [],
        summary,
        secret = false,
        add,
        made,
      } = told
      const { action, input } = operation
      const handle = ({ ctx, input: raw }: Exchange) =>
        // The operation parses its input itself; this is where untyped becomes typed.
        operation(ctx, raw as z.input<I>)
      const keyed = method === 'POST'
      list.push({
        ...{ method, path, summary, action, input, answer },
        ...{ status, query, secret, keyed, handle },
        ...(made && { made: (answer) => made(answer as R) }),
        ...(add && { add: (answer, { org }) => add(String(org), answer as R) }),
      })
    }
  const raw = (method: Method, path: string, route: RawRoute) =>
    list.push({ method, path, answer: null, status: 200, query: [], ...route })
  return {
    list,
    raw,
    get: verb('GET', 200),
    post: verb('POST', 201),
    /** A POST that makes nothing new. */
    act: verb('POST', 200),
    put: verb('PUT', 200),
    patch: verb('PATCH', 200),
    remove: verb('DELETE', 204),
  }
}
