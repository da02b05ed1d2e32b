/**
 * The description of `/api/v1` as the server tells it and as its page shows it: the parts of OpenAPI 3.1
 * that ours uses.
 */
export interface ApiDocument {
  openapi: string
  info: {
    title: string
    version: string
    description: string
    license: { name: string; identifier: string }
  }
  servers: { url: string }[]
  security: Record<string, string[]>[]
  /** Path → method in lower case → operation. */
  paths: Record<string, Record<string, ApiOperation>>
  components: {
    schemas: Record<string, ApiSchema>
    securitySchemes: Record<string, ApiSchema>
  }
}

export interface ApiOperation {
  operationId: string
  summary: string
  tags: string[]
  /** Where it is, if not where the others are. */
  servers?: { url: string }[]
  /** The permission it needs. */
  'x-action'?: string
  parameters: ApiParameter[]
  /** Empty where nobody need say who they are; else that of the document. */
  security?: Record<string, string[]>[]
  requestBody?: { required: boolean; content: ApiContent }
  /** Status, or a range such as `4XX` → answer. */
  responses: Record<string, { description: string; content?: ApiContent }>
}

export interface ApiParameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  schema: ApiSchema
}

/** Media type → what is in it. */
export type ApiContent = Record<string, { schema: ApiSchema }>

export interface ApiSchema {
  type?: string | string[]
  $ref?: string
  description?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  items?: ApiSchema
  anyOf?: ApiSchema[]
  oneOf?: ApiSchema[]
  allOf?: ApiSchema[]
  properties?: Record<string, ApiSchema>
  required?: string[]
  additionalProperties?: ApiSchema | boolean
  [keyword: string]: unknown
}

const key = Symbol.for('model-hub.api-document')
interface Holder {
  make: () => ApiDocument
  made?: ApiDocument
}
const holder = globalThis as typeof globalThis & { [key]?: Holder }

/** Says how the description is made: the server does, which knows the routes. */
export function setApiDocument(make: () => ApiDocument): void {
  holder[key] = { make }
}

/** The description of the API that this process serves; made once. Throws before the server has said how. */
export function apiDocument(): ApiDocument {
  const held = holder[key]
  if (!held) throw new Error('No server of this process has described its API.')
  held.made ??= held.make()
  return held.made
}
