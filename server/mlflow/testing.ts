import type { TestServer } from '../testing/server'

export interface MlflowAnswer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** Calls one endpoint as an MLflow client does, below `/mlflow` or the prefix of a project. */
export async function callMlflow(
  server: TestServer,
  token: string | null,
  method: string,
  path: string,
  fields: Record<string, unknown> = {},
  { prefix = '/mlflow' } = {},
): Promise<MlflowAnswer> {
  const isGet = method === 'GET'
  const query = new URLSearchParams(
    Object.entries(fields).flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => [key, String(one)]),
    ),
  )
  const url = `${server.url}${prefix}${path}${isGet && query.size > 0 ? `?${query}` : ''}`
  const answer = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(!isGet && { 'content-type': 'application/json' }),
    },
    ...(!isGet && { body: JSON.stringify(fields) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : { text }
  return { status: answer.status, headers: answer.headers, body }
}
