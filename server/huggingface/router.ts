import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Action } from '@/lib/access'
import type { Ctx } from '@/lib/actor'

/** What a route of this door knows of a request. */
export interface Call {
  ctx: Ctx
  /** The repo that the path names; the organization is that of the token where it leaves it out. */
  repo: { org: string; model: string }
  /** `main` where the path names none. */
  revision: string
  /** Of a file or folder in the repo; empty where the path names none. */
  path: string
  query: Record<string, unknown>
  request: FastifyRequest
  reply: FastifyReply
}

/** One endpoint of the download API, below `/hf`. HEAD goes with GET. */
export interface HuggingfaceRoute {
  method: 'GET' | 'POST'
  /** In Fastify's spelling. */
  path: string
  /** What `can()` is asked; null where anybody who has signed in is told. */
  action: Action | null
  handle(call: Call): Promise<unknown>
}

/** Collects endpoints. `{repo}` in a path is a model, and an organization and a model of it. */
export function huggingfaceRoutes() {
  const list: HuggingfaceRoute[] = []
  const on = (
    method: HuggingfaceRoute['method'],
    path: string,
    action: Action | null,
    handle: HuggingfaceRoute['handle'],
  ) => {
    const paths = path.includes('{repo}')
      ? [path.replace('{repo}', ':repo'), path.replace('{repo}', ':repo/:name')]
      : [path]
    list.push(...paths.map((path) => ({ method, path, action, handle })))
  }
  return { list, on }
}
