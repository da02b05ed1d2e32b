import { afterAll, beforeAll, expect, it } from 'vitest'
import { database } from '@/db/client'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { externalData, outsideData } from './external'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const named = (...uris: string[]) =>
  database().write.transaction((tx) =>
    externalData(tx, acme.as('contributor'), acme.id, uris.map(outsideData)),
  )

it('knows an address again, however many name it at once', async () => {
  const uris = ['s3://lake/a.csv', 's3://lake/b.csv', 'file:///data/c.csv']
  const [first, turned, again] = await Promise.all([
    named(...uris),
    named(...uris.toReversed()),
    named(...uris, ...uris),
  ])
  expect(new Set(first).size).toBe(3)
  expect(turned?.toReversed()).toEqual(first)
  expect(again).toEqual([...(first ?? []), ...(first ?? [])])
})

it('keeps an address longer than an index takes, and those of each organization apart', async () => {
  const long = `s3://lake/${'x'.repeat(20_000)}`
  const [ours] = await named(long)
  const other = await hub.organization()
  const [theirs] = await database().write.transaction((tx) =>
    externalData(tx, other.as('contributor'), other.id, [outsideData(long)]),
  )
  expect(ours).toBeDefined()
  expect(theirs).not.toBe(ours)
})

it.each([
  ['s3://lake/raw/a.csv', 's3://lake', 'raw/a.csv'],
  ['file:///data/a.csv', 'file://', 'data/a.csv'],
  ['https://h:8080/x?y=1', 'https://h:8080', 'x?y=1'],
  ['s3://lake', 's3://lake', 's3://lake'],
])('reads %s as %s and %s', (uri, namespace, name) => {
  expect(outsideData(uri)).toEqual({ uri, namespace, name })
})
