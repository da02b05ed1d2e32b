import {
  type ApiField,
  type ApiGroup,
  aboutField,
  fieldsOf,
  groupsOf,
  inputOf,
  typeWords,
} from '@/components/api/schema-words'
import { type Action, actions, ladder } from '@/lib/access'
import type { ApiContent, ApiDocument, ApiOperation, ApiSchema } from '@/lib/api-document'
import { statusOf } from '@/lib/errors'
import { table } from './markdown'

/** docs/reference/api.md: every route and schema of the description of the API. */
export function apiPage(api: ApiDocument): string {
  const groups = groupsOf(api)
  const schemas = Object.entries(api.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    '# API reference',
    intro(groups.map(({ tag }) => tag)),
    ...groups.flatMap(groupPart),
    '## Schemas',
    ...schemas.flatMap(([name, schema]) => schemaPart(name, schema)),
  ].join('\n\n')
}

function intro(tags: string[]): string {
  return `Every hub shows this page as \`/docs/api\` too, and the OpenAPI 3.1 document it is made of as
\`/api/v1/openapi.json\`. Send a token as \`Authorization: Bearer …\`; it acts for its owner, within its scopes.

${tags.map((tag) => `[${capital(tag)}](#${tag})`).join(' · ')} · [Schemas](#schemas)

- Bodies and answers are JSON in UTF-8; times are ISO 8601 in UTC, digests SHA-256 in lower-case hexadecimal.
- A list answers \`items\` and \`nextCursor\`; send that back as \`cursor\` for the next page, until it is null.
- A POST with an \`Idempotency-Key\` is done once: the same key with the same body gives the first answer again for
  24 hours, with another body 409.
- A refusal is \`{"error": {"code", "message", "requestId", …}}\`; the message says what to do. Statuses:
  ${statuses()}; 5xx when the hub or its database is at fault.`
}

function statuses(): string {
  return Object.entries(statusOf)
    .map(([kind, status]) => `${status} \`${kind}\``)
    .join(', ')
}

function groupPart({ tag, routes }: ApiGroup): string[] {
  return [`## ${capital(tag)}`, ...routes.flatMap((route) => routePart(route))]
}

function routePart({ method, path, operation }: ApiGroup['routes'][number]): string[] {
  return [
    `### ${operation.summary}`,
    `\`${method.toUpperCase()} ${path}\``,
    needs(operation['x-action']),
    ...fieldTable(inputOf(operation)),
    ...bytesOf(operation),
    ...wholeOf(operation),
    answers(operation),
  ]
}

function needs(action: string | undefined): string {
  if (!action) return 'Any token may ask this.'
  const { roles, scope, here } = actions[action as Action]
  const higher = here ? 'on the thing itself, or admin' : 'or higher'
  const who = roles.map((role) => (climbs(role) ? `${role} ${higher}` : role))
  const held = who.length > 0 ? `the role ${who.join(', or ')}` : 'the host of the hub'
  return `Needs \`${action}\`: ${held}; a token with the scope ${scope}.`
}

/** Whether there is a role above this one that includes it. */
function climbs(role: string): boolean {
  return ladder.slice(0, -1).some((step) => step === role)
}

function bytesOf({ requestBody }: ApiOperation): string[] {
  const raw = Object.keys(requestBody?.content ?? {}).filter((type) => type !== 'application/json')
  return raw.length > 0 ? [`The body is the bytes themselves, as \`${raw.join(', ')}\`.`] : []
}

/** A body that is not a list of fields. */
function wholeOf({ requestBody }: ApiOperation): string[] {
  const whole = requestBody?.content['application/json']?.schema
  return whole && fieldsOf(whole).length === 0 ? [`The body is ${typeOf(whole)}.`] : []
}

function answers({ responses }: ApiOperation): string {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const told = good.map(
    ([status, { content }]) => `${status}${content ? `: ${inside(content)}` : ''}`,
  )
  return `Answers ${told.join(', or ')}.`
}

function inside(content: ApiContent): string {
  return Object.entries(content)
    .map(([media, { schema }]) => (media === 'application/json' ? typeOf(schema) : `\`${media}\``))
    .join(' or ')
}

function schemaPart(name: string, schema: ApiSchema): string[] {
  const fields = fieldsOf(schema)
  return [
    `### Schema ${name}`,
    ...(schema.description ? [`${schema.description.replace(/\.$/, '')}.`] : []),
    ...(fields.length > 0 ? fieldTable(fields) : [typeOf(schema)]),
  ]
}

function fieldTable(fields: ApiField[]): string[] {
  if (fields.length === 0) return []
  const rows = fields.map((field) => [`\`${field.name}\``, typeOf(field.schema), aboutField(field)])
  return [table(['field', 'type', 'about'], rows)]
}

function typeOf(schema: ApiSchema): string {
  return typeWords(schema)
    .map((word) =>
      typeof word === 'string' ? word : `[${word.schema}](#schema-${word.schema.toLowerCase()})`,
    )
    .join('')
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
