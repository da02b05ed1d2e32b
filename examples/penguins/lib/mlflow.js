/**
 * What a program in any language needs to log to MLflow: its REST API, at the address and with the token that its own
 * clients take from these variables.
 */
const { MLFLOW_TRACKING_URI = 'http://localhost:5000', MLFLOW_TRACKING_TOKEN } = process.env
const root = 'mlflow-artifacts:/'

/**
 * @param {string} call such as `runs/create`
 * @param {Record<string, unknown>} body
 * @returns {Promise<Record<string, any>>}
 * @throws {Error} with what the server says, where it refuses
 */
export async function mlflow(call, body) {
  const answer = await send('POST', `mlflow/${call}`, JSON.stringify(body), 'application/json')
  return JSON.parse(answer)
}

/**
 * Keeps a file with a run, through the server.
 * @param {{ artifact_uri: string }} run
 * @param {string} path
 * @param {string} text
 * @throws {Error} where the server wants files elsewhere
 */
export async function logFile({ artifact_uri }, path, text) {
  if (!artifact_uri.startsWith(root)) throw new Error(`Cannot write to ${artifact_uri}.`)
  const place = `${artifact_uri.slice(root.length)}/${path}`.split('/').map(encodeURIComponent)
  const call = `mlflow-artifacts/artifacts/${place.join('/')}`
  await send('PUT', call, text, 'application/octet-stream')
}

/**
 * Names and values as the API takes them, every value a text.
 * @param {Record<string, unknown>} values
 */
export function pairs(values) {
  return Object.entries(values).map(([key, value]) => ({ key, value: String(value) }))
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} body
 * @param {string} type
 */
async function send(method, path, body, type) {
  /** @type {Record<string, string>} */
  const headers = { 'content-type': type }
  if (MLFLOW_TRACKING_TOKEN) headers.authorization = `Bearer ${MLFLOW_TRACKING_TOKEN}`
  const uri = MLFLOW_TRACKING_URI.replace(/\/+$/, '')
  const answer = await fetch(`${uri}/api/2.0/${path}`, { method, headers, body })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
  return text
}
