// Tells the species of penguins over HTTP. The hub says which version serves whoever asks (OFREP), the version is
// loaded once by its digest, and how it went is reported back. HUB_URL, HUB_TOKEN, DEPLOYMENT and PORT say where.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fromFile, probabilities, votes } from './lib/forest.js'
import { mostLikely } from './lib/scores.js'

const { HUB_URL, HUB_TOKEN, DEPLOYMENT = 'penguins', PORT = '8080' } = process.env
const { organization } = await hub('/api/v1/me').then(JSON.parse)
const api = `/api/v1/${organization.slug}`
/** @type {Map<string, Promise<import('./lib/forest.js').Model>>} */
const models = new Map()
/** @type {object[]} */
const outcomes = []

const server = createServer(async (request, response) => {
  try {
    const { key, species: truth, ...penguin } = Object(await json(request))
    const flag = { context: { targetingKey: key } }
    const answer = await hub(`/ofrep/v1/evaluate/flags/${DEPLOYMENT}`, flag)
    const { value: version, variant, metadata } = JSON.parse(answer)
    const model = await modelOf(`${version}@${metadata.digest}`)
    const [cast = []] = votes(model, [penguin])
    const species = model.species[mostLikely(probabilities(cast, model.species.length))]
    response.end(JSON.stringify({ species, version }))
    if (truth === undefined) return
    const { revision } = metadata
    outcomes.push({ variant, revision, metric: 'accuracy', value: species === truth })
  } catch (error) {
    response.writeHead(502).end(JSON.stringify({ error: String(error) }))
  }
})
server.listen(Number(PORT), () => {
  const { port } = Object(server.address())
  console.log(`Serves ${DEPLOYMENT} at http://localhost:${port}`)
})

for (;;) {
  await wait(500)
  const report = { batch: randomUUID(), observations: outcomes.splice(0, 1000) }
  // A batch counts once by its name, so it is sent again where the answer was lost.
  for (let tries = 0; report.observations.length > 0 && tries < 5; tries++) {
    const sent = hub(`${api}/deployments/${DEPLOYMENT}/observations`, report)
    if (await sent.catch((error) => console.error(String(error)))) break
    await wait(1000)
  }
}

/** @param {string} uri pinned to a digest: what is loaded under it never changes */
function modelOf(uri) {
  const known = models.get(uri) ?? load(uri)
  models.set(uri, known)
  known.catch(() => models.delete(uri))
  return known
}

/** @param {string} uri */
async function load(uri) {
  const { files } = JSON.parse(await hub(`${api}/resolve?uri=${encodeURIComponent(uri)}`))
  return fromFile(await hub(files.find(({ name }) => name === 'model.json').url))
}

/**
 * @param {string} path
 * @param {object} [body]
 */
async function hub(path, body) {
  const headers = { authorization: `Bearer ${HUB_TOKEN}`, 'content-type': 'application/json' }
  const sent = body && { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(new URL(path, HUB_URL), { headers, ...sent })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.text()
}
