import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createRun } from './create'
import { appendLog } from './log'
import { tailOfLog } from './tail'
import { projectOf } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'logs')
})
afterAll(() => hub.close())

async function printed(...texts: string[]) {
  const { run } = await createRun(ana(), { org: acme.slug, project: 'logs' })
  const ref = { org: acme.slug, project: 'logs', run }
  let offset = 0
  for (const text of texts) {
    const bytes = Buffer.from(text)
    await appendLog(ana(), { ...ref, offset, bytes })
    offset += bytes.length
  }
  return ref
}

describe('the end of a log', () => {
  it('is all of it while that is short', async () => {
    const ref = await printed('one\ntwo', '\nthree\n')
    expect(await tailOfLog(ana(), ref)).toEqual({
      text: 'one\ntwo\nthree\n',
      totalBytes: 14,
      shownBytes: 14,
    })
  })

  it('begins with a whole line', async () => {
    const ref = await printed('one\ntwo\nthree\n')
    expect(await tailOfLog(ana(), ref, 9)).toMatchObject({ text: 'three\n', shownBytes: 6 })
  })

  it('begins with a whole character where the line has no end', async () => {
    const ref = await printed('ääääää')
    expect(await tailOfLog(ana(), ref, 5)).toMatchObject({ text: 'ää', shownBytes: 4 })
  })

  it('is empty for a run that printed nothing', async () => {
    expect(await tailOfLog(ana(), await printed())).toMatchObject({ text: '', totalBytes: 0 })
  })
})
