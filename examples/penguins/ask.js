// Asks a server made by serve.js for the species of every penguin of which the truth is known, each by its row in the
// table: node ask.js http://localhost:8080
import { readPenguins } from './lib/penguins.js'

const [url = 'http://localhost:8080'] = process.argv.slice(2)
/** @type {Map<string, { asked: number, right: number }>} */
const versions = new Map()

for (const { row, ...penguin } of readPenguins().penguins.filter(({ sex }) => sex !== '')) {
  const body = JSON.stringify({ key: `penguin-${row}`, ...penguin })
  const answer = await fetch(url, { method: 'POST', body })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  const { version, species } = Object(await answer.json())
  const { asked, right } = versions.get(version) ?? { asked: 0, right: 0 }
  versions.set(version, { asked: asked + 1, right: right + Number(species === penguin.species) })
}

for (const [version, { asked, right }] of [...versions].sort())
  console.log(`${version} was asked ${asked} times and was right ${right} times.`)
