import type { ApiDocument, ApiOperation, ApiParameter } from '@/lib/api-document'
import type { Random } from '../support/random'
import { authorizations, bodies, headers, mediaTypes, segments, strings } from './hostile'
import { jsonText, type Known, plainText, type Value, Values } from './values'

/** One call as it goes over the wire. */
export interface Call {
  operation: Operation
  method: string
  /** From the root, as it is sent. */
  path: string
  headers: Record<string, string>
  body: Buffer | null
  /** Who calls. */
  caller: string
}

export interface Operation {
  method: string
  path: string
  spec: ApiOperation
}

export function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, spec]) => ({ method: verb.toUpperCase(), path, spec })),
  )
}

export interface World {
  known: Known
  /** The headers that tell who calls, by a name for them. */
  callers: Record<string, Record<string, string>>
  /** Content by its SHA-256 (hex). */
  contents: Map<string, Buffer>
}

/** Makes calls of every operation of a description, each from good to hostile, by anyone and no one. */
export class Calls {
  private readonly values: Values

  constructor(
    document: ApiDocument,
    private readonly world: World,
    private readonly random: Random,
  ) {
    this.values = new Values(document.components.schemas, world.known, random)
  }

  of(operation: Operation): Call {
    const { random } = this
    // How wild each part is: most calls get far enough in to meet what lies behind the parsing.
    const wild = random.pick([0, 0, 0.1, 0.5])
    const path = this.path(operation, wild)
    const query = this.query(operation, wild)
    const caller = random.pick(
      random.chance(0.5) ? ['maintainer', 'admin', 'approver'] : Object.keys(this.world.callers),
    )
    const { type, body } = this.body(operation, path, wild)
    const method = random.chance(0.02) ? random.pick(otherMethods) : operation.method
    return {
      operation,
      method,
      caller,
      path: `${operation.spec.servers?.[0]?.url ?? '/api/v1'}${path}${query}`,
      headers: {
        ...(type !== null && { 'content-type': type }),
        ...(random.chance(0.2) && random.pick(headers)),
        ...this.authorization(caller),
      },
      body: method === 'GET' || method === 'HEAD' ? null : body,
    }
  }

  private authorization(caller: string): Record<string, string> {
    const { random } = this
    if (random.chance(0.02)) return {}
    if (random.chance(0.02)) return { authorization: random.pick(authorizations) }
    return this.world.callers[caller] ?? {}
  }

  private path({ path, spec }: Operation, wild: number): string {
    const { random } = this
    return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      if (random.chance(wild * 0.3)) return random.pick(segments)
      const parameter = spec.parameters.find((one) => one.in === 'path' && one.name === name)
      // A file's name spans several segments.
      const text = this.parameter(parameter, name, wild)
      return name === 'name' ? text.split('/').map(encoded).join('/') : encoded(text)
    })
  }

  private query({ spec }: Operation, wild: number): string {
    const { random } = this
    const pairs: [string, string][] = []
    for (const parameter of spec.parameters) {
      if (parameter.in !== 'query' || (!parameter.required && random.chance(0.6))) continue
      pairs.push([parameter.name, this.parameter(parameter, parameter.name, wild)])
      if (random.chance(wild * 0.2)) pairs.push([parameter.name, random.pick(strings)])
    }
    if (random.chance(wild * 0.3)) pairs.push([random.pick(strings), random.pick(strings)])
    const text = pairs.map((pair) => pair.map(encoded).join('=')).join('&')
    return text && `?${text}${random.chance(wild * 0.1) ? '&%' : ''}`
  }

  private parameter(parameter: ApiParameter | undefined, name: string, wild: number): string {
    const hostile = this.random.chance(wild * 0.5)
    return plainText(
      hostile ? this.values.hostile() : this.values.fitting(parameter?.schema ?? {}, name),
    )
  }

  private body(
    { spec }: Operation,
    path: string,
    wild: number,
  ): { type: string | null; body: Buffer | null } {
    const { random } = this
    const [[declared, content] = [null, null]] = Object.entries(spec.requestBody?.content ?? {})
    const type = random.chance(wild * 0.2) ? random.pick(mediaTypes) : declared
    if (random.chance(wild * 0.2)) return { type, body: Buffer.from(random.pick(bodies)) }
    if (declared === null || !content) return { type: null, body: null }
    if (declared !== 'application/json') return { type, body: this.bytes(path) }
    const value: Value = this.values.fitting(content.schema)
    const sent = random.chance(wild) ? this.values.spoilt(value) : value
    return { type, body: Buffer.from(jsonText(sent)) }
  }

  /** The very bytes that the path names, where it names any that are known. */
  private bytes(path: string): Buffer {
    const named = this.world.contents.get(path.split('/').at(-1) ?? '')
    if (named && this.random.chance(0.8)) return named
    return this.random.bytes(this.random.pick([0, 1, 100, 5000]))
  }
}

const otherMethods = ['HEAD', 'OPTIONS', 'PATCH', 'DELETE', 'PUT', 'POST']

/** Percent-encoded; half a character, which has no encoding, becomes what UTF-8 puts in its place. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
}
