import { describe, expect, it } from 'vitest'
import { formatUri } from '../../uri'
import { addressOf, keptAddress, ownName } from './naming'

const address = (namespace: string, name: string, version = '') =>
  addressOf({ namespace, name, version }).uri

describe('the address of data', () => {
  it.each([
    ['s3://bucket', 'raw/a.csv', 's3://bucket/raw/a.csv'],
    ['s3a://bucket/', '/raw/a.csv', 's3://bucket/raw/a.csv'],
    ['s3://bucket', '/', 's3://bucket/'],
    ['s3://bucket', 's3://bucket/a.csv', 's3://bucket/a.csv'],
    ['postgres://db:5432', 'shop.public.orders', 'postgres://db:5432/shop.public.orders'],
    [
      'postgres://ana:hunter2@db:5432',
      'shop.public.orders',
      'postgres://ana:***@db:5432/shop.public.orders',
    ],
    ['bigquery', 'proj.ds.table', 'bigquery/proj.ds.table'],
    ['file', '/data/a.csv', 'file:///data/a.csv'],
    ['file', 'data/a.csv', 'file:///data/a.csv'],
    ['file://host', '/data/a.csv', 'file://host/data/a.csv'],
    ['hdfs://nn:8020', '/user/x', 'hdfs://nn:8020/user/x'],
    ['wasbs://c@acc.blob', 'x', 'wasbs://c@acc.blob/x'],
    ['数据', '表', '数据/表'],
  ])('of %s and %s is %s', (namespace, name, uri) => {
    expect(address(namespace, name)).toBe(uri)
  })

  it('is one of its own for each version', () => {
    expect(address('s3://b', 'a.csv', '7 #b')).toBe('s3://b/a.csv#version=7%20%23b')
  })

  it('keeps names apart that are too long to be kept', () => {
    const [one, other] = ['a', 'b'].map((end) => address('s3://b', `${'x'.repeat(5000)}${end}`))
    expect(one).not.toBe(other)
    expect(one?.length).toBeLessThan(2100)
  })
})

describe('what is ours and not there', () => {
  const kept = (namespace: string, name: string, version = '') =>
    keptAddress({ namespace, name, version }, 'acme')

  it.each([
    ['model://hub.example:3000', 'penguins', 'v5'],
    ['model://other.example', 'penguins', '5'],
    ['model://hub.example', 'acme/penguins/v5', ''],
    ['model://penguins', 'v5', ''],
    ['mlflow', 'model://penguins', 'v5'],
  ])('is kept under one address, named %j and %j with version %j', (namespace, name, version) => {
    expect(kept(namespace, name, version)).toEqual({
      uri: 'model://penguins/v5',
      namespace: 'model://',
      name: 'penguins',
      version: 'v5',
    })
  })

  it('is kept so for data, and for the content that was meant', () => {
    const digest = 'a'.repeat(64)
    expect(kept('dataset://any', 'rows', 'v 1*').uri).toBe('dataset://rows/v%201%2A')
    expect(kept('', `model://m/v1@sha256:${digest}`).uri).toBe(`model://m/v1@sha256:${digest}`)
  })

  it.each([
    ['model://hub.example', 'penguins', 'production'],
    ['model://hub.example', 'penguins/v5/a.bin', ''],
    ['mlflow', 'dataset://rows/v1/*.csv', ''],
    ['datum://', '0190-abc', ''],
    ['s3://lake', 'a.csv', 'v1'],
  ])(
    'is kept as it was named where it may mean more: %j and %j, %j',
    (namespace, name, version) => {
      expect(kept(namespace, name, version)).toEqual(addressOf({ namespace, name, version }))
    },
  )
})

describe('what is ours', () => {
  const own = (namespace: string, name: string, version = '') => {
    const found = ownName({ namespace, name, version }, 'acme')
    return found && (found.kind === 'datum' ? `datum://${found.id}` : formatUri(found.uri))
  }

  it.each([
    ['model://hub.example:3000', 'penguins', 'v5', 'model://penguins/v5'],
    ['model://hub.example:3000', 'penguins', '5', 'model://penguins/v5'],
    ['model://hub.example', 'penguins/v5', '', 'model://penguins/v5'],
    ['model://hub.example', 'acme/penguins/v5', '', 'model://penguins/v5'],
    ['model://hub.example', 'penguins', 'production', 'model://penguins/production'],
    ['model://hub.example', 'penguins/latest', '', 'model://penguins/latest'],
    ['model://penguins', 'v5', '', 'model://penguins/v5'],
    ['model://penguins/v5', '', '', 'model://penguins/v5'],
    ['mlflow', 'model://penguins/v5', '', 'model://penguins/v5'],
    ['mlflow', 'model://penguins', 'v5', 'model://penguins/v5'],
    ['dataset://hub.example', 'rows', 'v1', 'dataset://rows/v1'],
    ['dataset://hub.example', 'rows/v1', '', 'dataset://rows/v1'],
    ['dataset://rows', 'v1', '', 'dataset://rows/v1'],
    ['', 'dataset://rows/v1', '', 'dataset://rows/v1'],
    ['datum://', '0190-abc', '', 'datum://0190-abc'],
    ['x', 'datum://0190-abc', '', 'datum://0190-abc'],
  ])('of %j and %j with version %j is %s', (namespace, name, version, uri) => {
    expect(own(namespace, name, version)).toBe(uri)
  })

  it.each([
    ['model://hub.example', 'penguins', ''],
    ['model://hub.example', 'other/penguins/v5', ''],
    ['s3://lake', 'model/v5', ''],
    ['model://', '', ''],
    ['model://hub.example', 'Pen guins', 'v5'],
  ])('%j and %j with version %j is not', (namespace, name, version) => {
    const found = own(namespace, name, version)
    // A model of the name of the host, if there is one, is for the look-up to say.
    expect([null, 'model://hub.example/penguins']).toContain(found)
  })
})
