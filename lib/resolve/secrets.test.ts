import { describe, expect, it } from 'vitest'
import { withoutSecrets } from './secrets'

describe('withoutSecrets', () => {
  it('hides a password and keeps the user', () => {
    expect(withoutSecrets('https://ana:hunter2@data.example/a.csv')).toBe(
      'https://ana:***@data.example/a.csv',
    )
  })

  it('hides a login that is a token alone', () => {
    expect(withoutSecrets('https://ghp_abc@github.com/acme/churn.git')).toBe(
      'https://***@github.com/acme/churn.git',
    )
  })

  it('keeps the container of an address in Azure', () => {
    const address = 'abfss://raw@lake.dfs.core.windows.net/a.csv'
    expect(withoutSecrets(address)).toBe(address)
  })

  it('hides the signature of a signed address and keeps the rest', () => {
    expect(
      withoutSecrets('https://b.s3.example/a?versionId=3&X-Amz-Signature=ff0&X-Amz-Credential=me'),
    ).toBe('https://b.s3.example/a?versionId=3&X-Amz-Signature=***&X-Amz-Credential=***')
  })

  it('leaves ordinary addresses alone', () => {
    for (const address of ['s3://bucket/data/*.csv', 'https://x.example/a@b?q=1', 'git@host:x', ''])
      expect(withoutSecrets(address)).toBe(address)
  })
})
