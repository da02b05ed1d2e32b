import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Action } from '@/lib/access'
import type { Ctx } from '@/lib/actor'
import { readFields } from './fields'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a route of this door knows of a request. */
export interface Call {
  ctx: Ctx
  /**
   * The same caller, for the one command of a route that `creates` which makes the thing; any other takes
   * `ctx`. What that command returns is kept: a client that was not answered sends its request again, the
   * command then makes nothing and returns what it returned first, and the route translates it as before.
   */
  once: Ctx
  /** The slugs of the organization of the token, and of the project that the address names. */
  org: string
  project: string
  request: FastifyRequest
  reply: FastifyReply
}

/** One endpoint of MLflow's, below `/mlflow` and below `/mlflow/p/{project}`. */
export interface MlflowRoute {
  method: Method
  /** In Fastify's spelling, from `/api` on. */
  path: string
  /** What `can()` is asked first, since some routes do what others may; null where anybody who has signed in is told. */
  action: Action | null
  /** The body is bytes that the route reads itself. */
  bytes?: boolean
  /** Makes something, by a command that is given `call.once`: server/mlflow/once.ts. */
  creates?: boolean
  handle(call: Call): Promise<unknown>
}

/** Collects endpoints: what a request says is read by the schema, and what is answered is JSON. */
export function mlflowRoutes() {
  const list: MlflowRoute[] = []
  const on = <T extends z.ZodType>(
    method: Method,
    path: string,
    { action, input, creates }: { action: Action | null; input: T; creates?: boolean },
    handle: (fields: z.output<T>, call: Call) => Promise<unknown>,
  ) =>
    list.push({
      ...{ method, path, action },
      ...(creates && { creates }),
      handle: (call) => handle(readFields(input, fieldsOf(call.request)), call),
    })
  const raw = (route: MlflowRoute) => list.push(route)
  return { list, on, raw }
}

/** Query, body and path in one; the path wins. */
function fieldsOf({ query, body, params }: FastifyRequest): Record<string, unknown> {
  const { project: _, ...named } = Object(params) as Record<string, unknown>
  return { ...Object(query), ...Object(body), ...named }
}
