import { z } from 'zod'
import type { ApiDocument, ApiSchema } from '@/lib/api-document'
import type { Call } from './calls'
import type { Told } from './send'

/** Holds answers against the description of the API. */
export class Answers {
  private readonly made = new Map<ApiSchema, z.ZodType>()

  constructor(private readonly document: ApiDocument) {}

  /** What is wrong with an answer, or null. */
  problem(call: Call, told: Told): string | null {
    const { status, headers, body } = told
    if (status >= 500) return 'It is the fault of the hub.'
    if (status < 200 || (status >= 300 && status !== 304 && status < 400))
      return 'No client expects that status.'
    if (call.method === 'HEAD' || status === 304) return null
    const { responses } = call.operation.spec
    if (status >= 400) {
      const problem = this.mismatch(responses['4XX']?.content?.['application/json']?.schema, body)
      if (problem) return problem
      const { error } = JSON.parse(body.toString('utf8')) as { error?: { requestId: string } }
      // The form of another protocol has no place for it.
      if (!error) return headers['x-request-id'] ? null : 'There is no request id.'
      return error.requestId === headers['x-request-id'] ? null : 'The request id is another one.'
    }
    if (call.method !== call.operation.method) return null
    if (status === 204) return body.length === 0 ? null : 'There is a body.'
    const [answer] = Object.entries(responses).flatMap(([code, one]) =>
      code.startsWith('2') ? [one] : [],
    )
    const schema = answer?.content?.['application/json']?.schema
    return schema ? this.mismatch(schema, body) : null
  }

  private mismatch(schema: ApiSchema | undefined, body: Buffer): string | null {
    if (!schema) return 'The description does not tell of it.'
    let value: unknown
    try {
      value = JSON.parse(body.toString('utf8'))
    } catch {
      return 'The body is no JSON.'
    }
    const parsed = this.type(schema).safeParse(value)
    return parsed.success ? null : z.prettifyError(parsed.error)
  }

  private type(schema: ApiSchema): z.ZodType {
    const found = this.made.get(schema)
    if (found) return found
    const whole = { ...schema, $defs: this.document.components.schemas }
    const text = JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/')
    const type = z.fromJSONSchema(JSON.parse(text))
    this.made.set(schema, type)
    return type
  }
}
